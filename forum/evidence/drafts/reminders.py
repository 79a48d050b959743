"""What is no fault of a draft, but easily forgotten: notes that go with sources, studies left out, verdicts."""

import re
from collections.abc import Iterable, Iterator, Mapping

from flask_babel import gettext as _

from forum.evidence.citing import care_note, shown
from forum.evidence.drafts.checks import Problem, in_reading_order, texts_by_place
from forum.evidence.marks import mark_of
from forum.evidence.models import Source
from forum.evidence.prose import CITATION, FIGURE
from forum.evidence.readability import DRUGS, HARDEST_GRADE, grade_of
from forum.evidence.starter import TABLE_DESIGNS, StarterSummary
from forum.evidence.starter_checks import BANNED_WORDS

__all__ = ["grade_of_bottom_line", "reminders_of"]

Sources = Mapping[str, Source]


def reminders_of(
    summary: StarterSummary, sources: Sources, about: Iterable[Source], *, grade: float
) -> tuple[Problem, ...]:
    """What to look at once more. `about` are the sources that name the condition, `grade` as below."""
    return in_reading_order(
        *reading_reminders(grade),
        *word_reminders(summary),
        *figure_reminders(summary, sources),
        *source_reminders(summary, sources, about),
    )


def grade_of_bottom_line(summary: StarterSummary, names: Iterable[str]) -> float:
    """The school grade that the bottom line reads like; 0.0 while it is empty. `names` are those of all conditions."""
    return grade_of(" ".join(summary.bottom_line), [*names, *DRUGS])


def reading_reminders(grade: float) -> Iterator[Problem]:
    """How hard the bottom line is to read."""
    if grade > HARDEST_GRADE:
        words = _("The bottom line reads like school grade %(grade)s; aim at 9 or below.", grade=f"{grade:.1f}")
        yield Problem("short", words)


def word_reminders(summary: StarterSummary) -> Iterator[Problem]:
    """Words that readers take for a verdict or for advice."""
    for place, text in texts_by_place(summary):
        for word in dict.fromkeys(found.group() for found in BANNED_WORDS.finditer(CITATION.sub("", text))):
            yield Problem(
                place, _("“%(word)s” may be read as a verdict or as advice. Could you say it plainer?", word=word)
            )


def figure_reminders(summary: StarterSummary, sources: Sources) -> Iterator[Problem]:
    """Numbers that stand in a text by themselves although a record has them as figures."""
    for place, text in texts_by_place(summary):
        left = FIGURE.sub(" ", text)
        for key in dict.fromkeys(CITATION.findall(text)):
            figures = sources[key].figures if key in sources else {}
            for name, value in figures.items():
                if re.search(rf"(?<![\w.,]){re.escape(value)}(?!\w|[.,]\d)", CITATION.sub(" ", left)):
                    told = {"value": value, "token": f"[={key}:{name}]"}
                    yield Problem(place, _("For %(value)s you can write %(token)s: then it cannot drift.", **told))


def source_reminders(summary: StarterSummary, sources: Sources, about: Iterable[Source]) -> Iterator[Problem]:
    """Notes and marks that readers see with a source, and studies that they do not see at all."""
    used = shown(summary)
    for key in used:
        source = sources.get(key)
        if source is None:
            continue
        note, mark = care_note(source), mark_of(source)
        if note is not None:
            yield Problem(
                "studies", _("%(key)s is to be cited with care, and readers see why: %(note)s", key=key, note=note)
            )
        if mark is not None:
            yield Problem("studies", _("%(key)s: %(mark)s. Does the text say so?", key=key, mark=mark.words))
    for source in about:
        if source.design in TABLE_DESIGNS and source.key not in summary.trials:
            yield Problem("studies", _("A study of this condition is not in the table: %(key)s.", key=source.key))
