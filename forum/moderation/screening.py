"""How moderation sees texts and experiences as they change: what the ports of both areas ask for, bound in app.py."""

import hashlib
import re
from collections.abc import Sequence
from datetime import timedelta

from flask import Flask

from forum import clock
from forum.discussions import ports
from forum.discussions.models import Post, Topic
from forum.discussions.ports import OPEN, Hit, Nudge, Verdict, Written
from forum.experiences import ports as experience_ports
from forum.experiences.models import Experience
from forum.moderation import matching, operations, queries
from forum.moderation.models import ScreeningRule
from forum.moderation.nudges import BUILT_IN, built_in_nudges
from forum.moderation.queries import Acquaintance
from forum.viewers import Viewer

__all__ = ["ModeratorsScreening", "ModeratorsWatching", "init_app"]

LINK = "<a "  # in rendered text; markup.py makes one of every address it finds
SHORTEST_ALIKE = 40  # letters; "Thank you, that helps" is written by many on one day
WORD = re.compile(r"[^\W_]+")


class ModeratorsScreening:
    """Asks authors before they post, and lets newcomers' first texts and what rules find wait for a moderator.

    `first_posts` is how many texts of a member moderators approve before the next ones are open at once.
    """

    def __init__(self, *, first_posts: int) -> None:
        self.first_posts = first_posts

    def screen(self, viewer: Viewer, written: Written) -> Verdict:
        """Decide before the text is written."""
        if viewer.id is None:
            return OPEN
        known = queries.acquaintance(viewer.id, post_id=written.post_id)
        text = text_of(written)
        is_new = not viewer.roles and known.is_newcomer(clock.now())
        rules = queries.rules_in_force(written.condition_id)
        found = [(rule, words) for rule in rules if (words := found_by(rule, text, is_new=is_new))]
        nudges = [*built_in_nudges(text, written), *(nudge_of(*each) for each in found if each[0].action == "nudge")]
        if known.words is not None:  # a change: what was there before was asked about before
            before = matching.plain(known.words)
            nudges = [each for each in nudges if not all(words in before for words in each.words)]
        signs = signs_of(text, [rule for rule, _words in found]) if is_new else ()
        reason = ""
        if viewer.is_limited("held", condition_id=written.condition_id):
            reason = "held"
        elif not viewer.roles:
            reason = self.why_held(viewer.id, written, known=known, found=[rule for rule, _words in found], signs=signs)
        is_flagged = not viewer.roles and any(rule.action == "flag" for rule, _words in found)
        return Verdict(
            held=reason != "",
            reason=reason or ("screened" if is_flagged else ""),
            is_flagged=is_flagged,
            nudges=tuple(nudges),
            hits=(
                *(Hit(built_in=each.key) for each in nudges if each.key in BUILT_IN),
                *(Hit(rule.id) for rule, _words in found),
            ),
            signs=signs,
            note=next((rule.sentence for rule, _words in found if rule.action == "note"), ""),
        )

    def pace(self, topic: Topic) -> timedelta:
        """The wait that moderators set, once more for each flag in the topic that nobody has decided yet."""
        return timedelta(minutes=topic.slow_minutes) * (1 + queries.open_flags_in(topic.id))

    def why_held(
        self,
        member_id: int,
        written: Written,
        *,
        known: Acquaintance,
        found: Sequence[ScreeningRule],
        signs: Sequence[str],
    ) -> str:
        """For what a text waits for a moderator, a word for its case; empty: it does not."""
        if written.post_id is not None and not known.is_open and queries.was_hidden_by_flags(written.post_id):
            return "put_back"
        is_new = known.is_newcomer(clock.now())
        if signs and makes_wave(signs, member_id):
            return "wave"
        if any(rule.action == "hold" or (rule.kind == "vendor" and is_new) for rule in found):
            return "screened"
        if is_new and has_link(written):
            return "held"
        return "first_post" if known.posts < self.first_posts and not known.is_open else ""

    def nudged(self, nudges: Sequence[Nudge]) -> None:
        """Count that they were shown; not to whom, and not about which text."""
        operations.count_nudges([each.key for each in nudges])

    def text_screened(self, post: Post, *, verdict: Verdict) -> None:
        """A case for the text that waits, and what was found in it."""
        operations.text_screened(post, verdict=verdict)

    def text_changed(self, post: Post) -> None:
        """The moderators look again where it matters."""
        operations.text_changed(post)

    def text_gone(self, post: Post) -> None:
        """Its case is settled."""
        operations.text_gone(post)


class ModeratorsWatching:
    """Experiences are not held when they are shared; a case about one follows what its member does."""

    def experience_changed(self, experience: Experience) -> None:
        """The moderators look again where it matters."""
        operations.experience_changed(experience)

    def experience_gone(self, experience: Experience) -> None:
        """Its case is settled."""
        operations.experience_gone(experience)

    def is_kept(self, experience: Experience) -> bool:
        """Cases keep what they are about."""
        return queries.has_cases("experience", experience.id)


def text_of(written: Written) -> str:
    """All the words of a text, as rules look at them."""
    parts = (written.title or "", written.gist, written.body_markdown)
    return matching.plain("\n".join(part for part in parts if part))


def found_by(rule: ScreeningRule, text: str, *, is_new: bool) -> list[str]:
    """What a rule finds in a text that it looks at."""
    if rule.scope == "newcomers" and not is_new:
        return []
    return matching.found_in(text, kind=rule.kind, words=rule.words)


def nudge_of(rule: ScreeningRule, words: list[str]) -> Nudge:
    """The question that a rule of the moderators asks. Another version of it asks anew."""
    return Nudge(f"{rule.key}-{rule.version}", rule.sentence, "", tuple(words))


def signs_of(text: str, found: Sequence[ScreeningRule]) -> tuple[str, ...]:
    """By what texts like this one are known: its words without marks and blanks, and the vendors it names."""
    letters = "".join(WORD.findall(text.casefold()))
    same = [f"text:{hashlib.sha256(letters.encode()).hexdigest()}"] if len(letters) >= SHORTEST_ALIKE else []
    return (*same, *(f"vendor:{rule.key}" for rule in found if rule.kind == "vendor"))


def makes_wave(signs: Sequence[str], member_id: int) -> bool:
    """Whether so many other newcomers have written the same of late that this text makes a wave of it."""
    others = queries.newcomers_alike(signs, since=clock.now() - queries.WAVE_SPAN, besides=member_id)
    return any(count >= queries.WAVE_MEMBERS - 1 for count in others.values())


def has_link(written: Written) -> bool:
    """Whether a text leads elsewhere, or its title or its two lines say where."""
    above = f"{written.title or ''} {written.gist}".casefold()
    return LINK in written.body_html or "://" in above or "www." in above


def init_app(app: Flask) -> None:
    """From now on moderation sees every text as it is written, and every change of an experience."""
    ports.bind(ModeratorsScreening(first_posts=app.config["HOLD_FIRST_POSTS"]))
    experience_ports.bind(ModeratorsWatching())
