"""Flags and decisions on experiences, as on texts; and what their members do meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.app import Forum
from forum.database import db, transaction
from forum.errors import NotAllowed, Refused
from forum.experiences import ports
from forum.experiences.models import Experience
from forum.experiences.queries import find_experience, get_experience
from forum.moderation import operations, queries
from forum.moderation.models import Action, Case, Flag
from forum.viewers import VISITOR, Viewer
from tests import factories
from tests.experiences import lives
from tests.moderation import scenes
from tests.statements import counted

Browser = Callable[[Viewer], FlaskClient]


@dataclass(frozen=True)
class Told:
    """Somebody's shared experience, one who flags it, and a moderator."""

    author: Viewer
    flagger: Viewer
    moderator: Viewer
    second: Viewer
    experience: str
    rule: int


@pytest.fixture
def told(app: Forum) -> Told:
    with app.app_context():
        author = factories.viewer("ada")
        assert author.id is not None
        condition = factories.condition("fibromyalgia", name="Fibromyalgia")
        experience = lives.experience(author.id, condition=condition, purpose="*Sleep* <b>&</b> pain")
        lives.check_in(experience.id, date(2026, 8, 2), rating=4, line="a quiet day")
        return Told(
            author=author,
            flagger=factories.viewer("flora"),
            moderator=factories.viewer("mona", roles=("moderator",)),
            second=factories.viewer("sven", roles=("moderator",)),
            experience=experience.public_id,
            rule=scenes.a_rule().id,
        )


@pytest.fixture
def client_of(app: Forum) -> Browser:
    """A browser in which this member is signed in."""

    def open_one(viewer: Viewer) -> FlaskClient:
        client = app.test_client()
        return client if viewer.id is None else factories.sign_in(client, viewer.id)

    return open_one


def flag(viewer: Viewer, public_id: str, *, reason: str = "misleading") -> str:
    with transaction():
        found = get_experience(viewer, public_id)
        return operations.flag_experience(found, viewer=viewer, reason=reason, note="a note").public_id


def decided(told: Told, case: str, verb: str, *, message: str = "Please.") -> str:
    return scenes.decide(told.moderator, case, scenes.choice(verb, rule=told.rule, message=message))


def experience_now(public_id: str) -> Experience:
    db.session.expire_all()
    found = find_experience(public_id)
    assert found is not None
    return found


def change(public_id: str, how: str) -> None:
    """What the experiences area tells when a member changes something."""
    with transaction():
        found = experience_now(public_id)
        if how == "gone":
            found.shared_at = None
        db.session.flush()
        getattr(ports.watching(), f"experience_{how}")(found)


def test_a_flag_keeps_what_readers_see_word_for_word(app: Forum, told: Told) -> None:
    with app.app_context():
        case = scenes.case(flag(told.flagger, told.experience))
        assert case.kind == "experience"
        assert case.snapshot_title == "Fibromyalgia"
        for words in (
            "*Sleep* <b>&</b> pain",
            "0.5 mg",
            "Vivid dreams: Mild, gone",
            "Cold hands",
            "4/10",
            "a quiet day",
        ):
            assert words in case.snapshot_markdown
        assert "*Sleep* &lt;b&gt;&amp;&lt;/b&gt; pain" in case.snapshot_html
        assert "<em>" not in case.snapshot_html
        assert db.session.scalars(select(Flag.seen_markdown)).one() == case.snapshot_markdown
        assert case.author_id == told.author.id


def test_an_experience_of_any_length_can_be_flagged(app: Forum, told: Told) -> None:
    with app.app_context():
        found = experience_now(told.experience)
        for day in range(1, 29):
            for month in (9, 10):
                lives.check_in(found.id, date(2026, month, day), line="_*~|" * 75)
        case = scenes.case(flag(told.flagger, told.experience))
        assert "_*~|_*~|" in case.snapshot_html


def test_several_flags_make_one_case_and_two_of_one_member_one_flag(app: Forum, told: Told) -> None:
    with app.app_context():
        first = flag(told.flagger, told.experience)
        assert flag(told.flagger, told.experience) == first
        assert flag(told.second, told.experience) == first
        assert len(scenes.flags()) == 2


def test_nobody_flags_their_own(app: Forum, told: Told, client_of: Browser) -> None:
    with app.app_context(), pytest.raises(NotAllowed):
        flag(told.author, told.experience)
    assert client_of(told.author).get(f"/experiences/{told.experience}/flag").status_code == 403
    assert client_of(told.author).post(f"/experiences/{told.experience}/flag").status_code == 403


def test_what_a_member_cannot_see_cannot_be_flagged(app: Forum, told: Told, client_of: Browser) -> None:
    change_in = client_of(told.flagger)
    with app.app_context(), transaction():
        experience_now(told.experience).shared_at = None
    assert change_in.get(f"/experiences/{told.experience}/flag").status_code == 404
    assert change_in.post(f"/experiences/{told.experience}/flag", data={"reason": "spam"}).status_code == 404


def test_a_member_flags_through_the_form_and_finds_the_outcome(told: Told, client_of: Browser) -> None:
    client = client_of(told.flagger)
    address = f"/experiences/{told.experience}/flag"
    assert "Flag this experience" in client.get(address).text
    wrong = client.post(address, data={"note": "every word stays"})
    assert wrong.status_code == 422
    assert "every word stays" in wrong.text
    sent = client.post(address, data={"reason": "misleading", "note": "too good"})
    assert sent.status_code == 303
    page = client.get(sent.location).text
    assert "an experience</a>" in page
    assert f"/experiences/{told.experience}" in page


def test_a_visitor_is_asked_to_sign_in(told: Told, client_of: Browser) -> None:
    assert client_of(VISITOR).get(f"/experiences/{told.experience}/flag").status_code in {302, 303}


@pytest.mark.parametrize(("verb", "state"), [("hide", "hidden"), ("remove", "removed"), ("keep", "open")])
def test_a_decision_takes_effect_and_is_undone(app: Forum, told: Told, verb: str, state: str) -> None:
    with app.app_context():
        case = flag(told.flagger, told.experience)
        decision = decided(told, case, verb)
        assert experience_now(told.experience).state == state
        assert (get_visible(told.flagger, told.experience) is not None) == (state == "open")
        assert get_visible(told.author, told.experience) is not None
        scenes.undo(told.moderator, decision)
        found = experience_now(told.experience)
        assert (found.state, found.state_at, found.state_by_id, found.state_reason) == ("open", None, None, "")
        assert scenes.case(case).closed_at is None
        assert scenes.notices(told.author) == []
        assert scenes.verbs() == [verb, "undo"]
        assert db.session.scalars(select(Action.target)).first() == f"experience:{told.experience}"


def get_visible(viewer: Viewer, public_id: str) -> Experience | None:
    try:
        return get_experience(viewer, public_id)
    except Exception:  # noqa: BLE001 - whatever says that it cannot be seen
        return None


def test_a_decision_after_thirty_seconds_stays(app: Forum, told: Told) -> None:
    with app.app_context():
        decision = decided(told, flag(told.flagger, told.experience), "hide")
        with scenes.later(seconds=31), pytest.raises(Refused):
            scenes.undo(told.moderator, decision)


def test_an_experience_cannot_be_locked(app: Forum, told: Told) -> None:
    with app.app_context():
        case = flag(told.flagger, told.experience)
        with pytest.raises(Refused):
            decided(told, case, "lock")


def test_a_hidden_experience_can_be_restored(app: Forum, told: Told) -> None:
    with app.app_context():
        decided(told, flag(told.flagger, told.experience), "hide")
        change(told.experience, "changed")
        (case,) = scenes.open_cases()
        assert case.reason == "asked_again"
        decided(told, case.public_id, "keep")
        assert experience_now(told.experience).state == "open"


def test_author_and_flagger_read_what_was_decided(app: Forum, told: Told, client_of: Browser) -> None:
    with app.app_context():
        case = flag(told.flagger, told.experience)
        decided(told, case, "hide", message="Could you leave the clinic out?")
        (path,) = scenes.notices(told.author)
    with scenes.later(minutes=1):
        letter = client_of(told.author).get(path).text
        assert "We have hidden your experience with LDN for Fibromyalgia" in letter
        assert "once you have, we look at it again" in letter
        assert f"/experiences/{told.experience}" in letter
        assert "An experience of yours: hidden" in client_of(told.author).get("/account/decisions").text
        outcome = client_of(told.flagger).get(f"/flags/{case}").text
        assert "Thank you for flagging an experience." in outcome
        assert "ada" not in outcome


def test_whoever_was_slower_is_told(app: Forum, told: Told) -> None:
    with app.app_context():
        case = flag(told.flagger, told.experience)
        decided(told, case, "keep")
        with pytest.raises(Refused, match="mona"):
            scenes.decide(told.second, case, scenes.choice("remove", rule=told.rule), seen=1)


def test_a_change_that_the_moderator_did_not_see_stops_the_decision(app: Forum, told: Told) -> None:
    with app.app_context():
        case = flag(told.flagger, told.experience)
        with transaction():
            experience_now(told.experience).purpose = "Sleep"
        change(told.experience, "changed")
        with pytest.raises(Refused):
            scenes.decide(told.moderator, case, scenes.choice("keep"), seen=1)
        page = queries.case_page(told.moderator, scenes.case(case), at=scenes.clock.now())
        assert page.text is not None
        assert page.text.changes


def test_taking_it_back_closes_the_case_and_tells_who_flagged(app: Forum, told: Told) -> None:
    with app.app_context():
        case = flag(told.flagger, told.experience)
        change(told.experience, "gone")
        assert scenes.case(case).closed_at is not None
        assert [d.verb for d in scenes.decisions()] == ["withdrawn"]
        assert scenes.notices(told.flagger, kind="flag_outcome") == [f"/flags/{case}"]
        page = queries.case_page(told.moderator, scenes.case(case), at=scenes.clock.now())
        assert page.text is not None
        assert page.text.withheld
        assert page.snapshot_html == page.text.html == ""


def test_shared_again_after_a_flag_it_is_looked_at_again(app: Forum, told: Told) -> None:
    with app.app_context():
        flag(told.flagger, told.experience)
        change(told.experience, "gone")
        with transaction():
            experience_now(told.experience).shared_at = scenes.clock.now()
        change(told.experience, "changed")
        (case,) = scenes.open_cases()
        assert case.reason == "misleading"


def test_what_was_taken_back_is_not_decided(app: Forum, told: Told) -> None:
    with app.app_context():
        case = flag(told.flagger, told.experience)
        with transaction():
            experience_now(told.experience).shared_at = None
        with pytest.raises(Refused, match="taken this back"):
            decided(told, case, "hide")


def test_undoing_gives_way_to_a_member_who_took_it_back(app: Forum, told: Told) -> None:
    with app.app_context():
        decision = decided(told, flag(told.flagger, told.experience), "hide")
        with transaction():
            experience_now(told.experience).shared_at = None
        with pytest.raises(Refused):
            scenes.undo(told.moderator, decision)


def test_cases_keep_what_they_are_about(app: Forum, told: Told) -> None:
    with app.app_context():
        assert not ports.watching().is_kept(experience_now(told.experience))
        flag(told.flagger, told.experience)
        assert ports.watching().is_kept(experience_now(told.experience))


def test_queue_and_case_show_an_experience(app: Forum, told: Told, client_of: Browser) -> None:
    with app.app_context():
        case = flag(told.flagger, told.experience)
    client = client_of(told.moderator)
    assert "An experience" in client.get("/moderation").text
    page = client.get(f"/moderation/cases/{case}").text
    for words in ("The experience, ", "Vivid dreams: Mild, gone", "To the experience", "The member ada", "flora"):
        assert words in page
    assert "Lock the topic" not in page
    sent = client.post(f"/moderation/cases/{case}", data={"verb": "keep", "version": "1", "act": "decide"})
    assert sent.status_code == 303
    assert "kept" in client.get("/moderation/members/ada").text


def test_a_case_costs_the_same_however_long_the_story_is(app: Forum, told: Told, client_of: Browser) -> None:
    with app.app_context():
        case = flag(told.flagger, told.experience)
    client = client_of(told.moderator)
    client.get("/moderation")
    with counted() as few:
        assert client.get(f"/moderation/cases/{case}").status_code == 200
    with app.app_context():
        key = experience_now(told.experience).id
        for day in range(1, 29):
            lives.check_in(key, date(2026, 9, day))
    with counted() as many:
        assert client.get(f"/moderation/cases/{case}").status_code == 200
    assert len(few) == len(many) <= 12


def test_a_member_sees_on_its_page_that_it_is_hidden(app: Forum, told: Told) -> None:
    with app.test_request_context():
        template = app.jinja_env.get_template("experiences/_standing.html")
        found = experience_now(told.experience)
        assert "Moderators" not in template.render(experience=found)
        found.state, found.state_reason = "hidden", "Say what you did"
        page = template.render(experience=found)
        assert "Moderators have hidden this experience" in page
        assert "Say what you did" in page


def test_two_flags_of_two_members_make_one_case(app: Forum, told: Told) -> None:
    with app.app_context():
        flag(told.flagger, told.experience, reason="spam")
        case = scenes.case(flag(told.second, told.experience, reason="at_risk"))
        assert case.severity == 0
        assert db.session.execute(select(func.count()).select_from(Case)).scalar_one() == 1
