"""A case, a decision, and its undoing."""

from dataclasses import dataclass, replace

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum import clock, web
from forum.accounts.models import Rule
from forum.errors import NotAllowed, NotFound, Refused
from forum.moderation import letters, operations, policies, queries
from forum.moderation.forms.cases import DecisionForm, QuestionForm
from forum.moderation.forms.risk import Caring
from forum.moderation.forms.team import NoteForm, RevealForm, offer_words
from forum.moderation.letters import Given, Terms
from forum.moderation.models import Case
from forum.moderation.queries import CasePage
from forum.moderation.routes.blueprint import bp
from forum.moderation.verbs import verb_words

__all__ = ["case", "decide", "decide_alike", "readable_case", "reveal", "show", "undo"]


@dataclass(frozen=True, slots=True)
class Preview:
    """The exact words of a decision that is not made yet: the letter, and what those who flagged get."""

    letter: list[str]
    outcome: list[str]


def readable_case(public_id: str) -> Case:
    """The case, for a moderator whom it does not concern."""
    if not policies.can_moderate(web.viewer()):
        raise NotFound
    found = queries.get_case(public_id)
    if not policies.is_in_care(web.viewer(), found):
        raise NotFound
    if not policies.can_read_case(web.viewer(), found):
        raise NotAllowed(_("This case is about you or your text. Somebody else decides it."))
    return found


def show(
    found: Case,
    form: DecisionForm,
    *,
    status: int = 200,
    refusal: str | None = None,
    preview: bool = False,
    asking: RevealForm | None = None,
    question: QuestionForm | None = None,
    noting: NoteForm | None = None,
    caring: Caring | None = None,
) -> ResponseReturnValue:
    """The page of a case, with what was typed and, if asked for, the words that would be sent."""
    page = queries.case_page(web.viewer(), found, at=clock.now())
    places = queries.places_of(found)
    form.offer(found, page.rules, places, can_answer=page.can_answer)
    offer_words(form, page.words, page.rules)
    form.version.data = str(page.version)
    forms = caring or Caring.of()
    last = page.decided[0] if page.decided and not page.decided[0].undone else None
    return render_template(
        "moderation/case.html",
        page=page,
        form=form,
        asking=asking or RevealForm(formdata=None),
        question=question or QuestionForm(formdata=None),
        noting=noting or NoteForm(formdata=None),
        notes=page.notes,
        caring=forms,
        wrong=next((each for each in (asking, noting, forms.wrong) if each and each.errors), form),
        refusal=refusal,
        conflict=last if refusal and page.closed_at else None,
        typed=words_without_form(page, form, forms) if refusal else "",
        preview=preview_of(page, form, found, places) if preview else None,
        can_decide=page.closed_at is None and not page.recused and not page.claim.asked_by_me,
        undoable=last if last and policies.can_undo(web.viewer(), last, at=clock.now()) else None,
    ), status


def begin_letter(page: CasePage, form: DecisionForm, *, rule: Rule | None) -> None:
    """Where nothing is typed, or what was offered before, put the words of the reply or the rule, or the usual ones."""
    typed = form.message.data or ""
    if typed and not page.words.holds(typed):
        return
    waits = page.text is not None and page.text.state in {"held", "hidden"}
    usual = letters.default_message(form.verb.data, waits=waits, with_sanction=bool(form.sanction.data))
    of_rule = rule.number if rule and (usual or typed) else None
    offered = page.words.fitting(reply=form.reply.data or "", rule=of_rule) if form.verb.data != "nothing" else ""
    form.message.data = offered or typed or usual


def words_without_form(page: CasePage, form: DecisionForm, caring: Caring) -> str:
    """What was typed in a form that the page does not show any more: nobody's words are lost."""
    if page.care.risk is None or page.closed_at is not None:
        return caring.typed
    return form.message.data or form.note.data or ("" if page.care.risk.is_mine else caring.typed)


def preview_of(page: CasePage, form: DecisionForm, found: Case, places: queries.Places) -> Preview | None:
    """What would be sent for what is chosen in the form; offered words if none are typed."""
    verb = form.verb.data
    if verb not in operations.verbs_for(found):
        return None
    rule = next((rule for rule in page.rules if str(rule.id) == form.rule.data), None)
    begin_letter(page, form, rule=rule)
    if found.appeal is not None:
        rule = found.appeal.decision.rule
    measure = form.measure(places)
    terms = Terms(
        verb=verb,
        kind=page.kind,
        name=page.author_name,
        title=page.snapshot_title,
        rule=rule,
        message=form.message.data or "",
        sanction=Given(measure.kind, measure.until, measure.condition.name if measure.condition else None)
        if measure
        else None,
        call=letters.call_of(found, is_flagged=bool(page.flags)),
        again=again_of(page, form),
        plan=operations.told_of(operations.Choice(verb=verb, version=0, plan=form.plan(places.for_topic))),
        appeal_until=clock.now() + operations.UNDO + policies.APPEAL_FOR
        if page.appealed is None and (measure or verb in policies.CAN_BE_APPEALED)
        else None,
    )
    return Preview(
        letter=letters.author_letter(terms), outcome=letters.outcome_letter(verb, page.kind) if page.flags else []
    )


def again_of(page: CasePage, form: DecisionForm) -> letters.Again | None:
    """What the letter about an appeal says of the text and of the sanction."""
    if page.appealed is None:
        return None
    decision = page.appealed.decision
    lifted = decision.sanction is not None and not decision.lifted and form.verb.data != "uphold"
    return letters.Again(instead=form.instead.data or "", lifted=lifted)


@bp.get("/moderation/cases/<public_id>")
@web.members_only
def case(public_id: str) -> ResponseReturnValue:
    return show(readable_case(public_id), DecisionForm())


@bp.post("/moderation/cases/<public_id>")
@web.members_only
def decide(public_id: str) -> ResponseReturnValue:
    found = readable_case(public_id)
    form = DecisionForm()
    rules, places = queries.current_rules(), queries.places_of(found)
    form.offer(found, rules, places)
    if request.form.get("act") == "show":
        return show(found, form, preview=True)
    taking_over = request.form.get("act") == "take_over"  # from the page that refused: what was typed stays
    if not taking_over and not form.validate():
        return show(found, form, status=422, preview=True)
    try:
        if taking_over:
            operations.take_over(found, viewer=web.viewer())
            return show(found, form)
        choice = form.choice(rules, places)
        if found.appeal is not None:
            choice = replace(choice, rule=found.appeal.decision.rule)
        decision = operations.decide(found, viewer=web.viewer(), choice=choice)
    except Refused as refusal:
        return show(queries.get_case(public_id), form, status=409, refusal=refusal.reason)
    flash(_("Done: %(words)s. You can undo it for 30 seconds; then it is told.", words=verb_words(decision.verb)))
    return web.see_other(url_for(".case", public_id=public_id))


@bp.post("/moderation/cases/<public_id>/reveal")
@web.members_only
def reveal(public_id: str) -> ResponseReturnValue:
    found, asking = readable_case(public_id), RevealForm()
    if not asking.validate():
        return show(found, DecisionForm(formdata=None), status=422, asking=asking)
    operations.reveal(found, viewer=web.viewer(), reason=asking.reason.data or "")
    flash(_("You see whose name it is on this page now. That you asked, and why, is in the log."))
    return web.see_other(url_for(".case", public_id=public_id, _anchor="author"))


@bp.post("/moderation/cases/<public_id>/alike")
@web.members_only
def decide_alike(public_id: str) -> ResponseReturnValue:
    found = readable_case(public_id)
    count = operations.decide_alike(found, viewer=web.viewer())
    flash(ngettext("One more is decided the same way.", "%(num)s more are decided the same way.", count))
    return web.see_other(url_for(".case", public_id=public_id))


@bp.post("/moderation/decisions/<public_id>/undo")
@web.members_only
def undo(public_id: str) -> ResponseReturnValue:
    if not policies.can_moderate(web.viewer()):
        raise NotFound
    decision = queries.get_decision(public_id)
    if not policies.is_in_care(web.viewer(), decision.case):
        raise NotFound
    found = operations.undo(decision, viewer=web.viewer())
    flash(_("Undone. Nobody was told, and the case is open again."))
    return web.see_other(url_for(".case", public_id=found.public_id))
