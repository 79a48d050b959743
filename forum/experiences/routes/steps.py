"""The first three steps of sharing: the facts, the story, and who may see them; in any order, as often as wanted."""

from collections.abc import Mapping
from functools import partial

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import markup, web
from forum.accounts.aliases import suggested_alias
from forum.database import record_anyway
from forum.discussions import operations as discussions
from forum.errors import Refused
from forum.experiences import operations
from forum.experiences.facts import facts_of
from forum.experiences.forms.facts import FactsForm, facts_form, words_of
from forum.experiences.forms.readers import ReadersForm, readers_form
from forum.experiences.forms.story import StoryStepForm
from forum.experiences.queries import is_counting_agreed
from forum.experiences.routes.blueprint import bp
from forum.experiences.routes.way import Way, show, way_at

__all__ = ["facts", "keep_typed", "readers", "save_facts", "save_readers", "save_story", "story"]


def keep(way: Way, words: Mapping[str, str]) -> None:
    """Keep the words of this step as they are typed."""
    operations.keep_typed(way.viewer, slug=way.condition.slug, typed=way.typed_or_new().with_words(way.step, words))


def keep_anyway(way: Way, words: Mapping[str, str]) -> None:
    """Keep them also where the answer is a refusal: the page with the errors may be left, too."""
    typed = way.typed_or_new().with_words(way.step, words)
    record_anyway(partial(operations.keep_typed, way.viewer, slug=way.condition.slug, typed=typed))


def go_on(way: Way) -> ResponseReturnValue:
    """The words of this step are saved: on to the next, and remember that."""
    if way.is_shared:
        operations.discard_typed(way.viewer, slug=way.condition.slug)
        flash(_("It is saved."))
    else:
        typed = way.typed_or_new().going_to(way.next_step, done=way.step)
        operations.keep_typed(way.viewer, slug=way.condition.slug, typed=typed)
    return web.see_other(way.path(way.next_step))


def leave(way: Way) -> ResponseReturnValue:
    """Come back later."""
    flash(_("What you typed is kept as it is. Come back whenever you like, on any device: “Share your experience”."))
    return web.see_other(f"/conditions/{way.condition.slug}")


@bp.get("/conditions/<slug>/share/facts")
@web.members_only
def facts(slug: str) -> ResponseReturnValue:
    way = way_at(slug, "facts")
    words = way.words("facts")
    if words is None:
        words = words_of(facts_of(way.experience)) if way.experience else {}
    return show(way, form=facts_form(words))


@bp.post("/conditions/<slug>/share/facts")
@web.members_only
@web.often(120, "10 minutes")
def save_facts(slug: str) -> ResponseReturnValue:
    way = way_at(slug, "facts")
    form = facts_form(request.form.to_dict())
    act = request.form.get("act")
    if act == "row":
        keep(way, form.words() | {"rows": str(form.row_count + 1)})
        return web.see_other(f"{way.path('facts')}#dose-{form.row_count + 1}")
    if act == "keep":
        keep(way, form.words())
        return leave(way)
    if not is_fine(form, needs_all=way.has_shared_facts):
        keep_anyway(way, form.words())
        form.remember_questions()
        return show(way, form=form, status=422)
    try:
        operations.save_facts(operations.start_experience(way.viewer, condition=way.condition), facts=form.facts())
    except Refused as refusal:
        keep_anyway(way, form.words())
        return show(way, form=form, refusal=refusal.reason, status=409)
    return go_on(way)


def is_fine(form: FactsForm, *, needs_all: bool) -> bool:
    """Whether the form can be saved; where it cannot, every field says why."""
    by_itself = form.validate()
    return (form.require_shared() if needs_all else True) and by_itself


@bp.post("/conditions/<slug>/share/<any(facts, readers):step>/draft")
@web.members_only
@web.often(600, "10 minutes")
def keep_typed(slug: str, step: str) -> ResponseReturnValue:
    way = way_at(slug, step)
    sent = request.form.to_dict()
    form: FactsForm | ReadersForm = facts_form(sent) if step == "facts" else readers_form(sent)
    keep(way, form.words())
    return "", 204


@bp.get("/conditions/<slug>/share/story")
@web.members_only
def story(slug: str) -> ResponseReturnValue:
    way = way_at(slug, "story")
    return show(way, form=StoryStepForm(formdata=None, data=story_words(way)), preview=None)


def story_words(way: Way) -> dict[str, str]:
    """The story as it is typed, or else as it is posted."""
    if way.draft is not None:
        return {"title": way.draft.title, "gist": way.draft.gist, "body": way.draft.body_markdown}
    if way.opening is not None:
        topic = way.opening.topic
        return {"title": topic.title, "gist": topic.gist, "body": way.opening.body_markdown}
    return {}


@bp.post("/conditions/<slug>/share/story")
@web.members_only
@web.often(60, "10 minutes")
def save_story(slug: str) -> ResponseReturnValue:
    way = way_at(slug, "story")
    form = StoryStepForm()
    act = request.form.get("act")
    is_draft = act in ("keep", "preview") and form.fits_in_draft
    if act == "preview" and is_draft:
        keep_story(way, form)
        body = markup.clean_newlines(form.body.data or "")
        return show(way, form=form, preview=None if markup.problem(body) else markup.render(body))
    if act == "keep" and is_draft:
        keep_story(way, form)
        return leave(way)
    if not form.validate() or (way.opening is not None and form.is_blank):
        if form.fits_in_draft:
            record_anyway(partial(save_draft, way, form.typed(), way.story_place))
        refusal = None if form.errors else _("Your story is posted. To take it away, use the link on its page.")
        return show(way, form=form, preview=None, refusal=refusal, status=422)
    try:
        post_or_keep(way, form)
    except Refused as refusal:
        return show(way, form=form, preview=None, refusal=refusal.reason, status=409)
    return go_on(way)


def post_or_keep(way: Way, form: StoryStepForm) -> None:
    """A story that is posted changes; one that is not stays a draft until the last step."""
    if way.opening is None:
        keep_story(way, form)
        return
    words = form.typed()
    discussions.edit_post(
        way.viewer, post=way.opening, body=words["body"], title=words["title"], gist=words["gist"], reason=""
    )


def keep_story(way: Way, form: StoryStepForm) -> None:
    """Keep the story as it is typed."""
    save_draft(way, form.typed(), way.story_place)


def save_draft(way: Way, words: dict[str, str], place: str) -> None:
    """The same for words that were read before the request failed."""
    discussions.save_draft(way.viewer, place=place, **words)


@bp.get("/conditions/<slug>/share/readers")
@web.members_only
def readers(slug: str) -> ResponseReturnValue:
    way = way_at(slug, "readers")
    is_counted = is_counted_in(way)
    words = way.words("readers") or planned(way, is_counted=is_counted)
    return show(way, form=readers_form(words, known_as=known_as(way)), is_counted=is_counted)


def is_counted_in(way: Way) -> bool:
    """Whether the member agreed that it is counted."""
    return way.experience is not None and is_counting_agreed(way.experience.id)


def known_as(way: Way) -> str | None:
    """The one-off name that was chosen before, if any."""
    return way.experience.alias if way.has_name and way.experience else None


def planned(way: Way, *, is_counted: bool) -> dict[str, str]:
    """What was answered before, as words of the form."""
    found = way.experience
    if found is None:
        return {}
    words = {"audience": found.audience, "voice": "alias" if found.alias else "own", "alias": found.alias or ""}
    return words | ({"counted": "yes"} if is_counted else {})


@bp.post("/conditions/<slug>/share/readers")
@web.members_only
@web.often(60, "10 minutes")
def save_readers(slug: str) -> ResponseReturnValue:
    way = way_at(slug, "readers")
    form = readers_form(request.form.to_dict(), known_as=known_as(way))
    act = request.form.get("act")
    if act == "another" and not way.has_name:
        keep(way, form.words() | {"voice": "alias", "alias": suggested_alias()})
        return web.see_other(f"{way.path('readers')}#voice")
    if act == "keep":
        keep(way, form.words())
        return leave(way)
    if not form.validate():
        keep_anyway(way, form.words())
        return show(way, form=form, is_counted=is_counted_in(way), status=422)
    alias = known_as(way) if way.has_name else form.chosen_alias()
    try:
        operations.answer_readers(
            operations.start_experience(way.viewer, condition=way.condition),
            audience=form.audience.chosen or "everyone",
            alias=alias,
            counted={"yes": True, "no": False}.get(form.counted.chosen or ""),
        )
    except Refused as refusal:
        return show(way, form=form, is_counted=is_counted_in(way), refusal=refusal.reason, status=409)
    return go_on(way)
