"""Looking after somebody who may be at risk, outside the penalty system: taking it on, writing to them, its end.

One named moderator does. Their words stand in the steps of the case and not in the log, which can forget nothing.
"""

from datetime import timedelta

from flask_babel import gettext as _

from forum import clock
from forum.accounts.operations.letters import mail_team_wrote
from forum.database import db, lock
from forum.errors import NotAllowed, Refused
from forum.moderation import policies, queries
from forum.moderation.models import AtRisk, Case, Decision, RiskStep
from forum.moderation.operations import cases, claiming, deciding, effects, risk, telling, withdrawing
from forum.notifications.operations import notify, notify_each
from forum.viewers import Viewer

__all__ = [
    "LOOK_AGAIN",
    "answer_team",
    "close_risk",
    "give_back",
    "make_ordinary",
    "note_step",
    "take_on",
    "take_on_from_another",
    "write_to_member",
]

LOOK_AGAIN = timedelta(days=1)  # then whoever looks after somebody is asked to look once more


def take_on(case: Case, *, viewer: Viewer) -> None:
    """Become the one who looks after this person, and claim the case. Everybody who flagged it is told that one does.

    Raises NotAllowed for whoever is too close to it, and Refused with a sentence where somebody else does already.
    """
    row = begin(case, viewer=viewer)
    if row.holder_id is not None and row.holder_id != viewer.id and queries.works_as_moderator(row.holder_id):
        raise Refused(_("%(name)s looks after this already. You can go on with it in their place.", name=name_of(row)))
    if row.holder_id != viewer.id:
        hold(case, row, viewer=viewer, kind="taken")
    claiming.hold_for(case, viewer=viewer)


def take_on_from_another(case: Case, *, viewer: Viewer) -> None:
    """Go on in place of whoever looks after this person; they are told. A volunteer may have fallen ill."""
    row = begin(case, viewer=viewer)
    before = row.holder_id
    if before == viewer.id:
        return
    if before is not None:
        notify(before, kind="taken_over", path=path_of(case), origin=f"case:{case.id}")
    hold(case, row, viewer=viewer, kind="taken_over" if before else "taken")
    claiming.hold_for(case, viewer=viewer)


def note_step(case: Case, *, viewer: Viewer, words: str) -> None:
    """Note what was done, or what the next one should know."""
    held_by(case, viewer=claiming.hold_moderator(viewer))
    risk.add_step(case, "note", by_id=viewer.id, words=words)


def write_to_member(case: Case, *, viewer: Viewer, words: str) -> RiskStep:
    """A message from the team. Raises Refused where nobody is left who could read it.

    It reaches whoever is behind a one-off name, and tells nobody who that is. The letter by e-mail says only that
    there is something to read.
    """
    member = case.author
    held_by(case, viewer=claiming.hold_moderator(viewer, member))
    if member is None or member.deleted_at is not None:
        raise Refused(_("The account has been deleted, so nobody can read a message."))
    step = risk.add_step(case, "message", by_id=viewer.id, words=words)
    notify(member.id, kind="message", path=f"/account/messages/{step.public_id}", origin=f"risk_step:{step.id}")
    mail_team_wrote(member, path=f"/account/messages/{step.public_id}")
    cases.log("write", actor_id=viewer.id, target=effects.target_name(case), case=case)
    return step


def answer_team(message: RiskStep, *, viewer: Viewer, words: str) -> None:
    """What the member answers. It stands under the name under which they are known to the case, and no other.

    `message` comes from queries.get_message. Raises NotAllowed for everybody else, and Refused once it is closed.
    """
    case = message.case
    lock(case)
    if not policies.is_about(viewer, case):
        raise NotAllowed
    row = queries.find_risk(case.id)
    if case.closed_at is not None:
        raise Refused(_("This has been closed in the meantime. Please write to the team by the contact page."))
    risk.add_step(case, "answer", words=words)
    cases.changed(case)
    readers = [row.holder_id] if row and row.holder_id else queries.moderators_for(case)
    notify_each(readers, kind="case_news", path=path_of(case), origin=f"case:{case.id}")


def give_back(case: Case, *, viewer: Viewer, words: str) -> None:
    """Let somebody else go on, with a word on what they should know; all moderators who may are called again."""
    row = held_by(case, viewer=claiming.hold_moderator(viewer))
    risk.add_step(case, "handed_over", by_id=viewer.id, words=words)
    risk.wait_anew(row)
    claiming.end_claim(case)
    call_others(case, but=viewer.id)
    claiming.write_down("hand_over", case, viewer=viewer)


def close_risk(case: Case, *, viewer: Viewer, version: int, words: str) -> Decision:
    """Looked after, with a closing note. Nothing happens to the text, and nobody gets a letter.

    Raises what note_step raises, Refused where something changed since this version, and where the text is held:
    that needs a decision, as an ordinary case.
    """
    viewer = claiming.hold_moderator(viewer, case.member)
    thing = effects.lock_target(case)
    lock(case)
    deciding.refuse_if_overtaken(case, version=version)
    held_by(case, viewer=viewer)
    if thing is not None and thing.state == "held" and not effects.is_taken_back(thing):
        raise Refused(_("The text is still held. Make it an ordinary case and decide whether others may read it."))
    moment = clock.now()
    decision = Decision(
        case_id=case.id,
        verb="look_after",
        message="",
        note="",
        decided_by_id=viewer.id,
        decided_at=moment,
        final_at=moment + deciding.UNDO,
        before={},
    )
    db.session.add(decision)
    risk.add_step(case, "closed", by_id=viewer.id, words=words)
    telling.settle_told(case, decision=decision)
    deciding.close(case, at=moment)
    cases.log("look_after", actor_id=viewer.id, target=effects.target_name(case), case=case, decision=decision)
    return decision


def make_ordinary(case: Case, *, viewer: Viewer, version: int, words: str) -> None:
    """Leave the path of those at risk: the only way to hiding, removing and sanctions. The reason is in the log.

    A text that its author has taken back meanwhile needs no decision: that case closes, as any other does.
    """
    viewer = claiming.hold_moderator(viewer, case.member)
    thing = effects.lock_target(case)
    lock(case)
    deciding.refuse_if_overtaken(case, version=version)
    held_by(case, viewer=viewer)
    risk.add_step(case, "ordinary", by_id=viewer.id, words=words)
    risk.end_risk(case)
    cases.set_reason(case, queries.reason_besides_risk(case.id) or reason_of_state(thing.state if thing else ""))
    cases.log("make_ordinary", actor_id=viewer.id, target=effects.target_name(case), case=case, reason=words)
    if thing is not None and effects.is_taken_back(thing):
        withdrawing.withdraw_case(case, target=effects.target_name(case))


def reason_of_state(state: str) -> str:
    """Why a case waits that nobody flagged as anything but a worry."""
    return {"held": "held", "hidden": "asked_again"}.get(state, "other")


def begin(case: Case, *, viewer: Viewer) -> AtRisk:
    """Hold the case; only who may decide an open one goes on, and only while somebody may be at risk."""
    now = claiming.hold_moderator(viewer)
    lock(case)
    claiming.refuse_if_recused(case, viewer=now)
    return row_of_open(case)


def held_by(case: Case, *, viewer: Viewer) -> AtRisk:
    """Hold the case; only who looks after it goes on, also if they wrote in its topic since."""
    lock(case)
    if not policies.can_read_case(viewer, case):
        raise NotAllowed
    row = row_of_open(case)
    if row.holder_id != viewer.id:
        somebody = name_of(row) if row.holder_id else _("Nobody")
        raise Refused(_("%(name)s looks after this now. Only they can do that.", name=somebody))
    return row


def row_of_open(case: Case) -> AtRisk:
    """Who looks after it. Raises Refused with a sentence where the case is closed or ordinary."""
    if case.closed_at is not None:
        raise Refused(_("This case has just been closed."))
    row = queries.find_risk(case.id)
    if row is None:
        raise Refused(_("This is an ordinary case now."))
    return row


def hold(case: Case, row: AtRisk, *, viewer: Viewer, kind: str) -> None:
    """Theirs, until they give it back or it is closed."""
    moment = clock.now()
    row.holder_id, row.taken_at, row.remind_at = viewer.id, moment, moment + LOOK_AGAIN
    risk.add_step(case, kind, by_id=viewer.id)
    telling.tell_looked_after(queries.flags_of(case.id), case=case)
    claiming.write_down("take_on", case, viewer=viewer)


def call_others(case: Case, *, but: int | None) -> None:
    """Somebody else is needed."""
    others = [each for each in queries.moderators_for(case) if each != but]
    notify_each(others, kind="case", path=path_of(case), origin=f"case:{case.id}")
    cases.call_admins_if_nobody_can(case)


def name_of(row: AtRisk) -> str:
    """Who looks after it, as moderators know them."""
    return row.holder.name if row.holder else ""


def path_of(case: Case) -> str:
    """The page of a case."""
    return f"/moderation/cases/{case.public_id}"
