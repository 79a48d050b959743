"""Drafts of summaries for tests: rows as writing leaves them, and what is done with them in one line."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from forum import clock
from forum.accounts.models import Limit
from forum.accounts.operations import revoke_role
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.evidence.drafts.models import SummaryDraft, SummarySignature
from forum.evidence.drafts.operations import publishing, signing
from forum.evidence.drafts.queries import get_draft
from forum.evidence.models import Summary, SummaryRevision
from forum.evidence.signed import Declaration
from forum.notifications.models import Notice
from forum.viewers import Viewer
from tests import factories

FM = "/conditions/fibromyalgia/evidence"
NEW = "Nothing here says how people feel after a winter, which a test made up."
NONE = Declaration("None.")
NURSE = Declaration("I own no shares.", "nurse", is_clinician=True)
SIGNED = {"interests": "None.", "qualification": "", "is_clinician": "no"}


@dataclass
class Desk:
    """Two editors and somebody who only reads, each with a browser, and the keys of the members."""

    site: Forum
    writer: FlaskClient
    second: FlaskClient
    reader: FlaskClient
    ids: dict[str, int]

    def viewer(self, name: str) -> Viewer:
        return factories.viewer_for(self.ids[name])


def desk_of(site: Forum) -> Desk:
    with site.app_context():
        ids = {
            "writer": factories.member("Elder", roles=("editor",)).id,
            "second": factories.member("Sorrel", roles=("editor",)).id,
            "reader": factories.member("Wren").id,
        }
    browsers = {name: factories.sign_in(site.test_client(), key) for name, key in ids.items()}
    return Desk(site, **browsers, ids=ids)


def shown(slug: str = "fibromyalgia") -> SummaryRevision:
    """The version that readers see."""
    query = select(SummaryRevision).join(Summary).join(Condition).where(Condition.slug == slug)
    return db.session.scalars(query.where(SummaryRevision.number == Summary.shown_number)).one()


def draft_of(member_id: int | None, *, slug: str = "fibromyalgia", note: str = "A new trial.", new: str = NEW) -> str:
    """A draft from the version that readers see, with a sentence that is new; its public id."""
    first = shown(slug)
    with transaction():
        condition = db.session.scalars(select(Condition).where(Condition.slug == slug)).one()
        made = SummaryDraft(
            condition_id=condition.id,
            base_number=first.number,
            parts={
                **first.parts,
                "questions": [
                    {**each, "because": each.get("because") or "The trials are few."}
                    for each in first.parts["questions"]
                ],
                "not_shown": [*first.parts["not_shown"][:-1], new],
            },
            searched_on=first.searched_on,
            searched_where=first.searched_where,
            review_due=first.review_due,
            change_note=note,
            written_by_id=member_id,
        )
        db.session.add(made)
        db.session.flush()
        return made.public_id


def act(operation: Any, public_id: str, viewer: Viewer, **given: Any) -> Any:
    """Do something with a draft as its page has it now, in a transaction of its own."""
    with transaction():
        draft = get_draft(public_id)
        return operation(draft, viewer=viewer, **{"seen": draft.version, **given})


def approved(desk: Desk, **given: Any) -> str:
    """A draft that another editor approved. Within the site's context."""
    public_id = draft_of(desk.ids["writer"], **given)
    act(signing.hand_over, public_id, desk.viewer("writer"), declaration=NONE)
    act(signing.approve, public_id, desk.viewer("second"), declaration=NURSE)
    return public_id


def published(desk: Desk, **given: Any) -> str:
    """The same, shown to readers."""
    public_id = approved(desk, **given)
    act(publishing.publish, public_id, desk.viewer("writer"), known="")
    return public_id


def state_of(public_id: str) -> tuple[str, int, int]:
    """State of a draft, its version, and how many signatures it has."""
    db.session.rollback()
    draft = get_draft(public_id)
    query = select(SummarySignature.id).where(SummarySignature.draft_id == draft.id)
    return draft.state, draft.version, len(db.session.scalars(query).all())


def demote(member_id: int, role: str = "editor") -> None:
    """Take a role away."""
    with transaction():
        revoke_role(get_member(member_id), role=role)


def suspend(member_id: int) -> None:
    """Suspend a member for three days."""
    with transaction():
        db.session.add(Limit(member_id=member_id, kind="suspended", until=clock.ahead(days=3), reason="A sentence."))


def notices(member_id: int) -> list[str]:
    """The kinds of a member's notices, in their order."""
    return list(db.session.scalars(select(Notice.kind).where(Notice.member_id == member_id).order_by(Notice.id)))


def at_once(site: Forum, *acts: Callable[[], object]) -> list[str]:
    """Do several things in the same moment; the names of what each raised, in any order, "" for nothing."""
    ready, found = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        with site.app_context():
            ready.wait()
            try:
                act()
                found.append("")
            except Exception as error:  # noqa: BLE001 - told to the test
                found.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(each,)) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)
