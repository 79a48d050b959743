"""A draft in the shape of a summary: with its table in order, and readable also while something of it is wrong."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from flask_babel import gettext as _

from forum.evidence.drafts.models import SummaryDraft
from forum.evidence.labels import RATINGS
from forum.evidence.models import Source
from forum.evidence.prose import CITATION
from forum.evidence.starter import COMPARED_DESIGNS, TABLE_DESIGNS, StarterCertainty, StarterSummary, make_summary

__all__ = ["EMPTY", "ESCAPED", "PARTS", "Words", "arranged", "in_order", "rank", "readable", "summary_of"]

PARTS = ("bottom_line", "questions", "trials", "also", "not_shown", "ongoing")
EMPTY: dict[str, list[Any]] = {name: [] for name in PARTS}  # Any: sentences, keys, questions

Sources = Mapping[str, Source]

# Markdown takes such a backslash away, and what looked like words is a citation then.
ESCAPED = re.compile(r"\\([\[\]@-])")


@dataclass(frozen=True, slots=True)
class Words:
    """What an editor typed of a draft. `chosen` are the keys of the sources to show, in any order."""

    bottom_line: list[str]
    questions: list[dict[str, Any]]  # Any: JSON, each in the shape of StarterQuestion
    chosen: list[str]
    not_shown: list[str]
    ongoing: list[str]
    searched_on: date | None
    searched_where: str
    review_due: date | None
    change_note: str


class Studied(Protocol):
    """What decides on the place of a study in the table."""

    @property
    def key(self) -> str: ...
    @property
    def design(self) -> str: ...
    @property
    def n(self) -> int | None: ...


def summary_of(slug: str, draft: SummaryDraft) -> StarterSummary:
    """The words of a draft in their typed shape. A day that is not set yet is None there."""
    row: dict[str, Any] = {"condition": slug, **EMPTY, **draft.parts}  # Any: JSON, held to its shape by make_summary
    dates = {name: getattr(draft, name) for name in ("searched_on", "searched_where", "review_due")}
    return make_summary({**row, **dates})


def in_order(studies: Iterable[Studied]) -> list[str]:
    """The keys of studies as the table has them: compared ones first, in each part the largest first.

    A number of people that is not stated comes last; what was found plays no part.
    """
    return [study.key for study in sorted(studies, key=lambda study: (rank(study), study.key))]


def rank(study: Studied) -> tuple[bool, bool, int]:
    """The place of a study in the table, by its kind and its size; lower comes first."""
    return (study.design not in COMPARED_DESIGNS, study.n is None, -(study.n or 0))


def arranged(chosen: Iterable[str], sources: Sources, *, condition_id: int) -> tuple[list[str], list[str]]:
    """Part the keys that an editor chose: into studies of the condition for the table, in its order, and the rest.

    The conditions of the sources are loaded. A key without a source stays, at the end of the rest.
    """
    keys = list(dict.fromkeys(chosen))
    known = [sources[key] for key in keys if key in sources]
    studies = [
        each for each in known if each.design in TABLE_DESIGNS and condition_id in {one.id for one in each.conditions}
    ]
    trials = in_order(studies)
    there = set(trials)
    rest = [key for key in keys if key in sources and key not in there] + [key for key in keys if key not in sources]
    return trials, rest


def readable(summary: StarterSummary, sources: Sources) -> StarterSummary:
    """The same summary as far as it can be printed: a source that does not exist is said to be missing."""

    def words(text: str) -> str:
        plain = ESCAPED.sub(r"\1", text)
        return CITATION.sub(lambda found: found[0] if found[1] in sources else missing(found), plain)

    def rating(stated: StarterCertainty | None) -> StarterCertainty | None:
        if stated is None or stated.rating not in RATINGS or (stated.source and stated.source not in sources):
            return None
        return replace(stated, steps=tuple(replace(step, why=words(step.why)) for step in stated.steps))

    questions = [
        replace(
            each,
            because=words(each.because),
            answer=words(each.answer),
            certainty=rating(each.certainty),
        )
        for each in summary.questions
    ]
    return replace(
        summary,
        bottom_line=tuple(map(words, summary.bottom_line)),
        questions=tuple(questions),
        trials=tuple(key for key in summary.trials if key in sources),
        also=tuple(key for key in summary.also if key in sources),
        not_shown=tuple(map(words, summary.not_shown)),
        ongoing=tuple(map(words, summary.ongoing)),
    )


def missing(found: re.Match[str]) -> str:
    """What is printed in place of a citation of nothing."""
    return _("(no source: %(key)s)", key=found[1])
