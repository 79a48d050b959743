"""Readers object to a sentence: it is asked in private, answered by an editor, and what comes of it is public."""

import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum import clock
from forum.accounts import operations as accounts
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import ForumError
from forum.evidence.challenges import operations, queries
from forum.evidence.challenges.models import Challenge
from forum.evidence.challenges.sentences import parts_of
from forum.evidence.queries import summary_page
from forum.notifications.models import Notice
from forum.privacy import operations as privacy
from forum.viewers import VISITOR
from tests import factories
from tests.accounts.builders import PASSWORD
from tests.accounts.builders import member as registered
from tests.discussions import texts

FM = "/conditions/fibromyalgia/evidence"
WRONG = "A newer trial <b>found</b> otherwise."
ANSWER = "We read it, and it stays."


@dataclass
class People:
    """A reader, two editors and a reader who only looks on, each with a browser."""

    reader: FlaskClient
    editor: FlaskClient
    second: FlaskClient
    other: FlaskClient
    ids: dict[str, int]


@pytest.fixture
def people(site: Forum) -> People:
    with site.app_context():
        ids = {
            "reader": factories.member("wren").id,
            "editor": factories.member("elder", roles=("editor",)).id,
            "second": factories.member("sorrel", roles=("editor",)).id,
            "other": factories.member("robin").id,
        }
    browsers = {name: factories.sign_in(site.test_client(), member_id) for name, member_id in ids.items()}
    return People(**browsers, ids=ids)


def send(browser: FlaskClient, **form: str) -> str:
    """Challenge the first sentence, or what the form says; the address of the challenge."""
    sent = browser.post(f"{FM}/challenge", data={"number": "1", "picked": "short.0", "words": WRONG} | form)
    assert sent.status_code == 303, sent.text
    return sent.location


def answer(browser: FlaskClient, path: str, **form: str) -> int:
    return browser.post(f"{path}/answer", data={"outcome": "declined", "answer": ANSWER} | form).status_code


def told(site: Forum, member_id: int) -> list[tuple[str, str]]:
    with site.app_context():
        query = select(Notice.kind, Notice.path).where(Notice.member_id == member_id).order_by(Notice.id)
        return [(kind, path) for kind, path in db.session.execute(query)]


def kept(site: Forum) -> list[Challenge]:
    with site.app_context():
        return list(db.session.scalars(select(Challenge).order_by(Challenge.id)))


def first_sentence(site: Forum) -> str:
    with site.app_context(), site.test_request_context():
        return parts_of(summary_page("fibromyalgia", VISITOR).account)[0].sentences[0]


# Objecting


def test_a_sentence_is_picked_and_the_editors_are_told(site: Forum, people: People) -> None:
    asked = people.reader.get(f"{FM}/challenge?part=short").text
    assert 'name="picked" value="short.0"' in asked
    assert 'value="q1.0"' not in asked
    assert 'value="q1.0"' in people.reader.get(f"{FM}/challenge").text
    path = send(people.reader)
    (made,) = kept(site)
    assert (made.sentence, made.words, made.number, made.state) == (first_sentence(site), WRONG, 1, "open")
    assert path == f"/challenges/{made.public_id}"
    assert told(site, people.ids["editor"]) == told(site, people.ids["second"]) == [("challenge", path)]
    assert told(site, people.ids["reader"]) == []
    assert "A reader challenges a sentence of a summary" in people.editor.get("/notifications").text


def test_every_paragraph_leads_to_its_own_sentences(site: Forum, people: People) -> None:
    shown = people.reader.get(FM).text
    parts = re.findall(rf'href="{FM}/challenge\?part=([a-z0-9-]+)"', shown)
    assert {"short", "q1", "not-shown"} <= set(parts)
    for part in parts:
        keys = re.findall(r'name="picked" value="([^"]+)"', people.reader.get(f"{FM}/challenge?part={part}").text)
        assert keys
        assert {key.split(".")[0] for key in keys} == {part}


def test_words_that_stand_on_the_page_can_be_copied_also_from_the_table(site: Forum, people: People) -> None:
    with site.app_context(), site.test_request_context():
        result = summary_page("fibromyalgia", VISITOR).account.trials[0].result or ""
    copied = result.replace(" ", "\n", 1).upper() + " [1]"
    send(people.reader, picked="", quoted=copied)
    assert kept(site)[0].sentence == copied
    refused = people.reader.post(
        f"{FM}/challenge", data={"number": "1", "quoted": "LDN cures everything.", "words": WRONG}
    )
    assert refused.status_code == 422
    assert "These words do not stand on the page" in refused.text
    assert "LDN cures everything." in refused.text
    assert "A newer trial &lt;b&gt;found" in refused.text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"words": "  "}, "Write what is wrong with it."),
        ({"picked": ""}, "Pick a sentence, or copy the words."),
        ({"picked": "short.999"}, "Pick a sentence, or copy the words."),
        ({"words": "x" * 2001}, "2,000 is the most"),
        ({"words": "a\x00b"}, "invisible control characters"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    people: People, site: Forum, form: dict[str, str], sentence: str
) -> None:
    typed = {"number": "1", "picked": "short.0", "words": "Because of this."} | form
    refused = people.reader.post(f"{FM}/challenge?part=short", data=typed)
    assert refused.status_code == 422
    assert sentence in refused.text
    if typed["picked"] == "short.0":
        assert 'value="short.0" checked' in refused.text
    else:
        assert "Because of this." in refused.text
    assert kept(site) == []


@pytest.mark.parametrize("number", ["", "2", "-1", "x", "99999999999"])
def test_a_version_that_is_not_there_is_not_found(people: People, number: str) -> None:
    sent = people.reader.post(f"{FM}/challenge", data={"number": number, "picked": "short.0", "words": WRONG})
    assert sent.status_code == 404


def test_sending_it_twice_asks_once(site: Forum, people: People) -> None:
    assert send(people.reader) == send(people.reader, words="Once more.")
    assert [each.words for each in kept(site)] == [WRONG]
    assert len(told(site, people.ids["editor"])) == 1


def test_a_day_has_its_limit_and_nothing_typed_is_lost(
    site: Forum, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "CHALLENGES_PER_DAY", 1)
    send(people.reader)
    more = {"number": "1", "picked": "not-shown.0", "words": "The second one."}
    refused = people.reader.post(f"{FM}/challenge", data=more)
    assert refused.status_code == 429
    assert "Please go on tomorrow." in refused.text
    assert "The second one." in refused.text
    send(people.other, picked="not-shown.0")
    later = clock.ahead(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    send(people.reader, picked="not-shown.0")


def test_a_silenced_member_may_and_a_suspended_one_may_not(site: Forum, people: People) -> None:
    for kind, status in (("silenced", 303), ("suspended", 403)):
        with site.app_context(), transaction():
            accounts.add_limit(get_member(people.ids["reader"]), kind=kind, reason="r")
        sent = people.reader.post(f"{FM}/challenge", data={"number": "1", "picked": "short.0", "words": WRONG})
        assert sent.status_code == status


def test_who_took_back_their_agreement_is_asked_for_it_first(site: Forum, people: People) -> None:
    with site.app_context(), transaction():
        privacy.withdraw_consent(get_member(people.ids["reader"]))
    assert "You have taken back your agreement" in people.reader.get(f"{FM}/challenge").text
    sent = people.reader.post(f"{FM}/challenge", data={"number": "1", "picked": "short.0", "words": WRONG})
    assert sent.status_code == 403
    assert kept(site) == []


# Reading


def test_the_summary_counts_what_is_open_and_leads_to_the_list(people: People) -> None:
    assert "No open challenges" in people.other.get(FM).text
    path = send(people.reader)
    assert f'<a href="{FM}/challenges">1 open challenge</a>' in people.other.get(FM).text
    listed = people.other.get(f"{FM}/challenges").text
    assert "1 challenge waits for an answer." in listed
    assert path in listed
    answer(people.editor, path)
    assert "No open challenges" in people.other.get(FM).text
    assert "All of them are answered." in people.other.get(f"{FM}/challenges").text


def test_nobody_else_reads_the_words_before_the_answer_and_nobody_reads_the_name(site: Forum, people: People) -> None:
    path = send(people.reader)
    escaped = "A newer trial &lt;b&gt;found&lt;/b&gt; otherwise."
    for browser in (people.other, site.test_client()):
        waiting = browser.get(path).text
        assert "A newer trial" not in waiting
        assert "once an editor has answered" in waiting
    assert escaped in people.reader.get(path).text
    assert escaped in people.editor.get(path).text
    assert answer(people.editor, path, answer="It stays: <i>why</i>.") == 303
    for browser in (people.other, site.test_client()):
        public = browser.get(path).text
        assert escaped in public
        assert "It stays: &lt;i&gt;why&lt;/i&gt;." in public
        assert "the objection does not hold" in public
    for browser in (people.other, people.editor):
        for page in (path, f"{FM}/challenges", FM):
            assert "wren" not in browser.get(page).text
            assert browser is people.editor or "elder" not in browser.get(page).text


@pytest.mark.parametrize("by", ["reader", "editor"])
def test_what_is_about_a_person_is_read_by_its_writer_and_editors_alone(people: People, by: str) -> None:
    path = send(people.reader, **({"is_personal": "y"} if by == "reader" else {}))
    if by == "editor":
        assert people.other.get(path).status_code == 200
        assert answer(people.editor, path, is_personal="y") == 303
    assert people.other.get(path).status_code == 404
    assert "Nobody has challenged a sentence yet." in people.other.get(f"{FM}/challenges").text
    assert "No open challenges" in people.other.get(FM).text
    assert people.reader.get(path).status_code == people.second.get(path).status_code == 200
    if by == "reader":
        assert answer(people.editor, path) == 303
        assert people.other.get(path).status_code == 404
    assert ANSWER in people.reader.get(path).text


def test_words_go_with_the_agreement_and_come_back_with_it(site: Forum, people: People) -> None:
    path = send(people.reader)
    answer(people.editor, path)
    for act, is_read in ((privacy.withdraw_consent, False), (privacy.give_consent, True)):
        with site.app_context(), transaction():
            act(get_member(people.ids["reader"]))
        for browser in (people.other, people.editor):
            assert ("A newer trial" in browser.get(path).text) is is_read
            assert ANSWER in browser.get(path).text
        assert "A newer trial" in people.reader.get(path).text


# Answering


def test_the_answer_reaches_whoever_asked(site: Forum, people: People) -> None:
    path = send(people.reader)
    assert path in people.editor.get("/editorial/challenges").text
    assert answer(people.editor, path, outcome="changed") == 303
    assert told(site, people.ids["reader"]) == [("challenge_outcome", path)]
    assert "An editor answered what you said" in people.reader.get("/notifications").text
    assert "the summary is changed" in people.reader.get(path).text
    assert "No challenge waits." in people.editor.get("/editorial/challenges").text
    assert (kept(site)[0].state, kept(site)[0].answered_by_id) == ("changed", people.ids["editor"])


def test_an_editor_does_not_answer_their_own(site: Forum, people: People) -> None:
    path = send(people.editor)
    assert told(site, people.ids["editor"]) == []
    assert "Answer it" not in people.editor.get(path).text
    assert answer(people.editor, path) == 403
    assert answer(people.reader, path) == 403
    assert "Answer it" in people.second.get(path).text
    assert answer(people.second, path) == 303


@pytest.mark.parametrize("form", [{"answer": " "}, {"outcome": ""}, {"outcome": "open"}])
def test_an_answer_needs_words_and_an_outcome(people: People, site: Forum, form: dict[str, str]) -> None:
    path = send(people.reader)
    assert answer(people.editor, path, **form) == 422
    assert kept(site)[0].state == "open"


def test_who_answers_too_late_learns_of_it_and_keeps_their_words(site: Forum, people: People) -> None:
    path = send(people.reader)
    assert answer(people.editor, path) == 303
    late = people.second.post(f"{path}/answer", data={"outcome": "changed", "answer": "My own answer."})
    assert late.status_code == 409
    assert "Another editor has just answered this." in late.text
    assert "My own answer." in late.text
    assert kept(site)[0].answer == ANSWER


@pytest.mark.parametrize("_round", range(3))
def test_of_two_who_answer_at_once_one_does(site: Forum, people: People, _round: int) -> None:
    path = send(people.reader)
    came: dict[int, str] = {}

    def work(number: int) -> None:
        viewer = factories.viewer_for(people.ids[("editor", "second")[number]])
        try:
            with transaction():
                found = queries.get_challenge(viewer, path.rsplit("/", 1)[1])
                operations.answer(found, viewer=viewer, outcome="answered", words=str(number), is_personal=False)
        except ForumError as refusal:
            came[number] = type(refusal).__name__
        else:
            came[number] = "done"

    assert texts.run_at_once(site, work, count=2) == []
    assert sorted(came.values()) == ["Refused", "done"]
    winner = next(number for number, what in came.items() if what == "done")
    assert kept(site)[0].answer == str(winner)
    assert len(told(site, people.ids["reader"])) == 1


# One's own data


def test_a_member_takes_it_along_and_nobody_elses(people: People) -> None:
    path = send(people.reader)
    send(people.other, words="Something of robin's.")
    answer(people.editor, path)
    (own,) = people.reader.get("/account/data/export").json["challenges_to_summaries"]  # type: ignore[index]
    assert (own["what_you_wrote"], own["answer"], own["address"], own["state"]) == (WRONG, ANSWER, path, "declined")
    assert "elder" not in people.reader.get("/account/data/export").text


@pytest.mark.parametrize("hides", [False, True])
def test_whoever_leaves_is_forgotten_and_takes_their_words_if_they_want(
    site: Forum, people: People, hides: bool
) -> None:
    with site.app_context():
        leaver = registered("Linnet").member.id
    browser = factories.sign_in(site.test_client(), leaver)
    answered = send(browser)
    send(browser, picked="not-shown.0")
    assert answer(people.editor, answered) == 303
    with site.app_context(), transaction():
        leave = privacy.leave_and_hide_texts if hides else privacy.leave_texts_behind
        leave(get_member(leaver), password=PASSWORD)
    left = kept(site)
    assert [each.member_id for each in left] == ([None] if hides else [None, None])
    assert [each.words for each in left] == ([""] if hides else [WRONG, WRONG])
    assert ("taken their words back" in people.other.get(answered).text) is hides
    assert ANSWER in people.other.get(answered).text


def test_an_editor_who_leaves_leaves_the_answer(site: Forum, people: People) -> None:
    path = send(people.reader)
    answer(people.editor, path)
    with site.app_context(), transaction():
        operations.part_challenges_from(people.ids["editor"])
    assert kept(site)[0].answered_by_id is None
    assert ANSWER in people.reader.get(path).text
