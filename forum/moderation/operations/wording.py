"""Changing the words that the team sends again and again: a new version each time. Letters that are out keep theirs."""

from pathlib import Path

import yaml
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from forum import clock
from forum.accounts.models import Rule
from forum.database import db, lock, savepoint
from forum.errors import Refused
from forum.moderation import queries
from forum.moderation.models import Wording, WordingVersion
from forum.moderation.operations import cases
from forum.viewers import VISITOR, Viewer

__all__ = ["add_reply", "change_reply", "change_rule_words", "load_words", "retire_reply"]

FILE = Path(__file__).resolve().parent.parent / "content" / "words.yaml"


def change_rule_words(rule: Rule, *, viewer: Viewer, seen: int, body: str) -> Wording:
    """The words that are offered with this rule from now on; empty ones offer none. `seen` is the version before.

    Raises Refused when somebody else has changed them since.
    """
    wording = queries.find_rule_wording(rule.number) or new_rule_wording(rule.number)
    add_version(wording, viewer=viewer, seen=seen, title="", body=body)
    return wording


def new_rule_wording(number: int) -> Wording:
    """The row for a rule that had no words yet; of two who make it at once, both get the same."""
    try:
        with savepoint():
            wording = Wording(rule_number=number, version=0)
            db.session.add(wording)
    except IntegrityError:
        found = queries.find_rule_wording(number)
        assert found is not None
        return found
    return wording


def add_reply(viewer: Viewer, *, title: str, body: str) -> Wording:
    """A new reply for all moderators to use."""
    wording = Wording(version=0)
    db.session.add(wording)
    db.session.flush()
    add_version(wording, viewer=viewer, seen=0, title=title, body=body)
    return wording


def change_reply(wording: Wording, *, viewer: Viewer, seen: int, title: str, body: str) -> None:
    """Change a reply. Raises Refused when somebody else has changed it since, or put it away."""
    add_version(wording, viewer=viewer, seen=seen, title=title, body=body)


def retire_reply(wording: Wording, *, viewer: Viewer) -> None:
    """Offer a reply no more. Its versions stay; doing it twice changes nothing."""
    lock(wording)
    if wording.retired_at is not None:
        return
    wording.retired_at = clock.now()
    db.session.flush()
    log_change("retire_words", wording, viewer=viewer)


def load_words() -> int:
    """Bring in the words that come with the program, where a site never had any. Gives how many were added."""
    content, there = yaml.safe_load(FILE.read_text("utf-8")), queries.worded_numbers()
    new = [(number, "", body) for number, body in content["rules"].items() if number not in there]
    if None not in there:
        new += [(None, each["title"], each["body"]) for each in content["replies"]]
    for number, title, body in new:
        wording = Wording(rule_number=number, version=0)
        db.session.add(wording)
        db.session.flush()
        add_version(wording, viewer=VISITOR, seen=0, title=title, body=body)
    return len(new)


def add_version(wording: Wording, *, viewer: Viewer, seen: int, title: str, body: str) -> None:
    """One version more, unless nothing was changed."""
    lock(wording)
    if wording.retired_at is not None:
        raise Refused(_("Somebody has put this reply away in the meantime. Write it as a new one if it is needed."))
    if wording.version != seen:
        raise Refused(_("Somebody else has changed these words since. Look at theirs below, then send yours again."))
    last = queries.newest_version(wording.id)
    if (title, body) == ((last.title, last.body) if last else ("", "")):
        return
    wording.version += 1
    db.session.add(
        WordingVersion(wording_id=wording.id, number=wording.version, title=title, body=body, written_by_id=viewer.id)
    )
    db.session.flush()
    log_change("write_words", wording, viewer=viewer)


def log_change(verb: str, wording: Wording, *, viewer: Viewer) -> None:
    """Its line in the log, with the version; the words themselves stand in their own table."""
    kept = {"version": wording.version, "rule": wording.rule_number}
    cases.log(verb, actor_id=viewer.id, target=f"words:{wording.public_id}", details=kept)
