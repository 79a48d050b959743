"""Where sharing begins and ends: the step that was left, the last look, and deleting what is not shared."""

from dataclasses import dataclass

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import markup, web
from forum.accounts.bylines import Byline
from forum.conditions.queries import get_condition
from forum.discussions import ports
from forum.discussions.addresses import topic_path
from forum.discussions.forms import new_key
from forum.discussions.models import Topic
from forum.errors import NotFound, Refused
from forum.experiences import operations
from forum.experiences.addresses import experience_path
from forum.experiences.card import Card, card_of
from forum.experiences.facts import Facts, facts_of
from forum.experiences.forms.look import LookForm
from forum.experiences.forms.story import StoryStepForm
from forum.experiences.identifying import Finding, Piece, findings
from forum.experiences.models import Experience
from forum.experiences.queries import check_ins_of, find_own_experience, is_counting_agreed
from forum.experiences.routes.blueprint import bp
from forum.experiences.routes.steps import story_words
from forum.experiences.routes.way import Way, show, way_at

__all__ = ["drop", "look", "share", "share_it", "uncount", "unshare"]


@bp.get("/conditions/<slug>/share")
@web.members_only
def share(slug: str) -> ResponseReturnValue:
    way = way_at(slug, "look")
    return web.see_other(way.path(way.left_at))


@dataclass(frozen=True, slots=True)
class Look:
    """What a stranger will see, what is missing, and what may identify."""

    byline: Byline
    audience: str
    card: Card | None
    story: dict[str, str]
    story_html: str | None  # None: there is no story that can be shown
    missing: tuple[str, ...]  # of the facts
    story_problems: list[str]
    findings: list[Finding]
    is_counted: bool
    can_share_facts: bool
    can_share_story: bool

    @property
    def can_share(self) -> bool:
        """Whether there is anything to share that is not shared yet."""
        return self.can_share_facts or self.can_share_story


def look_of(way: Way) -> Look:
    """The page as a stranger sees it."""
    facts = facts_of(way.experience) if way.experience else Facts()
    alias = way.experience.alias if way.experience else None
    name = alias or way.viewer.name or ""
    byline = Byline(name=name, page_of=None if alias else name)
    story = story_words(way)
    form = StoryStepForm(formdata=None, data=story)
    problems = [] if way.opening is not None or form.is_blank else form.problems()
    body = markup.clean_newlines(story.get("body", ""))
    missing = () if facts.are_empty else operations.missing_in(facts)
    return Look(
        byline=byline,
        audience=way.experience.audience if way.experience else "everyone",
        card=None if facts.are_empty or way.experience is None else card_for(way.experience, byline),
        story=story,
        story_html=None if form.is_blank or markup.problem(body) else markup.render(body),
        missing=missing,
        story_problems=problems,
        findings=findings(pieces_of(facts, story), own_name=way.viewer.name if alias else None),
        is_counted=way.experience is not None and is_counting_agreed(way.experience.id),
        can_share_facts=way.may_add and not (facts.are_empty or missing or way.has_shared_facts),
        can_share_story=way.may_add and not (form.is_blank or problems or way.opening is not None),
    )


def card_for(experience: Experience, byline: Byline) -> Card:
    """The card as others see it."""
    return card_of(experience, check_ins_of(experience), byline=byline)


def pieces_of(facts: Facts, story: dict[str, str]) -> list[Piece]:
    """Everything in own words, with the step at which it is written."""
    lines = [facts.purpose, facts.other_changes, *(each.words for each in facts.side_effects)]
    return [Piece("story", text) for text in story.values() if text] + [Piece("facts", text) for text in lines if text]


@bp.get("/conditions/<slug>/share/look")
@web.members_only
def look(slug: str) -> ResponseReturnValue:
    way = way_at(slug, "look")
    return show(way, look=look_of(way), form=LookForm(formdata=None, facts=True, story=True, key=new_key()))


@bp.post("/conditions/<slug>/share/look")
@web.members_only
@web.often(20, "1 hour")
def share_it(slug: str) -> ResponseReturnValue:
    way = way_at(slug, "look")
    seen = look_of(way)
    form = LookForm()
    with_facts, with_story = form.chosen(facts=seen.can_share_facts, story=seen.can_share_story)
    if not form.validate() or not (with_facts or with_story or way.is_shared):
        reason = _("There is nothing to share yet. Please fill in the facts or write a story first.")
        if not way.may_add:
            reason = _("You cannot share anything new here now. Your account page says why.")
        return show(way, look=seen, form=form, refusal=None if form.errors else reason, status=422)
    if not (with_facts or with_story):
        return web.see_other(page_of(way.experience, way.topic))
    story = operations.Story(**story_words(way)) if with_story else None
    experience = operations.start_experience(way.viewer, condition=way.condition)
    try:
        topic = operations.share(
            way.viewer,
            experience=experience,
            story=story,
            with_facts=with_facts,
            key=form.sent_key(),
            seen=form.seen_nudges(),
        )
    except ports.Nudged as asked:
        form.ask(each.key for each in asked.nudges)
        return show(way, look=seen, form=form, nudges=asked.nudges, status=422)
    except Refused as refusal:
        form.key.data = new_key()
        return show(way, look=seen, form=form, refusal=refusal.reason, status=409)
    flash(told(experience, topic))
    return web.see_other(page_of(experience, topic))


def told(experience: Experience, topic: Topic | None) -> str:
    """What became of it."""
    if topic is None or topic.state != "held":
        return _("It is shared. You can change it, or take it back, whenever you like.")
    if experience.shared_at is None:
        return _("Your story waits for a moderator, who looks at it first. Until then only you and they can read it.")
    return _("The facts are shared. Your story waits for a moderator, who looks at it first.")


def page_of(experience: Experience | None, topic: Topic | None) -> str:
    """Where readers find it: the story, else the page of the experience."""
    if topic is not None:
        return topic_path(topic.public_id, topic.title)
    return experience_path(experience.public_id) if experience else "/"


def own_at(slug: str) -> Experience:
    """The experience of whoever asks, also of those who may not write now: taking back is always possible."""
    found = find_own_experience(web.viewer().id or 0, get_condition(slug).id)
    if found is None:
        raise NotFound
    return found


@bp.post("/conditions/<slug>/share/stop")
@web.members_only
def unshare(slug: str) -> ResponseReturnValue:
    experience = own_at(slug)
    operations.unshare_experience(experience)
    flash(_("The facts are no longer shared. They are kept for you, as they are."))
    return web.see_other(experience_path(experience.public_id))


@bp.post("/conditions/<slug>/share/uncount")
@web.members_only
def uncount(slug: str) -> ResponseReturnValue:
    experience = own_at(slug)
    operations.withdraw_counting_consent(experience)
    flash(_("It is no longer counted. Numbers in which it was counted are taken down."))
    return web.see_other(experience_path(experience.public_id))


@bp.post("/conditions/<slug>/share/delete")
@web.members_only
def drop(slug: str) -> ResponseReturnValue:
    experience = find_own_experience(web.viewer().id or 0, get_condition(slug).id)
    operations.drop_everything(web.viewer(), slug=slug, experience=experience)
    flash(_("It is deleted, with everything you typed on the way."))
    return web.see_other(f"/conditions/{slug}")
