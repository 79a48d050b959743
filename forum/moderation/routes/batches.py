"""Several cases of spam with one press: what would happen to each, what did, and its undoing."""

import re
from dataclasses import dataclass

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum import clock, web
from forum.accounts.models import Rule
from forum.moderation import letters, operations, queries
from forum.moderation.forms.desk import BatchForm
from forum.moderation.letters import Terms
from forum.moderation.operations import MOST_IN_BATCH
from forum.moderation.queries import Candidate, Wanted
from forum.moderation.routes.blueprint import bp
from forum.moderation.routes.queue import only_moderators

__all__ = ["batch", "decide_together", "together", "undo_together"]

WANTED = re.compile(r"([0-9a-z]{1,16}):([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Prospect:
    """A case with what would happen to it: the letter to its author, and what those who flagged get."""

    candidate: Candidate
    letter: list[str]
    outcome: list[str]


def prospect_of(candidate: Candidate, form: BatchForm, rule: Rule | None) -> Prospect:
    """The exact words, as far as they are chosen by now."""
    case = candidate.case
    terms = Terms(
        verb=form.verb.data,
        kind=case.kind,
        name=candidate.name,
        title=case.snapshot_title,
        rule=rule,
        message=form.message.data or "",
        call=letters.call_of(case, is_flagged=case.people > 0),
    )
    outcome = letters.outcome_letter(form.verb.data, case.kind) if case.people else []
    return Prospect(candidate, letters.author_letter(terms), outcome)


def show(ids: list[str], form: BatchForm, *, status: int = 200) -> ResponseReturnValue:
    """The page that is read before anything happens."""
    rules = queries.current_rules()
    form.offer(rules)
    if form.verb.data not in operations.BATCH_VERBS:
        form.verb.data = operations.BATCH_VERBS[0]
    if not form.message.data and not form.errors:
        form.message.data = letters.default_message(form.verb.data, waits=False)
    rule = next((rule for rule in rules if str(rule.id) == form.rule.data), None)
    found = queries.candidates(web.viewer(), ids[:MOST_IN_BATCH], at=clock.now())
    return render_template(
        "moderation/together.html",
        form=form,
        covers=queries.bearing_of(web.viewer(), at=clock.now()).covers_words,
        fit=[prospect_of(each, form, rule) for each in found if not each.hindrance],
        unfit=[each for each in found if each.hindrance],
        gone=len(dict.fromkeys(ids[:MOST_IN_BATCH])) - len(found),
    ), status


@bp.get("/moderation/together")
@web.members_only
def together() -> ResponseReturnValue:
    only_moderators()
    return show(request.args.getlist("case"), BatchForm(formdata=None))


@bp.post("/moderation/together")
@web.members_only
def decide_together() -> ResponseReturnValue:
    only_moderators()
    form, rules = BatchForm(), queries.current_rules()
    form.offer(rules)
    parts = [WANTED.fullmatch(each) for each in dict.fromkeys(request.form.getlist("case"))]
    wanted = [Wanted(part[1], int(part[2])) for part in parts if part is not None]
    ids = [each.public_id for each in wanted]
    if request.form.get("act") == "show" or not wanted:
        return show(ids, form)
    if not form.validate():
        return show(ids, form, status=422)
    made = operations.decide_together(wanted, viewer=web.viewer(), choice=form.choice(rules))
    return web.see_other(url_for(".batch", public_id=made.public_id))


@bp.get("/moderation/together/<public_id>")
@web.members_only
def batch(public_id: str) -> ResponseReturnValue:
    only_moderators()
    page = queries.batch_page(queries.get_batch(web.viewer(), public_id), at=clock.now())
    return render_template("moderation/batch.html", page=page)


@bp.post("/moderation/together/<public_id>/undo")
@web.members_only
def undo_together(public_id: str) -> ResponseReturnValue:
    only_moderators()
    left = operations.undo_together(queries.get_batch(web.viewer(), public_id), viewer=web.viewer())
    if left:
        why = left[0][1]
        flash(ngettext("One could not be undone: %(why)s", "%(num)s could not be undone: %(why)s", len(left), why=why))
    else:
        flash(_("Undone. Nobody was told, and the cases are open again."))
    return web.see_other(url_for(".batch", public_id=public_id))
