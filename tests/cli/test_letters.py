"""Letters and the worker: sent once, tried again later, never lost, never sent twice."""

import smtplib

import pytest
from flask_mail import Message

from forum import clock, jobs, mail
from forum.app import Forum
from forum.cli import letters
from forum.database import db, transaction
from forum.extensions import mailer
from forum.mail import Letter, write_letter


@pytest.fixture
def post_office(app: Forum, monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """A mail server that keeps what it gets."""
    sent: list[Message] = []
    monkeypatch.setitem(app.config, "MAIL_SERVER", "mail.example.org")
    monkeypatch.setitem(app.config, "MAIL_DEFAULT_SENDER", "forum@example.org")
    monkeypatch.setattr(mailer, "send", sent.append)
    return sent


def write(app: Forum) -> int:
    with app.app_context(), transaction():
        return write_letter("anna@example.org", subject="Hello", body="A link.").id


def stored(app: Forum, key: int) -> Letter:
    with app.app_context():
        letter = db.session.get(Letter, key)
        assert letter
        db.session.expunge(letter)
        return letter


def test_a_letter_is_sent_once_it_is_stored(app: Forum, post_office: list[Message]) -> None:
    letter = stored(app, write(app))
    assert [message.recipients for message in post_office] == [["anna@example.org"]]
    assert (letter.sent_at is not None, letter.tries) == (True, 1)


def test_a_letter_of_a_transaction_that_failed_is_never_sent(app: Forum, post_office: list[Message]) -> None:
    def write_and_fail() -> None:
        with transaction():
            write_letter("anna@example.org", subject="Hello", body="A link.")
            raise ZeroDivisionError

    with app.app_context(), pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert post_office == []


def test_running_the_job_again_sends_nothing_twice(app: Forum, post_office: list[Message]) -> None:
    key = write(app)
    with app.app_context():
        letters.deliver_letter(key)
        letters.enqueue_missed_letters()
    assert len(post_office) == 1


def test_a_letter_that_failed_waits_longer_each_time(
    app: Forum, post_office: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_message: Message) -> None:
        raise smtplib.SMTPServerDisconnected("anna@example.org said no")

    monkeypatch.setattr(mailer, "send", refuse)
    key = write(app)
    first = stored(app, key)
    assert (first.sent_at, first.tries, first.last_error) == (None, 1, "SMTPServerDisconnected")
    with app.app_context():
        letters.enqueue_missed_letters()
    assert stored(app, key).tries == 1
    monkeypatch.setattr(clock, "now", lambda moment=first.next_try_at: moment)
    with app.app_context():
        letters.enqueue_missed_letters()
    second = stored(app, key)
    assert second.next_try_at - first.next_try_at > first.next_try_at - first.created_at
    monkeypatch.setattr(mailer, "send", post_office.append)
    monkeypatch.setattr(clock, "now", lambda moment=second.next_try_at: moment)
    with app.app_context():
        letters.enqueue_missed_letters()
    assert len(post_office) == 1
    assert stored(app, key).last_error is None


def test_a_letter_that_was_never_enqueued_is_found(app: Forum, post_office: list[Message]) -> None:
    with app.app_context():
        db.session.add(Letter(recipient="berta@example.org", subject="s", body="b"))
        db.session.commit()
        letters.enqueue_missed_letters()
    assert len(post_office) == 1


def test_a_queue_that_is_away_costs_nobody_their_page(
    app: Forum, post_office: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_words: object) -> None:
        raise OSError("the queue is away")

    monkeypatch.setattr(jobs.Jobs, "put", fail)
    key = write(app)
    assert stored(app, key).sent_at is None
    monkeypatch.undo()


def test_without_a_mail_server_letters_wait(app: Forum) -> None:
    with app.app_context():
        assert not mail.mail_is_set_up()
    assert stored(app, write(app)).tries == 0
