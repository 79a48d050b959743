"""Somebody who may be at risk: a named moderator looks after them, and nothing is ever taken from them for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from sqlalchemy import select

from forum import clock
from forum.accounts import operations as accounts
from forum.accounts.models import Limit
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.cli.retention import forget_what_is_past
from forum.cli.risk import watch_over
from forum.database import db, transaction
from forum.discussions.operations import put_back, take_back
from forum.discussions.ports import Verdict
from forum.discussions.queries import get_post
from forum.errors import NotAllowed, Refused
from forum.experiences.operations.sharing import unshare_experience
from forum.experiences.queries import get_experience
from forum.mail import Letter
from forum.moderation import operations, queries
from forum.moderation.models import Action, AtRisk, RiskStep, Sanction
from forum.privacy.operations import erase
from forum.privacy.queries.export import export_of
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.experiences import lives
from tests.moderation import scenes
from tests.moderation.scenes import browser
from tests.moderation.test_racing import at_once

ROUNDS = 3


def worry(scene: scenes.Scene) -> str:
    """Somebody is worried about whoever wrote the post; the case."""
    return scenes.flag(scene.flagger, scene.post, reason="at_risk")


@pytest.fixture
def scene(app: Forum) -> scenes.Scene:
    with app.app_context():
        return scenes.a_scene()


def take(viewer: Viewer, case: str) -> None:
    with transaction():
        operations.take_on(queries.get_case(case), viewer=viewer)


def instead(viewer: Viewer, case: str) -> None:
    with transaction():
        operations.take_on_from_another(queries.get_case(case), viewer=viewer)


def note(viewer: Viewer, case: str, words: str = "I looked at their other texts.") -> None:
    with transaction():
        operations.note_step(queries.get_case(case), viewer=viewer, words=words)


def write(viewer: Viewer, case: str, words: str = "Hello,\n\nhow are you tonight?") -> str:
    with transaction():
        return operations.write_to_member(queries.get_case(case), viewer=viewer, words=words).public_id


def give_back(viewer: Viewer, case: str) -> None:
    with transaction():
        operations.give_back(queries.get_case(case), viewer=viewer, words="They answered me.")


def close(viewer: Viewer, case: str, *, version: int | None = None) -> str:
    with transaction():
        found = queries.get_case(case)
        seen = found.version if version is None else version
        return operations.close_risk(found, viewer=viewer, version=seen, words="They are with their sister.").public_id


def ordinary(viewer: Viewer, case: str) -> None:
    with transaction():
        found = queries.get_case(case)
        operations.make_ordinary(found, viewer=viewer, version=found.version, words="It is a song text.")


def row(case: str) -> AtRisk:
    found = queries.find_risk(scenes.case(case).id)
    assert found is not None
    return found


def kinds() -> list[str]:
    """The steps, oldest first."""
    return list(db.session.scalars(select(RiskStep.kind).order_by(RiskStep.id)))


@contextmanager
def moved(**span: float) -> Iterator[None]:
    """So much later, for the worker."""
    with scenes.later(**span):
        yield


def test_from_the_flag_to_the_closing_note(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        assert scenes.notices(scene.moderator, kind="case") == [f"/moderation/cases/{case}"]
        take(scene.moderator, case)
        note(scene.moderator, case)
        write(scene.moderator, case)
        give_back(scene.moderator, case)
        take(scene.second, case)
        close(scene.second, case)
        assert kinds() == ["taken", "note", "message", "handed_over", "taken", "closed"]
        assert scenes.verbs() == ["take_on", "write", "hand_over", "take_on", "look_after"]
        assert scenes.open_cases() == []
        assert scenes.state(scene.post) == "open"
        assert scenes.notices(scene.flagger, kind="looked_after") == [f"/flags/{case}"]
        assert scenes.notices(scene.flagger, kind="flag_outcome") == []
        assert scenes.notices(scene.author, kind="decision") == []
        assert len(scenes.notices(scene.author, kind="message")) == 1


def test_taking_it_on_claims_it_and_names_who_has_it(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        take(scene.moderator, case)  # twice changes nothing
        assert scenes.case(case).holder_id(clock.now()) == scene.moderator.id
        assert row(case).holder_id == scene.moderator.id
        with pytest.raises(Refused, match="mona looks after this"):
            take(scene.second, case)
        assert kinds() == ["taken"]
    assert "mona looks after it" in browser(app, scene.second).get("/moderation").text
    page = browser(app, scene.second).get(f"/moderation/cases/{case}").text
    assert "mona looks after this" in page
    assert "Go on in their place" in page
    assert "Closing note" not in page


@pytest.mark.parametrize("act", [note, write, give_back, close, ordinary])
def test_only_who_looks_after_it_acts(app: Forum, scene: scenes.Scene, act: Callable[[Viewer, str], object]) -> None:
    with app.app_context():
        case = worry(scene)
        with pytest.raises(Refused, match="Nobody looks after"):
            act(scene.second, case)
        take(scene.moderator, case)
        with pytest.raises(Refused, match="mona looks after"):
            act(scene.second, case)
        with pytest.raises(NotAllowed):
            act(scene.other, case)
        act(scene.moderator, case)


def test_another_goes_on_in_their_place_and_they_are_told(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        instead(scene.second, case)
        assert row(case).holder_id == scene.second.id
        assert scenes.notices(scene.moderator, kind="taken_over") == [f"/moderation/cases/{case}"]
        assert len(scenes.notices(scene.flagger, kind="looked_after")) == 1
        with pytest.raises(Refused, match="sven looks after"):
            note(scene.moderator, case)


def test_who_is_too_close_does_not_take_it_on(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        scenes.flag(scene.second, scene.post, reason="at_risk")
        for act in (take, instead):
            with pytest.raises(NotAllowed, match="too close"):
                act(scene.second, case)
            with pytest.raises(NotAllowed):
                act(scene.other, case)


def test_who_looks_after_it_may_answer_in_the_topic_and_still_goes_on(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        texts.reply(scene.moderator, texts.topic_called(scene.topic), body="We are here.")
        assert queries.is_recused(scene.moderator.id, scenes.case(case))
        note(scene.moderator, case)
        close(scene.moderator, case)


@pytest.mark.parametrize("verb", ["keep", "hide", "remove"])
def test_nothing_can_be_decided_about_the_text_or_its_author(app: Forum, scene: scenes.Scene, verb: str) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        with pytest.raises(Refused, match="at risk"):
            scenes.decide(scene.moderator, case, scenes.choice(verb, rule=scene.rule))
        for claim in (operations.claim_case, operations.take_over):
            with pytest.raises(Refused, match="at risk"), transaction():
                claim(queries.get_case(case), viewer=scene.second)
        assert scenes.state(scene.post) == "open"
        assert (scenes.decisions(), db.session.scalars(select(Sanction)).all()) == ([], [])
    client = browser(app, scene.moderator)
    page = client.get(f"/moderation/cases/{case}").text
    assert 'name="verb"' not in page
    assert 'name="sanction"' not in page
    words = "Words that took me ten minutes."
    sent = client.post(
        f"/moderation/cases/{case}",
        data={"act": "decide", "verb": verb, "version": "1", "rule": str(scene.rule), "message": words},
    )
    assert sent.status_code == 409
    assert words in sent.text


def test_an_ordinary_case_again_can_be_decided_with_the_reason_in_the_log(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = scenes.flag(scene.other, scene.post, reason="unsafe_instruction")
        worry(scene)
        take(scene.moderator, case)
        ordinary(scene.moderator, case)
        found = scenes.case(case)
        assert (found.reason, found.severity) == ("unsafe_instruction", 2)
        assert queries.find_risk(found.id) is None
        reasons = db.session.scalars(select(Action.reason).where(Action.verb == "make_ordinary")).all()
        assert reasons == ["It is a song text."]
        scenes.decide(scene.moderator, case, scenes.choice("hide", rule=scene.rule))
        assert len(scenes.notices(scene.flagger, kind="flag_outcome")) == 1


def test_a_new_worry_begins_anew(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        ordinary(scene.moderator, case)
        assert scenes.case(case).reason == "other"
        scenes.flag(scene.other, scene.post, reason="at_risk")
        assert row(case).holder_id is None
        assert len(scenes.notices(scene.second, kind="case")) == 2


def test_a_held_text_is_decided_before_its_case_closes(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        with transaction():
            operations.text_screened(get_post(scene.author, scene.post), verdict=Verdict(held=True, reason="held"))
            get_post(scene.author, scene.post).state = "held"
        with transaction():
            case = operations.flag_text(
                texts.post_called(scene.post), viewer=scene.flagger, reason="at_risk", note=""
            ).public_id
        take(scene.moderator, case)
        with pytest.raises(Refused, match="still held"):
            close(scene.moderator, case)
        ordinary(scene.moderator, case)
        assert scenes.case(case).reason == "held"
        scenes.decide(scene.moderator, case, scenes.choice("keep"))
        assert scenes.state(scene.post) == "open"


def test_closing_can_be_undone_and_nobody_hears_of_it_twice(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        made = close(scene.moderator, case)
        assert [flag.told_by_id for flag in scenes.flags()] != [None]
        scenes.undo(scene.moderator, made)
        assert row(case).holder_id == scene.moderator.id
        assert kinds()[-1] == "reopened"
        close(scene.moderator, case)
        assert len(scenes.notices(scene.flagger, kind="looked_after")) == 1
        assert scenes.notices(scene.flagger, kind="flag_outcome") == []


def test_the_closing_says_which_version_it_saw(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        seen = scenes.case(case).version
        scenes.flag(scene.other, scene.post, reason="at_risk")
        with pytest.raises(Refused, match="flagged again"):
            close(scene.moderator, case, version=seen)


def test_who_flags_what_is_looked_after_learns_that_at_once(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        scenes.flag(scene.other, scene.post, reason="spam")
        assert scenes.notices(scene.other, kind="looked_after") == [f"/flags/{case}"]
        assert scenes.notices(scene.moderator, kind="case_news") == [f"/moderation/cases/{case}"]
    page = browser(app, scene.other).get(f"/flags/{case}").text
    assert "Somebody looks after it" in page
    assert "mona" not in page


def test_taking_the_text_back_leaves_the_case_open(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        with transaction():
            take_back(scene.author, post=texts.post_called(scene.post))
        assert [each.public_id for each in scenes.open_cases()] == [case]
        assert kinds() == ["taken", "taken_back"]
        assert scenes.notices(scene.moderator, kind="case_news") == [f"/moderation/cases/{case}"]
        assert scenes.notices(scene.flagger, kind="flag_outcome") == []
        write(scene.moderator, case)
        close(scene.moderator, case)
        with transaction():
            put_back(scene.author, post=texts.post_called(scene.post))
        assert scenes.open_cases() == []


def test_an_ordinary_case_about_a_text_that_is_gone_closes(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        with transaction():
            take_back(scene.author, post=texts.post_called(scene.post))
        ordinary(scene.moderator, case)
        assert scenes.open_cases() == []
        assert scenes.verbs()[-2:] == ["make_ordinary", "withdrawn"]
        assert len(scenes.notices(scene.flagger, kind="flag_outcome")) == 1


def test_the_alarm_is_raised_once_and_after_half_an_hour(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        admin = factories.viewer("alma", roles=("admin",))
        case = worry(scene)
        with moved(minutes=29):
            assert watch_over() == 0
        with moved(minutes=31):
            assert watch_over() == 1
            assert watch_over() == 0
            assert scenes.notices(scene.moderator, kind="alarm") == [f"/moderation/cases/{case}"]
            assert scenes.notices(admin, kind="alarm") == ["/moderation/waiting"]
            assert scenes.notices(scene.author, kind="alarm") == []
            [place] = [
                each.place
                for each in queries.queue_page(
                    scene.moderator, queries.Narrowing(), at=clock.now(), number=1
                ).page.items
            ]
            assert "Overdue: meant to be looked at within 30 minutes" in place
            take(scene.moderator, case)
            give_back(scene.moderator, case)
        with moved(minutes=62):
            assert watch_over() == 1


def test_a_worry_about_a_claimed_case_calls_everybody(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = scenes.flag(scene.other, scene.post, reason="spam")
        with transaction():
            operations.claim_case(queries.get_case(case), viewer=scene.moderator)
        assert queries.find_next_case(scene.second, at=clock.now()) is None
        worry(scene)
        assert queries.find_next_case(scene.second, at=clock.now()) == case
        take(scene.second, case)


def test_whom_nobody_looks_after_comes_first_and_who_has_it_is_counted(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        first = worry(scene)
        topic = texts.topic_called(scene.topic)
        later = texts.reply(scene.author, topic, body="No way.").public_id
        second = scenes.flag(scene.flagger, later, reason="at_risk")
        take(scene.moderator, first)
        with moved(minutes=45):
            found = queries.queue_page(scene.moderator, queries.Narrowing(), at=clock.now(), number=1)
            assert [each.public_id for each in found.page.items] == [second, first]
            views = ("at_risk", "overdue", "unclaimed", "mine")
            assert [found.counts[view] for view in views] == [2, 1, 1, 1]


def test_what_somebody_looks_after_raises_no_alarm_but_reminds_them_once_the_next_day(
    app: Forum, scene: scenes.Scene
) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        with moved(hours=23):
            assert watch_over() == 0
        with moved(hours=25):
            assert watch_over() == 1
            assert watch_over() == 0
            assert scenes.notices(scene.moderator, kind="look_again") == [f"/moderation/cases/{case}"]
            assert scenes.notices(scene.second, kind="look_again") == []
            assert queries.find_next_case(scene.second, at=clock.now()) is None
            assert queries.find_next_case(scene.moderator, at=clock.now()) == case


def test_an_admin_about_whom_it_is_hears_no_alarm(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        admin = factories.viewer("alma", roles=("admin",))
        post = texts.reply(admin, texts.topic_called(scene.topic), body="I cannot go on.")
        case = scenes.flag(scene.flagger, post.public_id, reason="at_risk")
        with moved(minutes=31):
            watch_over()
            assert scenes.notices(admin, kind="alarm") == []
            assert queries.risks_waiting(admin, at=clock.now()) == []
            assert [each.public_id for each in queries.risks_waiting(scene.moderator, at=clock.now())] == [case]


def test_the_page_of_what_waits_says_since_when_and_not_about_whom(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        admin = factories.viewer("alma", roles=("admin",))
        case = worry(scene)
    page = browser(app, admin).get("/moderation/waiting").text
    assert "nobody looks after it yet" in page
    assert case not in page
    assert "ada" not in page.lower().split()
    assert case in browser(app, scene.moderator).get("/moderation/waiting").text
    with app.app_context():
        take(scene.moderator, case)
    assert "mona looks after it" in browser(app, admin).get("/moderation/waiting").text


@pytest.mark.parametrize("how", ["demoted", "suspended", "leaves"])
def test_who_can_look_after_nobody_any_more_is_replaced(app: Forum, scene: scenes.Scene, how: str) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        assert scene.moderator.id is not None
        member = get_member(scene.moderator.id)
        with transaction():
            if how == "demoted":
                accounts.revoke_role(member, role="moderator")
            elif how == "suspended":
                accounts.add_limit(member, kind="suspended", reason="A reason.", until=clock.ahead(days=3))
            else:
                erase(member)
        gone = factories.viewer_for(scene.moderator.id) if how != "leaves" else scene.moderator
        with pytest.raises(NotAllowed):
            note(gone, case)
        before = len(scenes.notices(scene.second, kind="case"))
        assert watch_over() == 1
        assert watch_over() == 0
        assert row(case).holder_id is None
        assert scenes.case(case).holder_id(clock.now()) is None
        assert len(scenes.notices(scene.second, kind="case")) == before + 1
        take(scene.second, case)


def test_nobody_needs_the_worker_to_go_on_for_somebody_who_is_gone(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        assert scene.moderator.id is not None
        with transaction():
            accounts.revoke_role(get_member(scene.moderator.id), role="moderator")
        take(scene.second, case)
        assert row(case).holder_id == scene.second.id


def test_whoever_leaves_is_written_to_no_more_and_their_steps_are_forgotten(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        write(scene.moderator, case)
        assert scene.author.id is not None
        with transaction():
            erase(get_member(scene.author.id))
        assert [each.public_id for each in scenes.open_cases()] == [case]
        with pytest.raises(Refused, match="deleted"):
            write(scene.moderator, case)
        forget_what_is_past()
        assert db.session.scalars(select(RiskStep.words).where(RiskStep.kind == "message")).one() != ""
        close(scene.moderator, case)
        forget_what_is_past()
        assert set(db.session.scalars(select(RiskStep.words))) == {""}
        assert scenes.notices(scene.author) == []


def test_the_words_about_somebody_who_stays_are_kept(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        close(scene.moderator, case)
        forget_what_is_past()
        assert "They are with their sister." in set(db.session.scalars(select(RiskStep.words)))


@pytest.mark.parametrize("kind", [None, "silenced", "suspended"])
def test_a_message_is_read_and_answered_whatever_limits_hold(app: Forum, scene: scenes.Scene, kind: str | None) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        message = write(scene.moderator, case)
        assert scenes.notices(scene.author, kind="message") == [f"/account/messages/{message}"]
        if kind:
            db.session.add(Limit(member_id=scene.author.id, kind=kind, reason="A reason.", until=clock.ahead(days=3)))
            db.session.commit()
    client = browser(app, scene.author)
    page = client.get(f"/account/messages/{message}").text
    assert "how are you tonight?" in page
    assert "988" in page
    assert "mona" not in page
    assert f"/account/messages/{message}" in client.get("/account/standing").text
    assert client.post(f"/account/messages/{message}", data={"words": "A little better."}).status_code == 303
    assert "A little better." in client.get(f"/account/messages/{message}").text
    with app.app_context():
        assert scenes.notices(scene.moderator, kind="case_news") == [f"/moderation/cases/{case}"]
    assert "A little better." in browser(app, scene.moderator).get(f"/moderation/cases/{case}").text
    assert browser(app, scene.other).get(f"/account/messages/{message}").status_code == 404
    assert browser(app, scene.moderator).get(f"/account/messages/{message}").status_code == 404


def test_once_it_is_closed_an_answer_finds_another_way(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        message = write(scene.moderator, case)
        close(scene.moderator, case)
    client = browser(app, scene.author)
    assert "Write to the team" in client.get(f"/account/messages/{message}").text
    sent = client.post(f"/account/messages/{message}", data={"words": "I wrote this slowly."})
    assert sent.status_code == 409
    assert "I wrote this slowly." in sent.text


def test_the_letter_by_mail_says_nothing_of_what_and_why(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        assert scene.author.id is not None
        member = get_member(scene.author.id)
        member.email, member.confirmed_at = "ada@example.org", clock.now()
        db.session.commit()
        case = worry(scene)
        take(scene.moderator, case)
        settings = {"MAIL_SERVER": "localhost", "MAIL_DEFAULT_SENDER": "forum@example.org"}
        with patch.dict(app.config, settings):
            message = write(scene.moderator, case)
        letter = db.session.scalars(select(Letter)).one()
        assert letter.recipient == "ada@example.org"
        assert f"/account/messages/{message}" in letter.body
        for word in ("tonight", "risk", "crisis", "LDN", "Sleep", "mona"):
            assert word.lower() not in f"{letter.subject} {letter.body}".lower()


def test_an_address_nobody_confirmed_gets_no_letter(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        assert scene.author.id is not None
        get_member(scene.author.id).email = "ada@example.org"
        db.session.commit()
        case = worry(scene)
        take(scene.moderator, case)
        with patch.dict(app.config, {"MAIL_SERVER": "localhost", "MAIL_DEFAULT_SENDER": "forum@example.org"}):
            write(scene.moderator, case)
        assert db.session.scalars(select(Letter)).all() == []


def test_a_message_reaches_whoever_is_behind_a_one_off_name_and_names_nobody(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        hidden = factories.viewer("zebulon")
        topic = texts.topic_called(scene.topic)
        post = texts.reply(hidden, topic, body="I cannot go on.", alias="Amber Teasel 27")
        case = scenes.flag(scene.flagger, post.public_id, reason="at_risk")
        take(scene.moderator, case)
        message = write(scene.moderator, case)
    moderator = browser(app, scene.moderator)
    assert "Amber Teasel 27" in moderator.get(f"/moderation/cases/{case}/message").text
    sent = browser(app, hidden).post(f"/account/messages/{message}", data={"words": "It is me, at night."})
    assert sent.status_code == 303
    pages = (f"cases/{case}", f"cases/{case}/message", "log", "waiting", "")
    for page in (moderator.get(f"/moderation/{path}").text for path in pages):
        assert "zebulon" not in page
    assert "It is me, at night." in moderator.get(f"/moderation/cases/{case}").text
    with app.app_context():
        assert hidden.id is not None
        entries = export_of(get_member(hidden.id), at=clock.now())["messages_from_the_team"]
        assert [entry["kind"] for entry in entries if isinstance(entry, dict)] == ["message", "answer"]


def test_having_been_at_risk_is_no_earlier_decision(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        close(scene.moderator, case)
        later = scenes.flag(scene.other, scene.post, reason="spam")
        assert scene.author.id is not None
        history = queries.history_of(get_member(scene.author.id), viewer=scene.moderator, at=clock.now(), number=1)
        assert history.decisions.total == 0
        page = queries.case_page(scene.moderator, queries.get_case(later), at=clock.now())
        assert page.earlier == []


def test_a_member_whom_somebody_worries_about_without_a_text(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = scenes.flag_member(scene.flagger, scene.author.id, reason="at_risk")
        take(scene.moderator, case)
        write(scene.moderator, case)
        close(scene.moderator, case)
    page = browser(app, scene.moderator).get(f"/moderation/cases/{case}").text
    assert "They are with their sister." in page


def test_an_experience_that_is_taken_back_leaves_its_case_open(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        assert scene.author.id is not None
        told = lives.experience(scene.author.id).public_id
        with transaction():
            found = get_experience(scene.flagger, told)
            made = operations.flag_experience(found, viewer=scene.flagger, reason="at_risk", note="")
            case = made.public_id
        take(scene.moderator, case)
        with transaction():
            unshare_experience(get_experience(scene.author, told))
        assert [each.public_id for each in scenes.open_cases()] == [case]
        ordinary(scene.moderator, case)
        assert scenes.open_cases() == []


def test_the_words_to_begin_with_are_not_enough(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
    client = browser(app, scene.moderator)
    offered = client.get(f"/moderation/cases/{case}/message?opening=how").text
    begun = "Hello ada,\n\nI am one of the people who look after this forum. I wanted to ask how you are today."
    assert "I wanted to ask how you are today." in offered
    sent = client.post(f"/moderation/cases/{case}/message", data={"words": begun})
    assert sent.status_code == 422
    assert "a sentence of your own" in sent.text
    more = begun + "\n\nYou wrote that you do not sleep."
    assert client.post(f"/moderation/cases/{case}/message", data={"words": more}).status_code == 303


def test_the_forms_keep_what_was_typed(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
    client = browser(app, scene.moderator)
    assert client.post(f"/moderation/cases/{case}/steps", data={"step": " "}).status_code == 422
    assert client.post(f"/moderation/cases/{case}/close", data={"closing": "x"}).status_code == 422
    with app.app_context():
        instead(scene.second, case)
    sent = client.post(f"/moderation/cases/{case}/steps", data={"step": "They live with a friend."})
    assert sent.status_code == 409
    assert "sven looks after this now" in sent.text
    assert "They live with a friend." in sent.text


def test_the_claim_of_the_queue_takes_it_on(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
    client = browser(app, scene.moderator)
    assert "I look after it" in client.get("/moderation").text
    assert client.post(f"/moderation/cases/{case}/claim").status_code == 303
    with app.app_context():
        assert row(case).holder_id == scene.moderator.id
    assert client.post(f"/moderation/cases/{case}/hand-over").status_code == 409


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_who_take_it_on_at_once_one_does(app: Forum, scene: scenes.Scene, _round: int) -> None:
    with app.app_context():
        case = worry(scene)
    came = at_once(app, lambda: take(scene.moderator, case), lambda: take(scene.second, case))
    assert sorted(came) == ["Refused", "done"]
    with app.app_context():
        assert row(case).holder_id == (scene.moderator, scene.second)[came.index("done")].id
        assert kinds() == ["taken"]
        assert len(scenes.notices(scene.flagger, kind="looked_after")) == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_workers_raise_the_alarm_once(app: Forum, scene: scenes.Scene, _round: int) -> None:
    with app.app_context():
        case = worry(scene)
    with moved(minutes=31):
        assert at_once(app, watch_over, watch_over) == ["done", "done"]
        with app.app_context():
            assert scenes.notices(scene.moderator, kind="alarm") == [f"/moderation/cases/{case}"]
            assert kinds() == ["alarm"]
            assert scenes.verbs() == ["alarm"]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_an_alarm_and_a_taking_on_at_once_do_not_miss_each_other(app: Forum, scene: scenes.Scene, _round: int) -> None:
    with app.app_context():
        case = worry(scene)
    with moved(minutes=31):
        assert at_once(app, watch_over, lambda: take(scene.moderator, case)) == ["done", "done"]
        with app.app_context():
            assert row(case).holder_id == scene.moderator.id
            assert kinds() in (["alarm", "taken"], ["taken"])


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_taking_on_and_the_authors_taking_back_at_once(app: Forum, scene: scenes.Scene, _round: int) -> None:
    with app.app_context():
        case = worry(scene)

    def takes_back() -> None:
        with transaction():
            take_back(scene.author, post=texts.post_called(scene.post))

    assert at_once(app, lambda: take(scene.moderator, case), takes_back) == ["done", "done"]
    with app.app_context():
        assert [each.public_id for each in scenes.open_cases()] == [case]
        assert sorted(kinds()) == ["taken", "taken_back"]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_message_and_the_authors_leaving_at_once(app: Forum, scene: scenes.Scene, _round: int) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)

    def leaves() -> None:
        assert scene.author.id is not None
        with transaction():
            erase(get_member(scene.author.id))

    came = at_once(app, lambda: write(scene.moderator, case), leaves)
    assert came[1] == "done"
    with app.app_context():
        assert scenes.notices(scene.author) == []  # either it was refused, or its notice went with the account
        assert [each.public_id for each in scenes.open_cases()] == [case]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_flags_at_once_make_one_case_that_somebody_waits_in(app: Forum, scene: scenes.Scene, _round: int) -> None:
    def flags(who: Viewer) -> Callable[[], object]:
        return lambda: scenes.flag(who, scene.post, reason="at_risk")

    assert at_once(app, flags(scene.flagger), flags(scene.other)) == ["done", "done"]
    with app.app_context():
        assert len(db.session.scalars(select(AtRisk)).all()) == 1
