"""Rules that act first: what they find, that they were tried, their versions, their counts, and who may do what."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum import clock
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.operations import edit_post
from forum.errors import NotAllowed, Refused
from forum.moderation import matching, operations, queries
from forum.moderation.drafts import RuleDraft, Tried
from forum.moderation.models import Action, ScreeningHit, ScreeningRule
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.test_everybody import client_of
from tests.statements import counted

CATASTROPHES = ("(a+)+$", "(a|aa)+$", "(.*a){20}$", "((a*)*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$")


def a_draft(**changes: object) -> RuleDraft:
    """A rule that asks about a word."""
    draft = RuleDraft(
        name="Powder",
        kind="word",
        words="powder",
        condition_id=None,
        scope="everyone",
        action="nudge",
        sentence="Where from does not belong here.",
        reason="Sellers say powder.",
        owner_id=None,
        review_on=(clock.now() + timedelta(days=30)).date(),
        is_on=True,
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


def tried(viewer: Viewer, draft: RuleDraft) -> Tried:
    """Its trial."""
    return queries.trial_of(viewer, draft, at=clock.now()).tried


def make(viewer: Viewer, **changes: object) -> str:
    """A rule, tried and saved; its key."""
    draft = a_draft(**changes)
    with transaction():
        made = operations.make_rule(draft, viewer=viewer, tried=tried(viewer, draft))
        key = made.key
    return key


def an_admin() -> Viewer:
    return factories.viewer("alma", roles=("admin",))


@pytest.mark.parametrize(
    ("kind", "words", "text", "found"),
    [
        ("word", "powder", "Pure POWDER, cheap", ["POWDER"]),
        ("word", "powder", "powdered sugar", []),
        ("word", "powder*", "powdered sugar", ["powdered"]),
        ("word", "no script", "no   script needed", ["no script"]),
        ("word", "naïve", "So naïve.", ["naïve"]),
        ("word", "ab.c", "abxc", []),
        ("link", "shop.example", "see https://www.shop.example/ldn", ["shop.example"]),
        ("link", "https://shop.example/x", "it is shop.example.", ["shop.example"]),
        ("link", "shop.example", "myshop.example", []),
        ("link", "shop.example", "shop.example.org", []),
        ("vendor", "Fast Meds", "fast-meds and f.a.s.t m.e.d.s", ["fast-meds", "f.a.s.t m.e.d.s"]),
        ("vendor", "Fast Meds", "a fast medsomething", []),
        ("word", "powder", "pow\u200bder", ["powder"]),
        ("word", "powder", "\uff50\uff4f\uff57\uff44\uff45\uff52", ["powder"]),
        ("pattern", r"\d+ ?mg", "4 mg and 5mg", ["4 mg", "5mg"]),
    ],
)
def test_a_rule_finds_what_it_says_and_nothing_else(kind: str, words: str, text: str, found: list[str]) -> None:
    assert matching.problem(kind, words) is None
    assert matching.found_in(matching.plain(text), kind=kind, words=words) == found


@pytest.mark.parametrize("pattern", CATASTROPHES)
def test_a_catastrophic_pattern_is_refused_or_harmless(app: Forum, pattern: str) -> None:
    text = "a" * 30_000 + "!"
    with app.test_request_context():
        began = time.monotonic()
        if matching.problem("pattern", pattern) is None:
            matching.found_in(text, kind="pattern", words=pattern)
        assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        *(("pattern", each) for each in ("(", "(?=a)", r"(a)\1", "((a{1000}){1000})", ".*", "", "x" * 301, "a\nb")),
        *(("word", each) for each in ("ab", "", "x" * 81, "\n".join(f"word{n}" for n in range(101)))),
    ],
)
def test_what_cannot_be_looked_for_is_refused_in_words(app: Forum, kind: str, words: str) -> None:
    with app.test_request_context():
        assert matching.problem(kind, words)


def test_a_trial_shows_what_would_be_hit_in_90_days_and_no_more(app: Forum) -> None:
    with app.app_context():
        admin, author = an_admin(), factories.viewer()
        topic = texts.new_topic(author, title="Powder or pills", body="Which one?")
        texts.reply(author, topic, body="I have the powder.")
        texts.reply(author, topic, body="Nothing of it.")
        elsewhere = texts.new_topic(author, body="The powder again.").condition
        found = queries.trial_of(admin, a_draft(), at=clock.now())
        assert (found.tried.texts, found.tried.hits, found.is_all) == (4, 3, True)
        assert {each.words for each in found.shown} == {"powder", "Powder"}
        there = queries.trial_of(admin, a_draft(condition_id=elsewhere.id), at=clock.now())
        assert (there.tried.texts, there.tried.hits) == (1, 1)
        later = queries.trial_of(admin, a_draft(), at=clock.now() + timedelta(days=91))
        assert (later.tried.texts, later.tried.hits) == (0, 0)


def test_a_trial_reads_nothing_that_its_viewer_may_not_read(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        scenes.decide(scene.moderator, case, scenes.choice("hide", rule=scene.rule))
        draft = a_draft(words="straight")
        assert tried(an_admin(), draft).hits == 0
        assert tried(scene.moderator, draft).hits == 1


def test_nothing_is_saved_that_was_not_tried(app: Forum) -> None:
    with app.app_context():
        admin, moderator = an_admin(), factories.viewer(roles=("moderator",))
        seen = tried(admin, a_draft(words="pill"))
        with pytest.raises(Refused), transaction():
            operations.make_rule(a_draft(), viewer=admin, tried=seen)
        with pytest.raises(NotAllowed), transaction():
            operations.make_rule(a_draft(), viewer=moderator, tried=tried(admin, a_draft()))
        assert db.session.scalars(select(ScreeningRule)).all() == []


def test_a_change_is_a_new_version_and_the_old_one_stays_with_its_hits(app: Forum) -> None:
    with app.app_context():
        admin, author = an_admin(), factories.viewer()
        key = make(admin, action="flag")
        texts.new_topic(author, body="The powder.")
        draft = a_draft(words="pill", action="flag")
        with transaction():
            operations.change_rule(queries.rule_versions(key)[0], draft, viewer=admin, tried=tried(admin, draft))
        db.session.expire_all()
        assert [(each.version, each.words, each.is_current) for each in queries.rule_versions(key)] == [
            (2, "pill", True),
            (1, "powder", False),
        ]
        assert queries.counts_of_rule(key).hits == 1
        assert db.session.scalars(select(ScreeningHit)).one().rule_id == queries.rule_versions(key)[1].id
        lines = db.session.scalars(select(Action).where(Action.verb == "screening_rule").order_by(Action.id)).all()
        assert [line.details["version"] for line in lines] == [1, 2]


def test_of_two_changes_at_once_one_is_refused(app: Forum) -> None:
    with app.app_context():
        admin = an_admin()
        key = make(admin)
    ready, refused = threading.Barrier(2), []

    def change(number: int) -> None:
        draft = a_draft(words=f"word{number}")
        read = queries.rule_versions(key)[0]
        seen = tried(admin, draft)
        ready.wait()
        try:
            with transaction():
                operations.change_rule(read, draft, viewer=admin, tried=seen)
        except Refused:
            refused.append(number)

    assert texts.run_at_once(app, change, count=2) == []
    with app.app_context():
        assert len(refused) == 1
        assert [each.is_current for each in queries.rule_versions(key)] == [True, False]


def test_a_hit_is_false_when_its_case_is_kept_and_not_when_that_is_undone(app: Forum) -> None:
    with app.app_context():
        admin, moderator = an_admin(), factories.viewer(roles=("moderator",))
        key = make(admin, action="hold")
        texts.new_topic(factories.viewer(), body="The powder.")
        assert queries.counts_of_rule(key) == queries.Counts(hits=1, shown=0, false=0)
        made = scenes.decide(moderator, scenes.open_cases()[0].public_id, scenes.choice("keep"))
        assert queries.counts_of_rule(key).false == 1
        scenes.undo(moderator, made)
        assert queries.counts_of_rule(key).false == 0


def test_a_rule_holds_flags_or_is_off_and_looks_only_where_it_should(app: Forum) -> None:
    with app.app_context():
        admin, author, staff = an_admin(), factories.viewer(), factories.viewer(roles=("moderator",))
        here = factories.condition()
        make(admin, action="hold", words="powder", condition_id=here.id)
        make(admin, action="flag", words="capsule")
        make(admin, action="hold", words="tablet", is_on=False)
        assert texts.new_topic(author, condition=here, body="A powder.").state == "held"
        assert texts.new_topic(author, body="A powder.").state == "open"
        assert texts.new_topic(author, body="A tablet.").state == "open"
        assert texts.new_topic(author, body="A capsule.").state == "open"
        assert texts.new_topic(staff, condition=here, body="A powder.").state == "open"
        assert [case.reason for case in scenes.open_cases()] == ["screened", "screened"]
        assert scenes.verbs()[-2:] == ["hold", "screen"]


def test_a_rule_puts_a_note_before_a_text_and_leaves_one_that_is_there(app: Forum) -> None:
    with app.app_context():
        admin, author = an_admin(), factories.viewer()
        topic = texts.new_topic(factories.viewer()).public_id
        make(admin, words="dying", action="note", sentence="Tells of dying")
        noted = texts.reply(author, texts.topic_called(topic), body="My friend is dying.")
        assert (noted.state, noted.content_note) == ("open", "Tells of dying")
        assert scenes.verbs()[-1] == "content_note"
        assert scenes.open_cases() == []
        plain = texts.reply(author, texts.topic_called(topic), body="My friend is well.")
        assert plain.content_note == ""
        with transaction():
            noted = texts.post_called(noted.public_id)
            noted.content_note = "Put by a moderator"
        with transaction():
            edit_post(author, post=texts.post_called(noted.public_id), body="My friend is dying slowly.")
        db.session.expire_all()
        assert texts.post_called(noted.public_id).content_note == "Put by a moderator"


def test_a_note_needs_few_words(app: Forum, admins_browser: Callable[[], FlaskClient]) -> None:
    client = admins_browser()
    for sentence in ("", "x" * 201):
        answer = client.post("/moderation/rules/new", data=form(action="note", sentence=sentence))
        assert answer.status_code == 422


def form(**fields: str) -> dict[str, str]:
    """A rule as a browser sends it."""
    review = (clock.now() + timedelta(days=30)).date().isoformat()
    typed = {"name": "Powder", "kind": "word", "words": "powder", "condition": "", "scope": "everyone"}
    typed |= {
        "action": "nudge",
        "sentence": "Is it?",
        "reason": "Sellers.",
        "owner": "",
        "review_on": review,
        "is_on": "y",
    }
    return typed | {"review_on": review, "act": "try"} | fields


def token_in(page: str) -> str:
    """The signed trial that a page carries."""
    return re.findall(r'name="tried" type="hidden" value="([^"]*)"', page)[0]


@pytest.fixture
def admins_browser(app: Forum) -> Callable[[], FlaskClient]:
    """A browser in which an admin is signed in."""
    with app.app_context():
        admin = an_admin()
        texts.new_topic(factories.viewer(), title="Which form", body="The powder.")
    return lambda: client_of(app, admin)


def test_an_admin_tries_saves_and_changes_a_rule_in_the_browser(
    app: Forum, admins_browser: Callable[[], FlaskClient]
) -> None:
    client = admins_browser()
    page = client.post("/moderation/rules/new", data=form()).text
    assert "It would have hit 1 of 1 texts" in page
    assert "Which form" in page
    with app.app_context():
        assert db.session.scalars(select(ScreeningRule)).all() == []
    saved = client.post("/moderation/rules/new", data=form(act="save", tried=token_in(page)), follow_redirects=True)
    assert saved.status_code == 200
    assert "Its trial hit 1 of 1 texts" in saved.text
    assert "Powder" in client.get("/moderation/rules").text
    other = client.post(saved.request.path, data=form(act="save", tried=token_in(page), words="pill", version="1"))
    assert other.status_code == 409
    assert "It would have hit 0 of 1 texts" in other.text
    again = client.post(
        saved.request.path, data=form(act="save", tried=token_in(other.text), words="pill", version="1")
    )
    assert again.status_code == 303
    late = client.post(saved.request.path, data=form(act="save", tried=token_in(other.text), words="pill", version="1"))
    assert late.status_code == 409


@pytest.mark.parametrize("token", ["", "made-up", "WyJhIiwwLDBd.aaaa.bbbb"])
def test_a_trial_that_is_not_ours_saves_nothing(
    app: Forum, admins_browser: Callable[[], FlaskClient], token: str
) -> None:
    answer = admins_browser().post("/moderation/rules/new", data=form(act="save", tried=token))
    assert answer.status_code == 409
    with app.app_context():
        assert db.session.scalars(select(ScreeningRule)).all() == []


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"words": "ab"}, {"kind": "pattern", "words": "("}, {"sentence": ""}, {"review_on": "2001-01-01"}]
    + [{"reason": ""}, {"owner": "999999"}, {"condition": "999999"}, {"action": "hide"}, {"review_on": ""}],
)
def test_a_form_that_is_not_right_keeps_what_was_typed(
    admins_browser: Callable[[], FlaskClient], fields: dict[str, str]
) -> None:
    answer = admins_browser().post("/moderation/rules/new", data=form(**fields))
    assert answer.status_code == 422
    assert "Everything you wrote is still here" in answer.text


def test_the_pages_cost_the_same_for_many_rules(app: Forum, admins_browser: Callable[[], FlaskClient]) -> None:
    client = admins_browser()
    with app.app_context():
        admin, author = factories.viewer(roles=("admin",)), factories.viewer()
        keys = [make(admin, words=f"powder{number}", action="flag") for number in range(8)]
        for number in range(8):
            texts.new_topic(author, body=f"A powder{number}, and the powder.")
    for path in ("/moderation/rules", f"/moderation/rules/{keys[0]}"):
        with counted() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= 12, statements
    with counted() as statements:
        assert "hit 9 of 9" in client.post("/moderation/rules/new", data=form()).text
    assert len(statements) <= 12, statements


def test_an_overdue_review_is_said(app: Forum, admins_browser: Callable[[], FlaskClient]) -> None:
    client = admins_browser()
    with app.app_context():
        key = make(factories.viewer(roles=("admin",)))
    assert "Overdue" not in client.get("/moderation/rules").text
    with app.app_context():
        db.session.query(ScreeningRule).filter_by(key=key).update({"review_on": clock.now().date() - timedelta(days=1)})
        db.session.commit()
    assert "Overdue" in client.get("/moderation/rules").text


def test_a_moderator_sees_a_rule_and_cannot_change_it(app: Forum) -> None:
    with app.app_context():
        key = make(an_admin())
        client = client_of(app, factories.viewer(roles=("moderator",)))
    page = client.get(f"/moderation/rules/{key}")
    assert page.status_code == 200
    assert "powder" in page.text
    assert "<textarea" not in page.text
    assert client.post(f"/moderation/rules/{key}", data=form()).status_code == 403
    assert client.get("/moderation/rules/nothing").status_code == 404
