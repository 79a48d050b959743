"""Delivering letters: the job behind the outbox.

It stands here, above the areas: mail.py writes letters and knows no worker, jobs.py knows no letters.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException

from forum import clock
from forum.cli import queries
from forum.database import lock, transaction
from forum.jobs import enqueue
from forum.mail import Letter, mail_is_set_up, send_letter

__all__ = ["MOST_TRIES", "deliver_letter", "enqueue_missed_letters"]

MOST_TRIES = 10
FIRST_WAIT = timedelta(minutes=2)  # doubled with every try: the tenth comes after some 17 hours

log = logging.getLogger("forum.worker")


def take_letter(letter: Letter) -> bool:
    """Take the letter for one try, unless it was sent or somebody else has it. Also the wait before the next try."""
    lock(letter)
    if letter.sent_at is not None or letter.next_try_at > clock.now() or letter.tries >= MOST_TRIES:
        return False
    letter.next_try_at = clock.now() + FIRST_WAIT * 2**letter.tries
    letter.tries += 1
    return True


def deliver_letter(letter_id: int) -> None:
    """Send a letter once. No lock is held while the mail server is spoken to: taking it keeps others off."""
    if not mail_is_set_up():
        return
    with transaction():
        letter = queries.find_letter(letter_id)
        if letter is None or not take_letter(letter):
            return
    try:
        send_letter(letter)
    except (OSError, SMTPException) as error:
        # Only the kind of error: a mail server's answer repeats the address.
        log.warning("letter %d was not sent: %s", letter_id, type(error).__name__)
        with transaction():
            letter.last_error = type(error).__name__
        return
    with transaction():
        letter.sent_at = clock.now()
        letter.last_error = None


def enqueue_missed_letters() -> None:
    """Enqueue letters that were missed, or whose next try is due."""
    if mail_is_set_up():
        for letter_id in queries.letters_due(at=clock.now(), most_tries=MOST_TRIES):
            enqueue("deliver_letter", letter_id)
