"""What each person sees of flags, cases and decisions."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from forum import clock
from forum.accounts.models import Limit
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.operations import edit_post, take_back
from forum.moderation import operations
from forum.moderation.models import Case
from forum.viewers import VISITOR, Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.statements import counted

Browser = Callable[[Viewer], FlaskClient]


@pytest.fixture
def client_of(app: Forum) -> Browser:
    """A browser in which this member is signed in."""

    def open_one(viewer: Viewer) -> FlaskClient:
        client = app.test_client()
        return client if viewer.id is None else factories.sign_in(client, viewer.id)

    return open_one


def flagged(app: Forum, scene: scenes.Scene, **fields: str) -> str:
    """A flag on the scene's post; its case."""
    with app.app_context():
        return scenes.flag(scene.flagger, scene.post, **fields)


def decided(app: Forum, scene: scenes.Scene, verb: str, *, case: str, message: str = "Please.") -> str:
    """A decision on a case."""
    with app.app_context():
        chosen = scenes.choice(verb, rule=scene.rule, message=message, note="a moderators' note")
        return scenes.decide(scene.moderator, case, chosen)


def form(version: int = 1, **fields: object) -> dict[str, object]:
    """A decision as a browser sends it."""
    return {"version": version, "act": "decide", "message": "", "note": "", "rule": ""} | fields


def test_a_member_flags_a_post_and_reads_the_thanks(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    client = client_of(scene.flagger)
    assert client.get(f"/posts/{scene.post}/flag").status_code == 200
    sent = client.post(f"/posts/{scene.post}/flag", data={"reason": "spam", "note": "An advert."})
    assert sent.status_code == 303
    page = client.get(sent.location).text
    assert "A moderator will look at it" in page
    assert "An advert." in page
    assert "Samaritans" not in page


def test_somebody_at_risk_brings_the_crisis_lines(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    client = client_of(scene.flagger)
    sent = client.post(f"/topics/{scene.topic}/flag", data={"reason": "at_risk"})
    page = client.get(sent.location).text
    assert "Samaritans" in page
    assert "988" in page


def test_a_flag_without_a_reason_keeps_the_note(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    sent = client_of(scene.flagger).post(f"/posts/{scene.post}/flag", data={"note": "Words of mine"})
    assert sent.status_code == 422
    assert "Words of mine" in sent.text
    long = client_of(scene.flagger).post(f"/posts/{scene.post}/flag", data={"reason": "spam", "note": "x" * 2001})
    assert long.status_code == 422
    assert "x" * 2001 in long.text


def test_flag_pages_open_to_whom_they_should(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    path = f"/posts/{scene.post}/flag"
    assert client_of(VISITOR).get(path).status_code == 303
    assert client_of(VISITOR).post(path, data={"reason": "spam"}).status_code == 303
    assert client_of(scene.author).get(path).status_code == 403
    assert client_of(scene.author).post(path, data={"reason": "spam"}).status_code == 403
    assert client_of(scene.author).get("/members/ada/flag").status_code == 403
    assert client_of(scene.flagger).get("/members/ada/flag").status_code == 200
    for missing in ("/posts/zzzzzzzzzzzz/flag", "/topics/zzzzzzzzzzzz/flag", "/members/nobody/flag"):
        assert client_of(scene.flagger).get(missing).status_code == 404
        assert client_of(scene.flagger).post(missing, data={"reason": "spam"}).status_code == 404
    case = flagged(app, scene)
    decided(app, scene, "remove", case=case)
    assert client_of(scene.other).post(path, data={"reason": "spam"}).status_code == 404


def test_a_member_is_flagged_by_name(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    sent = client_of(scene.flagger).post("/members/ada/flag", data={"reason": "harassment"})
    assert sent.status_code == 303
    assert "a member" in client_of(scene.flagger).get(sent.location).text


def test_the_outcome_is_for_who_flagged_it_alone(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    case = flagged(app, scene)
    for who in (scene.author, scene.other, scene.moderator):
        assert client_of(who).get(f"/flags/{case}").status_code == 404
    decided(app, scene, "remove", case=case)
    before = client_of(scene.flagger).get(f"/flags/{case}").text
    assert "We have removed it." not in before
    with scenes.later(seconds=31):
        after = client_of(scene.flagger).get(f"/flags/{case}").text
    assert "We have removed it." in after
    for word in ("mona", "ada", "4.5", "moderators&#39; note", "Please."):
        assert word not in after


def test_the_author_reads_the_rule_the_reason_and_the_text(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    case = flagged(app, scene, note="canary note")
    made = decided(app, scene, "hide", case=case, message="Say it as your own.")
    assert client_of(scene.author).get(f"/decisions/{made}").status_code == 404
    for who in (scene.flagger, scene.other):
        with scenes.later(seconds=31):
            assert client_of(who).get(f"/decisions/{made}").status_code == 404
    with scenes.later(seconds=31):
        page = client_of(scene.author).get(f"/decisions/{made}").text
        listed = client_of(scene.author).get("/account/decisions").text
    for word in ("Say what you did", "Say it as your own.", "4.5 at night", "The moderation team", "ask again"):
        assert word in page
    for word in ("flora", "canary note", "mona", "moderators&#39; note", "unsafe"):
        assert word not in page
        assert word not in listed
    assert f"/decisions/{made}" in listed
    assert f"/posts/{scene.post}/edit" in page


def test_a_removed_text_is_read_by_its_author_and_cannot_be_changed(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    made = decided(app, scene, "remove", case=flagged(app, scene))
    with scenes.later(seconds=31):
        page = client_of(scene.author).get(f"/decisions/{made}").text
    assert "4.5 at night" in page
    assert "/edit" not in page


def test_a_letter_names_no_topic_that_its_reader_cannot_see(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    made = decided(app, scene, "hide", case=flagged(app, scene))
    with app.app_context(), transaction():
        opening = texts.find_topic(scene.topic)
        assert opening is not None
        operations_take_back(scene, opening)
    with scenes.later(seconds=31):
        page = client_of(scene.author).get(f"/decisions/{made}")
    assert page.status_code == 200
    assert "Sleep" not in page.text


def operations_take_back(scene: scenes.Scene, topic: texts.Topic) -> None:
    """The author of the topic takes it back."""
    post = scenes.queries.text_of(Case(topic=topic))
    assert post is not None
    take_back(scene.other, post=post)


def test_the_queue_is_for_moderators_and_their_cases_are_theirs_alone(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    case = flagged(app, scene)
    admin = scene.author
    with app.app_context():
        admin = factories.viewer(roles=("admin",))
    for path, status in (("/moderation", 403), (f"/moderation/cases/{case}", 404), ("/moderation/members/ada", 403)):
        assert client_of(VISITOR).get(path).status_code == 303
        for who in (scene.author, scene.flagger, admin):
            assert client_of(who).get(path).status_code == status
        assert client_of(scene.moderator).get(path).status_code == 200
    assert client_of(scene.author).get("/moderation/log").status_code == 403
    assert client_of(admin).get("/moderation/log").status_code == 200
    assert client_of(admin).get("/moderation/waiting").status_code == 200
    assert client_of(scene.other).get("/moderation/waiting").status_code == 403
    assert client_of(scene.other).post(f"/moderation/cases/{case}", data=form(verb="keep")).status_code == 404


def test_the_queue_says_why_how_long_and_what(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    flagged(app, scene)
    with app.app_context():
        scenes.flag_member(scene.flagger, scene.other.id, reason="at_risk")
        with transaction():
            operations.write_to_team(VISITOR, about="A bug", body="It broke.", reply_to=None, address="192.0.2.1")
    with scenes.later(hours=3):
        page = client_of(scene.moderator).get("/moderation").text
    for word in (
        "Tells others what to take",
        "Worried about this person",
        "3 hours",
        "Go straight to 4.5",
        "It broke.",
    ):
        assert word in page
    assert page.index("Worried about this person</a>") < page.index("Tells others what to take</a>")
    narrowed = client_of(scene.moderator).get("/moderation?reason=contact").text
    assert "It broke." in narrowed
    assert "Go straight" not in narrowed
    assert 'value="contact" selected' in narrowed
    assert "Nothing of this kind waits" in client_of(scene.moderator).get("/moderation?reason=spam").text
    assert client_of(scene.moderator).get("/moderation?reason=nonsense&page=-3").status_code == 200


def test_an_empty_queue_says_so(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    assert "Nothing waits" in client_of(scene.moderator).get("/moderation").text


def test_a_moderator_does_not_see_who_flagged_them(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    with app.app_context():
        own = texts.reply(scene.moderator, scene.topic, body="My own words.")
        case = scenes.flag(scene.flagger, own.public_id)
    assert "My own words" not in client_of(scene.moderator).get("/moderation").text
    page = client_of(scene.moderator).get(f"/moderation/cases/{case}")
    assert page.status_code == 403
    assert "Somebody else decides it" in page.text
    assert client_of(scene.moderator).post(f"/moderation/cases/{case}", data=form(verb="keep")).status_code == 403
    assert client_of(scene.moderator).get("/moderation/members/mona").status_code == 403
    decided_by_other = client_of(scene.second).post(f"/moderation/cases/{case}", data=form(verb="keep"))
    assert decided_by_other.status_code == 303
    assert case not in client_of(scene.moderator).get("/moderation/log").text


def test_a_case_shows_the_text_then_and_now_and_what_is_around(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    with app.app_context():
        texts.reply(scene.other, scene.topic, body="The words after.")
    case = flagged(app, scene, note="Somebody will copy it.")
    with app.app_context(), transaction():
        edit_post(scene.author, post=texts.post_called(scene.post), body="I went to 4.5 at night.")
    page = client_of(scene.moderator).get(f"/moderation/cases/{case}").text
    assert "<ins>I went </ins>" in page
    assert "<del>Go straight </del>" in page
    for word in ("The words after.", "How do you sleep?", "flora", "Somebody will copy it.", "Share your own dose."):
        assert word in page


def test_the_words_are_shown_before_they_are_sent(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    case = flagged(app, scene)
    client = client_of(scene.moderator)
    shown = client.post(f"/moderation/cases/{case}", data=form(act="show", verb="hide", rule=str(scene.rule)))
    assert shown.status_code == 200
    assert "will get exactly this" in shown.text
    assert "We have hidden your post in “Sleep”" in shown.text
    assert "could you put it as what you did" in shown.text
    with app.app_context():
        assert scenes.state(scene.post) == "open"
    message = "My words exactly."
    shown = client.post(
        f"/moderation/cases/{case}", data=form(act="show", verb="hide", rule=str(scene.rule), message=message)
    ).text
    letters = re.findall(r'<div class="letter">(.*?)</div>', shown, re.DOTALL)
    done = client.post(f"/moderation/cases/{case}", data=form(verb="hide", rule=str(scene.rule), message=message))
    assert done.status_code == 303
    with app.app_context():
        made = scenes.decisions()[0].public_id
    with scenes.later(seconds=31):
        to_author = client_of(scene.author).get(f"/decisions/{made}").text
        to_flagger = client_of(scene.flagger).get(f"/flags/{case}").text
    assert letters[0] in to_author
    assert letters[1] in to_flagger


def test_a_decision_can_be_undone_on_the_page(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    case = flagged(app, scene)
    client = client_of(scene.moderator)
    sent = form(verb="remove", rule=str(scene.rule), message="Sorry.")
    page = client.get(client.post(f"/moderation/cases/{case}", data=sent).location).text
    found = re.search(r"/moderation/decisions/\w+/undo", page)
    assert found is not None
    assert "Nobody has been told yet" in page
    assert found.group() not in client_of(scene.second).get(f"/moderation/cases/{case}").text
    assert client_of(scene.second).post(found.group()).status_code == 403
    assert client_of(scene.other).post(found.group()).status_code == 404
    with scenes.later(seconds=31):
        assert found.group() not in client.get(f"/moderation/cases/{case}").text
        late = client.post(found.group())
    assert late.status_code == 409
    assert "too late" in late.text
    assert client.post(found.group()).status_code == 303
    with app.app_context():
        assert scenes.state(scene.post) == "open"


def test_the_second_moderator_reads_what_the_first_did_and_keeps_every_word(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    case = flagged(app, scene)
    decided(app, scene, "keep", case=case, message="")
    sent = form(verb="remove", rule=str(scene.rule), message="My long letter.", note="My note.")
    answer = client_of(scene.second).post(f"/moderation/cases/{case}", data=sent)
    assert answer.status_code == 409
    for word in (
        "mona was faster",
        "kept",
        "My long letter.",
        "My note.",
        "Sending is off",
        "Next case",
        "talk to mona",
    ):
        assert word in answer.text
    with app.app_context():
        assert scenes.state(scene.post) == "open"


def test_the_second_moderator_learns_of_the_sanction_that_came_with_it(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    case = flagged(app, scene)
    with app.app_context():
        chosen = scenes.choice("hide", rule=scene.rule, message="Please rest.")
        scenes.decide(scene.moderator, case, replace(chosen, sanction=scenes.a_measure("silence")))
    sent = form(verb="remove", rule=str(scene.rule), message="My long letter.")
    notice = client_of(scene.second).post(f"/moderation/cases/{case}", data=sent).text.split('role="alert"')[1]
    notice = notice.split("</div>")[0]
    assert "A silence: they read, but do not write" in notice
    assert "Please rest." in notice


def test_a_flag_in_between_asks_to_look_again_and_the_next_try_goes_through(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    case = flagged(app, scene)
    with app.app_context():
        scenes.flag(scene.other, scene.post)
    answer = client_of(scene.second).post(f"/moderation/cases/{case}", data=form(verb="keep"))
    assert answer.status_code == 409
    assert "Something changed" in answer.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert version is not None
    again = client_of(scene.second).post(f"/moderation/cases/{case}", data=form(int(version.group(1)), verb="keep"))
    assert again.status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"verb": "hide", "message": "x"},
        {"verb": "message", "message": "x", "sanction": "suspension"},
        {"verb": ""},
        {"verb": "remove", "rule": "99999", "message": "x"},
        {"verb": "keep", "version": "x"},
        {"verb": "keep", "message": "a\0b"},
    ],
)
def test_an_incomplete_decision_comes_back_with_its_words(
    app: Forum, scene: scenes.Scene, client_of: Browser, fields: dict[str, str]
) -> None:
    case = flagged(app, scene)
    sent = {**form(note="kept words"), **fields}
    answer = client_of(scene.moderator).post(f"/moderation/cases/{case}", data=sent)
    assert answer.status_code == 422
    assert "kept words" in answer.text


def test_a_suspended_member_reads_why_and_writes_to_the_team_and_nothing_else(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    with app.app_context():
        case = scenes.flag_member(scene.flagger, scene.author.id)
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    sent = form(verb="message", sanction="suspension", rule=str(scene.rule), message="A rest.", until=day)
    assert client_of(scene.moderator).post(f"/moderation/cases/{case}", data=sent).status_code == 303
    with app.app_context():
        made = scenes.decisions()[0].public_id
    client = client_of(scene.author)
    with scenes.later(seconds=31):
        for path in (f"/decisions/{made}", "/account/decisions", "/contact", "/rules"):
            assert client.get(path).status_code == 200
        assert client.post("/contact", data={"body": "Please look again."}).status_code == 303
        for path in ("/", "/notifications", f"/posts/{scene.post}/flag", "/members/flora/flag"):
            assert client.get(path).status_code == 403
        assert "until" in client.get(f"/decisions/{made}").text


def test_a_demoted_or_suspended_moderator_loses_the_queue_at_once(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    client = client_of(scene.moderator)
    assert client.get("/moderation").status_code == 200
    with app.app_context():
        db.session.add(Limit(member_id=scene.moderator.id, kind="suspended", reason="x"))
        db.session.commit()
    assert client.get("/moderation").status_code == 403
    with app.app_context():
        db.session.execute(update(Limit).values(lifted_at=clock.now()))
        member = scenes.get_member(scene.moderator.id or 0)
        member.roles = []
        db.session.commit()
    assert client.get("/moderation").status_code == 403
    assert client.get("/moderation/log").status_code == 403


def test_anybody_writes_to_the_team(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    client = client_of(VISITOR)
    assert client.get("/contact").status_code == 200
    empty = client.post("/contact", data={"about": "Kept", "body": "  "})
    assert empty.status_code == 422
    assert "Kept" in empty.text
    sent = client.post("/contact", data={"about": "A bug", "body": "It <b>broke</b>."})
    assert sent.status_code == 303
    assert "We have your message" in client.get(sent.location).text
    with app.app_context():
        (case,) = scenes.open_cases()
        public_id = case.public_id
    page = client_of(scene.moderator).get(f"/moderation/cases/{public_id}").text
    assert "It &lt;b&gt;broke&lt;/b&gt;." in page
    assert 'value="answer"' not in page
    done = client_of(scene.moderator).post(f"/moderation/cases/{public_id}", data=form(verb="nothing"))
    assert done.status_code == 303


def test_visitors_messages_are_limited_by_address(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    client = client_of(VISITOR)
    factor = app.config["RATE_FACTOR"]
    app.config["RATE_FACTOR"] = 1.0
    try:
        statuses = [client.post("/contact", data={"body": f"Message {n}"}).status_code for n in range(6)]
    finally:
        app.config["RATE_FACTOR"] = factor
    assert statuses == [303] * 5 + [429]


def test_the_log_is_narrowed_by_member_and_case(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    case = flagged(app, scene)
    decided(app, scene, "hide", case=case)
    client = client_of(scene.second)
    assert f"post:{scene.post}" in client.get("/moderation/log").text
    assert f"post:{scene.post}" in client.get("/moderation/log?member=Ada").text
    assert f"post:{scene.post}" in client.get(f"/moderation/log?case={case}").text
    assert f"post:{scene.post}" not in client.get("/moderation/log?member=otto").text


def test_a_moderator_takes_up_what_a_member_does(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    client = client_of(scene.moderator)
    decided(app, scene, "hide", case=flagged(app, scene), message="Earlier words.")
    assert "Earlier words." in client.get("/moderation/members/ada").text
    made = client.post("/moderation/members/ada/case")
    assert made.status_code == 303
    assert client.get(made.location).status_code == 200
    assert client.post("/moderation/members/ada/case").location == made.location
    with app.app_context():
        assert scenes.verbs() == ["hide", "open"]


def test_what_an_author_took_back_is_not_shown_to_moderators(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    case = flagged(app, scene)
    with app.app_context(), transaction():
        take_back(scene.author, post=texts.post_called(scene.post))
    page = client_of(scene.moderator).get(f"/moderation/cases/{case}")
    assert page.status_code == 200
    assert "4.5 at night" not in page.text


@pytest.mark.parametrize("path", ["/moderation", "/moderation/log"])
def test_a_thousand_cases_cost_the_statements_of_one(
    app: Forum, scene: scenes.Scene, client_of: Browser, path: str
) -> None:
    case = flagged(app, scene)
    decided(app, scene, "keep", case=case, message="")
    flagged(app, scene)
    client = client_of(scene.moderator)
    with counted() as one:
        assert client.get(path).status_code == 200
    with app.app_context(), transaction():
        db.session.add_all(
            Case(
                member_id=factories.member().id if number % 100 == 0 else None,
                contact_id=None if number % 100 == 0 else new_message(),
                reason="spam",
                severity=3,
                snapshot_markdown="words",
                snapshot_html="",
            )
            for number in range(1000)
        )
    with counted() as many:
        assert client.get(path).status_code == 200
    assert len(many) == len(one) <= 12


def new_message() -> int:
    """A message to the team."""
    message = operations.flagging.ContactMessage(body="words")
    db.session.add(message)
    db.session.flush()
    return message.id


def test_a_case_page_keeps_to_its_budget(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    case = flagged(app, scene)
    client = client_of(scene.moderator)
    with counted() as few:
        assert client.get(f"/moderation/cases/{case}").status_code == 200
    with app.app_context():
        for _ in range(30):
            scenes.flag(factories.viewer(), scene.post)
        for _ in range(5):
            own = texts.reply(scene.author, scene.topic).public_id
            scenes.decide(scene.second, scenes.flag(scene.flagger, own), scenes.choice("hide", rule=scene.rule))
    with counted() as many:
        assert client.get(f"/moderation/cases/{case}").status_code == 200
    assert len(many) == len(few) <= 12
