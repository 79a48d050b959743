"""What becomes of a text in which rules found something: its case, the hits, and the wave it belongs to."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from sqlalchemy.exc import IntegrityError

from forum import clock
from forum.database import db, lock, record_anyway, savepoint
from forum.discussions import operations as discussions
from forum.discussions.models import Post
from forum.discussions.ports import Hit, Verdict
from forum.moderation import queries, reasons, targets
from forum.moderation.models import Case, ScreeningHit, ScreeningMark, Wave
from forum.moderation.nudges import BUILT_IN
from forum.moderation.operations import cases
from forum.moderation.operations.withdrawing import target_of

__all__ = ["count_nudges", "text_screened"]


def count_nudges(keys: Sequence[str]) -> None:
    """Count that authors were asked these questions, although nothing else of the request is stored."""

    def count() -> None:
        of_key = queries.rules_by_nudge([key for key in keys if key not in BUILT_IN])
        db.session.add_all(
            ScreeningHit(built_in=key) if key in BUILT_IN else ScreeningHit(rule_id=of_key[key])
            for key in keys
            if key in BUILT_IN or key in of_key
        )

    record_anyway(count)


def text_screened(post: Post, *, verdict: Verdict) -> None:
    """Keep what was found in a text that was just stored; where a moderator should look, open or press its case."""
    is_noted = bool(verdict.note) and not post.content_note
    if is_noted:
        discussions.note_content(post, note=verdict.note)
    target = target_of(post)
    case, is_new = None, False
    if verdict.held or verdict.is_flagged:
        case, is_new = cases.open_case(target, reason=verdict.reason)
        if is_new:
            cases.call_admins_if_nobody_can(case)
        else:
            cases.press(case, reason=verdict.reason)
    record_hits(post, verdict.hits, case=case)
    mark(post, verdict.signs)
    taken_up = [each for sign in verdict.signs for each in gather_wave(sign)]
    if is_new and case is not None:
        verb = "hold" if verdict.held else "screen"
        cases.log(verb, actor_id=None, target=target.name, case=case, details=details_of(verdict))
    if is_noted:
        cases.log("content_note", actor_id=None, target=target.name, details=details_of(verdict))
    for each, name in taken_up:
        if case is None or each.id != case.id:
            cases.log("screen", actor_id=None, target=name, case=each, details={"reason": "wave"})


def details_of(verdict: Verdict) -> dict[str, object]:
    """Why, for the log: the word of the case, and the versions of the rules that found something."""
    rules = [each.rule_id for each in verdict.hits if each.rule_id is not None]
    return {"reason": verdict.reason, "rules": queries.versions_that_found(rules) if rules else []}


def record_hits(post: Post, hits: Iterable[Hit], *, case: Case | None) -> None:
    """One row for each rule and text, however often the text is changed. The text is locked, or new."""
    known = {(each.rule_id, each.built_in): each for each in queries.hits_on(post.id)}
    for hit in hits:
        row = known.get((hit.rule_id, hit.built_in))
        if row is None:
            row = ScreeningHit(rule_id=hit.rule_id, built_in=hit.built_in, post_id=post.id)
            db.session.add(row)
        if case is not None:
            row.case_id = case.id
    db.session.flush()


def mark(post: Post, signs: Iterable[str]) -> None:
    """Remember by what the text is known again."""
    known = queries.signs_on(post.id) if signs else ()
    db.session.add_all(ScreeningMark(post_id=post.id, sign=sign) for sign in signs if sign not in known)
    db.session.flush()


def gather_wave(sign: str) -> list[tuple[Case, str]]:
    """Take texts that are alike up together, once there are enough. Gives the cases that are new, with their targets.

    What is open stays open: only the text that makes the wave, and those after it, are held.
    """
    since = clock.now() - queries.WAVE_SPAN
    if queries.newcomers_alike([sign], since=since).get(sign, 0) < queries.WAVE_MEMBERS:
        return []
    wave = wave_of(sign)
    opened = []
    for post in queries.posts_alike(sign, since=since):
        target = targets.of_text(post)
        case, is_new = cases.open_case(target, reason="wave")
        if is_new:
            opened.append((case, target.name))
        else:
            cases.press(case, reason="wave")
        if case.severity == reasons.severity_of("wave"):  # it says more than that a first text was held
            case.reason = "wave"
        case.wave_id = wave.id
    db.session.flush()
    return opened


def wave_of(sign: str) -> Wave:
    """The wave of this sign, locked; of two that make it at once, the second waits for the first."""
    with suppress(IntegrityError), savepoint():
        wave = Wave(sign=sign)
        db.session.add(wave)
        db.session.flush()
    found = queries.find_wave(sign)
    assert found is not None
    return lock(found)
