"""Rules that act before people do: the list, one rule, and trying and saving it."""

from collections.abc import Sequence

from flask import current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer

from forum import clock, web
from forum.conditions.queries import all_conditions
from forum.errors import NotAllowed, Refused
from forum.moderation import nudges, operations, policies, queries
from forum.moderation.drafts import RuleDraft, Tried
from forum.moderation.forms.screening import ACTION_WORDS, KIND_WORDS, SCOPE_WORDS, RuleForm
from forum.moderation.models import ScreeningRule
from forum.moderation.queries import Trial
from forum.moderation.routes.blueprint import bp

__all__ = ["change_rule", "make_rule", "new_rule", "rule", "rules"]

TRIAL_SECONDS = 3_600  # a trial that was looked at an hour ago is not what would be hit now
WORDS = {"kinds": KIND_WORDS, "actions": ACTION_WORDS, "scopes": SCOPE_WORDS}


def only_readers() -> None:
    """Raise NotAllowed for everybody but moderators and admins."""
    if not policies.can_read_log(web.viewer()):
        raise NotAllowed(_("This is for moderators and admins."))


def only_admins() -> None:
    """Raise NotAllowed for everybody else."""
    if not policies.can_change_screening_rules(web.viewer()):
        raise NotAllowed(_("Admins change these rules. Tell one what you would change."))


def signer() -> URLSafeTimedSerializer:
    """By what a trial is known again when its form comes back."""
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="screening-trial")


def seen_trial(token: str | None) -> Tried | None:
    """The trial that the form carries, if it is ours and not old."""
    try:
        digest, texts, hits = signer().loads(token or "", max_age=TRIAL_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    return Tried(digest, texts, hits)


@bp.get("/moderation/rules")
@web.members_only
def rules() -> ResponseReturnValue:
    only_readers()
    return render_template(
        "moderation/rules.html",
        page=queries.rules_page(today=clock.now().date()),
        built_in=nudges.built_in_names(),
        built_in_version=nudges.VERSION,
        can_change=policies.can_change_screening_rules(web.viewer()),
        **WORDS,
    )


@bp.get("/moderation/rules/new")
@web.members_only
def new_rule() -> ResponseReturnValue:
    only_admins()
    return show(RuleForm.new(web.viewer().id))


@bp.post("/moderation/rules/new")
@web.members_only
@web.often(60, "1 hour")
def make_rule() -> ResponseReturnValue:
    only_admins()
    return try_or_save(None)


@bp.get("/moderation/rules/<key>")
@web.members_only
def rule(key: str) -> ResponseReturnValue:
    only_readers()
    versions = queries.rule_versions(key)
    if not policies.can_change_screening_rules(web.viewer()):
        return render_template("moderation/rule.html", versions=versions, counts=queries.counts_of_rule(key), **WORDS)
    return show(RuleForm.of(versions[0]), versions=versions)


@bp.post("/moderation/rules/<key>")
@web.members_only
@web.often(60, "1 hour")
def change_rule(key: str) -> ResponseReturnValue:
    only_admins()
    return try_or_save(key)


def show(
    form: RuleForm,
    *,
    versions: Sequence[ScreeningRule] | None = None,
    trial: Trial | None = None,
    refusal: str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The page with the form as it is, and with what it would have hit. Only a form with a trial can be saved."""
    form.offer(all_conditions(), queries.staff())
    form.tried.data = signer().dumps([trial.tried.digest, trial.tried.texts, trial.tried.hits]) if trial else ""
    return render_template(
        "moderation/rule_form.html",
        form=form,
        versions=versions or [],
        counts=queries.counts_of_rule(versions[0].key) if versions else None,
        trial=trial,
        refusal=refusal,
        **WORDS,
    ), status


def try_or_save(key: str | None) -> ResponseReturnValue:
    """Try what was typed and show it; save it if it was tried as it is."""
    versions = queries.rule_versions(key) if key else []
    form = RuleForm().offer(all_conditions(), queries.staff())
    if not form.validate():
        return show(form, versions=versions, status=422)
    draft = form.draft()
    if request.form.get("act") != "save":
        return show(form, versions=versions, trial=trial_of(draft))
    tried = seen_trial(form.tried.data)
    if tried is None:
        return again(form, versions, draft, _("A rule is tried before it is saved. This is what it would hit."))
    try:
        saved = save(versions, draft, tried=tried, seen=form.version.data or "")
    except Refused as refusal:
        return again(form, versions, draft, refusal.reason)
    flash(
        _("The rule is saved as version %(number)s. From now on it looks at every new text.", number=saved.version)
        if saved.is_on
        else _("The rule is saved, and off.")
    )
    return web.see_other(url_for(".rule", key=saved.key))


def trial_of(draft: RuleDraft) -> Trial:
    """What it would have hit."""
    return queries.trial_of(web.viewer(), draft, at=clock.now())


def again(form: RuleForm, versions: Sequence[ScreeningRule], draft: RuleDraft, sentence: str) -> ResponseReturnValue:
    """Not saved: the page with the reason and a new trial of what is in the form."""
    if versions:
        form.version.data = str(versions[0].version)
    return show(form, versions=versions, trial=trial_of(draft), refusal=sentence, status=409)


def save(versions: Sequence[ScreeningRule], draft: RuleDraft, *, tried: Tried, seen: str) -> ScreeningRule:
    """A new rule, or the next version of the one that the form was opened with."""
    if not versions:
        return operations.make_rule(draft, viewer=web.viewer(), tried=tried)
    read = next((each for each in versions if str(each.version) == seen), versions[-1])
    return operations.change_rule(read, draft, viewer=web.viewer(), tried=tried)
