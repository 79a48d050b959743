"""Letters by e-mail: a row first, in the transaction that caused it; sent by the worker, once."""

from email.utils import parseaddr
from functools import partial

from flask import current_app
from flask_mail import Message
from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum import clock
from forum.columns import Body, Counter, Id, Moment
from forum.database import Base, after_commit, db
from forum.extensions import mailer
from forum.jobs import enqueue

__all__ = ["Letter", "is_one_address", "mail_is_set_up", "send_letter", "write_letter"]

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


class Letter(Base):
    """One message to one address. The text names no condition and no drug, and tells nothing but the way in."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_sent_at", "sent_at", "created_at"),)

    id: Mapped[Id]
    recipient: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[Body]
    created_at: Mapped[Moment] = mapped_column(default=clock.now)
    sent_at: Mapped[Moment | None]
    tries: Mapped[Counter]
    next_try_at: Mapped[Moment] = mapped_column(default=clock.now)
    last_error: Mapped[str | None] = mapped_column(Text)


def mail_is_set_up() -> bool:
    """Whether this site can send mail at all."""
    return bool(current_app.config["MAIL_SERVER"] and current_app.config["MAIL_DEFAULT_SENDER"])


def is_one_address(text: str) -> bool:
    """Whether `text` is exactly one address: nothing that a mail header would read as two."""
    _, address = parseaddr(text)
    return address == text and len(text) <= LONGEST_ADDRESS and not any(c in text for c in ",;\r\n \t<>")


def write_letter(recipient: str, *, subject: str, body: str) -> Letter:
    """Put a letter into the outbox; the worker sends it once this is stored.

    Raises ValueError for anything but one address.
    """
    if not is_one_address(recipient):
        raise ValueError("a letter goes to exactly one address")
    letter = Letter(recipient=recipient, subject=" ".join(subject.split()), body=body)
    db.session.add(letter)
    db.session.flush()
    after_commit(partial(enqueue, "deliver_letter", letter.id))
    return letter


def send_letter(letter: Letter) -> None:
    """Hand the letter to the mail server. Raises OSError or smtplib.SMTPException."""
    mailer.send(Message(subject=letter.subject, recipients=[letter.recipient], body=letter.body))
