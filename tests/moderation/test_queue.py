"""The queue: the right case on top, the reason for its place, filters in the address, nothing lost by age."""

import re
import time
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import insert, update

from forum import clock
from forum.accounts.models import Member
from forum.app import Forum
from forum.database import db, transaction
from forum.moderation import operations, queries
from forum.moderation.models import Case
from forum.moderation.queries import Narrowing, find_risk
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.scenes import browser
from tests.statements import counted

MANY = 20_000


def reply_flagged(scene: scenes.Scene, *, reason: str, hours: float = 0, times: int = 1) -> str:
    """A case on a new reply, flagged by so many members, so many hours ago."""
    post = texts.reply(scene.author, scene.topic, body=f"A reply, {reason} {hours} {times}").public_id
    case = ""
    for _number in range(times):
        case = scenes.flag(factories.viewer(), post, reason=reason)
    with transaction():
        opened = clock.ago(hours=hours)
        db.session.execute(update(Case).where(Case.public_id == case).values(opened_at=opened))
    return case


def order(viewer: Viewer, narrowing: Narrowing | None = None) -> list[str]:
    """The public ids of the queue."""
    page = queries.queue_page(viewer, narrowing or Narrowing(), at=clock.now(), number=1).page
    return [row.public_id for row in page.items]


def test_the_order_is_risk_severity_overdue_people_age(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        spam = reply_flagged(scene, reason="spam", hours=1)
        today_young = reply_flagged(scene, reason="misleading", hours=1)
        today_old = reply_flagged(scene, reason="misleading", hours=2)
        today_many = reply_flagged(scene, reason="misleading", hours=0, times=3)
        now = reply_flagged(scene, reason="sourcing")
        risk = reply_flagged(scene, reason="at_risk")
        assert order(scene.moderator) == [risk, now, today_many, today_old, today_young, spam]


def test_an_overdue_case_moves_up_and_says_so_but_not_before_somebody_at_risk(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        young = reply_flagged(scene, reason="sourcing", hours=1)
        late = reply_flagged(scene, reason="misleading", hours=25)
        very_late = reply_flagged(scene, reason="spam", hours=24 * 400)
        risk = reply_flagged(scene, reason="at_risk")
        other = reply_flagged(scene, reason="harassment", hours=1, times=2)
        assert order(scene.moderator) == [risk, late, young, very_late, other]
        page = queries.queue_page(scene.moderator, Narrowing(), at=clock.now(), number=1).page
        row = find_risk(scenes.case(risk).id)
        assert row is not None
        by = (row.waiting_since + timedelta(minutes=30)).strftime("%H:%M")
        assert [row.place for row in page.items] == [
            f"Somebody may be at risk · To be taken on by {by} (UTC) · One member flagged it",
            "Overdue: meant to be looked at within 24 hours · One member flagged it",
            "One member flagged it",
            "Overdue: meant to be looked at within 7 days · One member flagged it",
            "2 members flagged it",
        ]


def test_each_filter_finds_its_own(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        old = reply_flagged(scene, reason="spam", hours=30)
        young = reply_flagged(scene, reason="spam")
        member = scenes.flag_member(scene.flagger, scene.author.id, reason="spam")
        texts.reply(factories.viewer("newcomer"), scene.topic, body="See https://example.org/shop")
        held = next(case.public_id for case in scenes.open_cases() if case.reason == "held")
        with transaction():
            operations.claim_case(queries.get_case(old), viewer=scene.moderator)
            operations.claim_case(queries.get_case(young), viewer=scene.second)
            operations.ask_second_opinion(queries.get_case(member), viewer=scene.second, question="Really?")

        def found(**filters: str) -> set[str]:
            return set(order(scene.moderator, Narrowing(**filters)))

        assert found(reason="held") == {held}
        assert found(kind="member") == {member}
        assert found(age="day") == {old}
        assert found(claimed="mine") == {old} == found(view="mine")
        assert found(claimed="somebody") == {old, young}
        assert found(claimed="nobody") == {member, held} == found(view="unclaimed")
        assert found(origin="automatic") == {held} == found(view="automatic")
        assert found(origin="flagged") == {old, young, member}
        assert found(view="second_opinion") == {member}
        assert found(condition="nowhere") == set()
        counts = queries.queue_page(scene.moderator, Narrowing(), at=clock.now(), number=1).counts
        assert {name: counts[name] for name in ("all", "mine", "unclaimed", "second_opinion", "automatic")} == {
            "all": 4,
            "mine": 1,
            "unclaimed": 2,
            "second_opinion": 1,
            "automatic": 1,
        }


def test_whether_an_author_is_new_is_not_told_of_a_one_off_name(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        own = reply_flagged(scene, reason="spam")
        hidden = texts.reply(scene.author, texts.new_topic(scene.other), alias="Quiet Heron 12").public_id
        scenes.flag(scene.flagger, hidden, reason="spam")
        assert order(scene.moderator, Narrowing(author="new")) == [own]
        assert order(scene.moderator, Narrowing(author="known")) == []


def test_the_address_keeps_the_filters_and_nonsense_is_left_out(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        reply_flagged(scene, reason="spam", hours=2)
    client = browser(app, scene.moderator)
    page = client.get("/moderation?reason=spam&kind=post&view=unclaimed&age=hour").text
    for chosen in ('value="spam" selected', 'value="post" selected', 'value="hour" selected'):
        assert chosen in page
    assert re.search(r'href="/moderation\?view=unclaimed" aria-current="page"', page)
    nonsense = client.get("/moderation?view=x&reason=y&kind=z&age=q&claimed=w&author=v&origin=u&page=-1")
    assert nonsense.status_code == 200
    assert "Cases waiting: 1" in nonsense.text
    assert "Nothing of this kind waits" in client.get("/moderation?kind=member").text


def test_next_leads_through_the_queue_past_what_others_have_and_what_is_too_close(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        first = reply_flagged(scene, reason="sourcing")
        claimed = reply_flagged(scene, reason="misleading", hours=3)
        second = reply_flagged(scene, reason="misleading", hours=2)
        with transaction():
            operations.claim_case(queries.get_case(claimed), viewer=scene.second)
        own = texts.reply(scene.moderator, texts.new_topic(scene.other, title="Other")).public_id
        scenes.flag(scene.flagger, own, reason="at_risk")
    client = browser(app, scene.moderator)
    assert client.get("/moderation/next").location == f"/moderation/cases/{first}"
    assert client.get(f"/moderation/next?after={first}").location == f"/moderation/cases/{second}"
    assert client.get(f"/moderation/next?after={second}").location == "/moderation"
    assert client.get("/moderation/next?after=nonsense").location == f"/moderation/cases/{first}"


def test_people_who_flagged_are_counted_and_a_recount_finds_nothing(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = reply_flagged(scene, reason="spam", times=3)
        assert scenes.case(case).people == 3
        with transaction():
            assert operations.recount_people() == 0
        with transaction():
            db.session.execute(update(Case).values(people=7))
        with transaction():
            assert operations.recount_people() == 1
        assert scenes.case(case).people == 3


PATHS = ("/moderation", "/moderation?view=overdue&author=new", "/moderation/next")


def test_twenty_thousand_cases_cost_the_statements_of_twenty(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        for number in range(20):
            reply_flagged(scene, reason="spam", hours=number)
    client = browser(app, scene.moderator)
    few = [statements_of(client, path) for path in PATHS]
    with app.app_context(), transaction():
        db.session.execute(insert(Case), [a_case(number, key) for number, key in enumerate(many_members())])
    assert [statements_of(client, path) for path in PATHS] == few
    assert max(few) <= 12


def statements_of(client: FlaskClient, path: str) -> int:
    """How many statements a page takes, which must be there in two seconds of this process."""
    began = time.process_time()
    with counted() as statements:
        assert client.get(path).status_code < 400
    assert time.process_time() - began < 2
    return len(statements)


def a_case(number: int, member: int) -> dict[str, object]:
    """An open case about a member, one of many that differ."""
    return {
        "member_id": member,
        "author_id": member,
        "reason": ("spam", "misleading", "sourcing")[number % 3],
        "severity": 3 - number % 3,
        "snapshot_markdown": "",
        "snapshot_html": "",
        "opened_at": clock.ago(minutes=number),
        "people": number % 5,
    }


def many_members() -> list[int]:
    """The keys of as many new members, made in one statement."""
    rows = [
        {"name": f"m{number}", "name_key": f"m{number}", "name_skeleton": f"m{number}", "fs_uniquifier": f"u{number}"}
        for number in range(MANY)
    ]
    keys = db.session.scalars(insert(Member).returning(Member.id), rows).all()
    return list(keys)
