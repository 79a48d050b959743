"""What of a draft has to be mended before it is handed to another editor, each with its place on the page.

Nothing here stops a draft from being saved. What the site's own files are held to is asked of starter_checks, part by
part, so that files and drafts obey one rule.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from flask_babel import gettext as _

from forum.evidence.citing import shown
from forum.evidence.drafts.certainties import certainty_faults
from forum.evidence.drafts.written import ESCAPED, rank
from forum.evidence.labels import DIRECTIONS
from forum.evidence.models import Source
from forum.evidence.prose import CITATION, FIGURE, figure_of
from forum.evidence.starter import StarterQuestion, StarterSource, StarterSummary
from forum.evidence.starter_checks import direction_problems, ongoing_problems
from forum.evidence.starter_numbers import number_problems

__all__ = ["LONGEST_REVIEW_DAYS", "MOST_ASKED", "Problem", "in_reading_order", "problems_of", "texts_by_place"]

Sources = Mapping[str, Source]
Records = Mapping[str, StarterSource]

MOST_SENTENCES = 5  # of the bottom line, for a tired reader
FEWEST_SENTENCES = 2
MOST_ASKED = 8  # questions: more is a list that nobody reads to its end
MOST_LINES = 8  # of what is not shown
LONGEST_SENTENCE = 300  # characters, citations left out
LONGEST_BECAUSE = 300
LONGEST_ANSWER = 1_500
LONGEST_REVIEW_DAYS = 366  # from the search to the next review: what goes stale is the search, not the writing
# Directions that need no study.
WITHOUT_STUDIES = ("no-research", "ongoing-only")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `place` is short, q1, q2 and so on, not-shown, ongoing, studies, or whole."""

    place: str
    words: str

    def __str__(self) -> str:
        """The sentence."""
        return self.words


def problems_of(summary: StarterSummary, sources: Sources, *, change_note: str, today: date) -> tuple[Problem, ...]:
    """Everything that stands between this draft and another editor, in reading order; empty when all is well.

    `sources` holds every source that the draft shows and that exists, by key, with its conditions.
    """
    records = {key: as_record(source) for key, source in sources.items()}
    return in_reading_order(
        *(Problem("short", words) for words in short_faults(summary)),
        *asking_problems(summary, records),
        *(Problem("not-shown", words) for words in list_faults(summary.not_shown)),
        *(Problem("ongoing", _("Without a register’s number: %(text)s", text=one)) for one in unregistered(summary)),
        *text_problems(summary, sources, records),
        *(Problem("studies", words) for words in study_faults(summary, sources)),
        *(Problem("whole", words) for words in date_faults(summary, today)),
        *([] if change_note else [Problem("whole", _("Say what changed, and why."))]),
    )


def in_reading_order(*problems: Problem) -> tuple[Problem, ...]:
    """The same as their parts stand on the page, what is about the whole last."""
    later = {"studies": 1, "not-shown": 2, "ongoing": 3, "whole": 4}  # than the questions

    def place(problem: Problem) -> tuple[int, int]:
        number = problem.place[1:]
        return later.get(problem.place, 0), int(number) if number.isdigit() else 0

    return tuple(sorted(problems, key=place))


def as_record(source: Source) -> StarterSource:
    """A record as the files have one, so that both are held to the same checks."""
    columns = {field.name: getattr(source, field.name) for field in fields(StarterSource) if field.name != "conditions"}
    return StarterSource(**columns, conditions=tuple(each.slug for each in source.conditions))


def short_faults(summary: StarterSummary) -> Iterator[str]:
    """The bottom line: two to five sentences, none too long."""
    count = len(summary.bottom_line)
    if not FEWEST_SENTENCES <= count <= MOST_SENTENCES:
        yield _("The bottom line needs 2 to 5 sentences, one in each line. Now: %(count)s.", count=count)
    yield from length_faults(summary.bottom_line)


def list_faults(lines: tuple[str, ...]) -> Iterator[str]:
    """What is not shown: something, and not too much."""
    if not lines:
        yield _("Say what all this does not show.")
    if len(lines) > MOST_LINES:
        yield _("%(count)s lines are too many; %(most)s is the most.", count=len(lines), most=MOST_LINES)
    yield from length_faults(lines)


def length_faults(lines: Iterable[str]) -> Iterator[str]:
    """Sentences that a tired reader does not get through."""
    for each in lines:
        if len(bare(each)) > LONGEST_SENTENCE:
            yield _("Too long (%(most)s characters is the most): %(text)s", most=LONGEST_SENTENCE, text=started(each))


def asking_problems(summary: StarterSummary, records: Records) -> Iterator[Problem]:
    """The questions, one by one."""
    count = len(summary.questions)
    if not count:
        yield Problem("whole", _("There is no question yet."))
    if count > MOST_ASKED:
        yield Problem(
            "whole", _("%(count)s questions are too many; %(most)s is the most.", count=count, most=MOST_ASKED)
        )
    for number, each in enumerate(summary.questions, 1):
        alone = part_of(summary, question=each)
        found = [*question_faults(each), *certainty_faults(each, records)]
        if direction_problems(alone, records):
            found.append(_("The studies that it cites cannot bear: %(words)s.", words=DIRECTIONS[each.direction]))
        yield from (Problem(f"q{number}", words) for words in found)


def question_faults(asked: StarterQuestion) -> Iterator[str]:
    """What is empty, cites nothing or is too long."""
    if not asked.question:
        yield _("The question is missing.")
    if not asked.because:
        yield _("Say in one line why the studies point there.")
    if not asked.answer:
        yield _("The answer is missing.")
    elif asked.direction not in WITHOUT_STUDIES and not (CITATION.search(asked.answer) or FIGURE.search(asked.answer)):
        yield _("The answer cites no source.")
    if len(bare(asked.because)) > LONGEST_BECAUSE:
        yield _("The reason is too long: %(most)s characters is the most.", most=LONGEST_BECAUSE)
    if len(bare(asked.answer)) > LONGEST_ANSWER:
        yield _("The answer is too long: %(most)s characters is the most.", most=LONGEST_ANSWER)


def unregistered(summary: StarterSummary) -> list[str]:
    """Registered trials without the number of a register."""
    return [started(each) for each in summary.ongoing if ongoing_problems(part_of(summary, ongoing=(each,)))]


def texts_by_place(summary: StarterSummary) -> Iterator[tuple[str, str]]:
    """Every text that may cite, with its place."""
    yield from (("short", each) for each in summary.bottom_line)
    for number, asked in enumerate(summary.questions, 1):
        steps = asked.certainty.steps if asked.certainty else ()
        yield from ((f"q{number}", each) for each in (asked.because, asked.answer, *(step.why for step in steps)))
    yield from (("not-shown", each) for each in summary.not_shown)
    yield from (("ongoing", each) for each in summary.ongoing)


def text_problems(summary: StarterSummary, sources: Sources, records: Records) -> Iterator[Problem]:
    """Citations and figures of nothing, and numbers that no record holds; place by place."""
    for place, text in texts_by_place(summary):
        yield from (Problem(place, words) for words in citation_faults(text, sources))
        if place != "ongoing":  # a trial that is only registered has no record
            for number in unknown_numbers(part_of(summary, sentence=text), records):
                yield Problem(
                    place,
                    _(
                        "%(number)s is in no record that is cited beside it: %(text)s",
                        number=number,
                        text=started(text),
                    ),
                )


def citation_faults(text: str, sources: Sources) -> Iterator[str]:
    """What a text cites, or takes figures from."""
    keys = CITATION.findall(text)
    yield from (_("[@%(key)s] is no source here.", key=key) for key in dict.fromkeys(keys) if key not in sources)
    for key, name in dict.fromkeys(FIGURE.findall(text)):
        if key not in sources or figure_of(sources[key], name) is None:
            yield _("[=%(key)s:%(name)s] is in no record.", key=key, name=name)
        elif key not in keys:
            yield _("[=%(key)s:%(name)s] stands there without its source. Add [@%(key)s].", key=key, name=name)
    rest = FIGURE.sub("", CITATION.sub("", text))
    if "[=" in rest or "[@" in rest or "@]" in rest or ESCAPED.search(text):
        yield _("A citation or a figure is misspelt in: %(text)s", text=started(text))


def unknown_numbers(alone: StarterSummary, records: Records) -> list[str]:
    """The numbers of a part that neither a record cited there nor a registered trial holds."""
    found = number_problems(alone, records)
    return [each.removeprefix(f"{alone.condition}: ").partition(" ")[0] for each in found]


def study_faults(summary: StarterSummary, sources: Sources) -> Iterator[str]:
    """What is listed."""
    for key in dict.fromkeys([*summary.trials, *summary.also]):
        if key not in sources:
            yield _("%(key)s is no source here.", key=key)
    for key in shown(summary):
        if key in sources and sources[key].use_on_page == "no":
            yield _("%(key)s is not to be cited, or was not read yet: its record says so.", key=key)
    ranks = [rank(sources[key]) for key in summary.trials if key in sources]
    if ranks != sorted(ranks):
        yield _("A record has changed, and the table is out of order. Save the draft once more.")


def date_faults(summary: StarterSummary, today: date) -> Iterator[str]:
    """When and where was searched, and when the next review is due."""
    searched: date | None = summary.searched_on
    due: date | None = summary.review_due
    if not summary.searched_where:
        yield _("Say where you searched.")
    if searched is None:
        yield _("The day of the search is missing.")
    elif searched > today:
        yield _("The day of the search has not come yet.")
    if due is None:
        yield _("The day of the next review is missing.")
    elif due <= today:
        yield _("The day of the next review is past. Set a new one.")
    elif searched is not None and due > searched + timedelta(days=LONGEST_REVIEW_DAYS):
        yield _("The next review is due at most 12 months after the search.")


def part_of(
    summary: StarterSummary,
    *,
    sentence: str | None = None,
    question: StarterQuestion | None = None,
    ongoing: tuple[str, ...] | None = None,
) -> StarterSummary:
    """A summary of one part alone, to ask what is wrong with that. A figure that is taken from a record cites it."""

    def citing(text: str) -> str:
        return FIGURE.sub(r"[@\1]", text)

    asked = (replace(question, because=citing(question.because), answer=citing(question.answer)),) if question else ()
    return replace(
        summary,
        bottom_line=(citing(sentence),) if sentence else (),
        questions=asked,
        trials=(),
        also=(),
        not_shown=(),
        ongoing=summary.ongoing if ongoing is None else ongoing,
    )


def bare(text: str) -> str:
    """The words without citations."""
    return FIGURE.sub("0", CITATION.sub("", text))


def started(text: str) -> str:
    """The beginning of a text, to find it by."""
    return text if len(text) <= 80 else text[:79] + "…"
