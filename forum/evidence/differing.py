"""What differs between two versions of a summary: part by part, word by word, and the studies as a list.

A citation is read as the short name of its source, since its number changes with every source that comes before it;
a figure is read as its record has it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from forum.discussions.differences import Piece, differences
from forum.evidence.citing import shown
from forum.evidence.labels import DESIGNS, DIRECTIONS, DOMAINS, RATINGS, label
from forum.evidence.prose import CITATION, filled
from forum.evidence.reading import short_name
from forum.evidence.records import AnyRecord
from forum.evidence.starter import StarterCertainty, StarterQuestion, StarterSummary

__all__ = ["Change", "Changes", "Moved", "Named", "compare", "parts_of"]

Sources = Mapping[str, AnyRecord]


@dataclass(frozen=True, slots=True)
class Moved:
    """That a question points elsewhere, or that its certainty is another one: in words, before and after."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A part with what went and what came. `kind` is same, changed, gone or new."""

    called: str
    kind: str
    lines: tuple[tuple[Piece, ...], ...]
    direction: Moved | None = None
    certainty: Moved | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A source that came or went."""

    key: str
    name: str
    design: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs; a part that is the same is named, without its words."""

    parts: tuple[Change, ...]
    came: tuple[Named, ...]
    went: tuple[Named, ...]

    @property
    def are_none(self) -> bool:
        """Whether the two say the same."""
        return not (self.came or self.went or any(each.kind != "same" for each in self.parts))


def compare(old: StarterSummary, before: Sources, new: StarterSummary, after: Sources) -> Changes:
    """What differs between two versions, each with the records that it is read with."""
    first, last = shown(old), shown(new)
    return Changes(
        parts=(
            changed(_("In short"), lines(old.bottom_line, before), lines(new.bottom_line, after)),
            *questions(old.questions, before, new.questions, after),
            changed(_("What this does not show"), lines(old.not_shown, before), lines(new.not_shown, after)),
            changed(_("Registered, no results found"), lines(old.ongoing, before), lines(new.ongoing, after)),
            changed(_("Table of studies"), names(old.trials, before), names(new.trials, after)),
            changed(_("Further sources"), names(old.also, before), names(new.also, after)),
            changed(_("Search and review"), days(old), days(new)),
        ),
        came=tuple(named(key, after) for key in last if key not in first),
        went=tuple(named(key, before) for key in first if key not in last),
    )


def changed(called: str, old: str, new: str) -> Change:
    """One part."""
    if old == new:
        return Change(called, "same", ())
    kind = "changed" if old and new else "gone" if old else "new"
    return Change(called, kind, in_lines(differences(old, new)))


def in_lines(pieces: Iterable[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """The same pieces, cut where a line ends."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        found[-1].append(Piece(piece.kind, first))
        found.extend([Piece(piece.kind, text)] for text in rest)
    return tuple(line for each in found if (line := tuple(piece for piece in each if piece.text)))


def questions(
    old: Sequence[StarterQuestion], before: Sources, new: Sequence[StarterQuestion], after: Sources
) -> Iterable[Change]:
    """Questions in the order of the newer version: the same words first belong together, then the same places."""
    asked = {each.question: each for each in old}
    left = [each for each in old if each.question not in {one.question for one in new}]
    for each in new:
        was = asked.get(each.question)
        if was is None and left:
            was = left.pop(0)
        yield of_question(was, before, each, after)
    for each in left:
        yield of_question(each, before, None, after)


def of_question(old: StarterQuestion | None, before: Sources, new: StarterQuestion | None, after: Sources) -> Change:
    """One question, where one of the two may not be there."""
    asked = new or old
    part = changed(
        _("Question: %(question)s", question=asked.question if asked else ""),
        words_of(old, before) if old else "",
        words_of(new, after) if new else "",
    )
    if old is None or new is None:
        return part
    points = str(label(DIRECTIONS, old.direction)), str(label(DIRECTIONS, new.direction))
    sure = sureness(old.certainty, before), sureness(new.certainty, after)
    return Change(
        part.called,
        part.kind,
        part.lines,
        direction=Moved(*points) if points[0] != points[1] else None,
        certainty=Moved(*sure) if sure[0] != sure[1] else None,
    )


def words_of(asked: StarterQuestion, sources: Sources) -> str:
    """A question with its answer, line by line."""
    found = [
        asked.question,
        _("Where studies point: %(words)s", words=str(label(DIRECTIONS, asked.direction))),
        _("How sure: %(words)s", words=sureness(asked.certainty, sources)),
        _("Why we say so: %(words)s", words=plain(asked.because, sources)) if asked.because else "",
        plain(asked.answer, sources),
    ]
    return "\n".join(filter(None, found))


def sureness(stated: StarterCertainty | None, sources: Sources) -> str:
    """How sure one can be, in a line."""
    if stated is None:
        return _("Not rated yet")
    rating = str(label(RATINGS, stated.rating))
    if stated.source:
        return f"{rating}, “{stated.wording}” ({name_of(stated.source, sources)})"
    steps = [f"{label(DOMAINS, each.domain)} (−{each.levels}): {plain(each.why, sources)}" for each in stated.steps]
    start = _("starts at: %(start)s", start=str(label(RATINGS, stated.start or "")))
    return "; ".join([_("%(rating)s, as an editor rates it", rating=rating), start, *steps])


def parts_of(summary: StarterSummary, sources: Sources) -> tuple[tuple[str, str, str], ...]:
    """Each part beside which editors comment: its place, what it is called, and its text."""
    asked = [(f"q{n}", each.question, words_of(each, sources)) for n, each in enumerate(summary.questions, start=1)]
    return (
        ("whole", _("The whole draft"), ""),
        ("short", _("In short"), lines(summary.bottom_line, sources)),
        *asked,
        ("studies", _("Studies and sources"), names([*summary.trials, *summary.also], sources)),
        ("not-shown", _("What this does not show"), lines(summary.not_shown, sources)),
        ("ongoing", _("Registered, no results found"), lines(summary.ongoing, sources)),
    )


def lines(texts: Iterable[str], sources: Sources) -> str:
    """Sentences, one a line."""
    return "\n".join(plain(text, sources) for text in texts)


def plain(text: str, sources: Sources) -> str:
    """A text as it is read, with the names of its sources."""
    return CITATION.sub(lambda found: f"[{name_of(found[1], sources)}]", filled(text, sources))


def names(keys: Iterable[str], sources: Sources) -> str:
    """The names of sources, one a line."""
    return "\n".join(name_of(key, sources) for key in keys)


def name_of(key: str, sources: Sources) -> str:
    """Such as "Younger J and others, 2013"; the key of a source that does not exist."""
    source = sources.get(key)
    return f"{short_name(source)}, {source.year}" if source else key


def named(key: str, sources: Sources) -> Named:
    """A source for the list."""
    source = sources.get(key)
    return Named(key, name_of(key, sources), str(label(DESIGNS, source.design)) if source else "")


def days(summary: StarterSummary) -> str:
    """When and where was searched, and when it is looked at again. A draft may lack a day."""
    return "\n".join(
        [
            _("Last search: %(day)s", day=day_of(summary.searched_on)),
            _("What was searched: %(where)s", where=summary.searched_where),
            _("Next review due %(day)s", day=day_of(summary.review_due)),
        ]
    )


def day_of(day: date | None) -> str:
    """A day as pages write it."""
    return format_date(day, "d MMMM yyyy") if day else "–"
