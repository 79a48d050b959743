"""The sentences of a summary, part by part, so that one of them can be picked or found again."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from forum.evidence.prose import Passage
from forum.evidence.reading import Account
from forum.evidence.starter_checks import SENTENCE_END

__all__ = ["Part", "find_sentence", "part_of", "parts_of", "stands_in"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page with its sentences. `name` is how an address says it."""

    name: str
    heading: str
    sentences: tuple[str, ...]

    @property
    def keyed(self) -> tuple[tuple[str, str], ...]:
        """Each sentence with the key by which a form sends it."""
        return tuple((f"{self.name}.{place}", sentence) for place, sentence in enumerate(self.sentences))


def bare(passage: Passage) -> str:
    """The words without the numbers of their sources."""
    return "".join(piece.text for piece in passage if piece.number is None).strip()


def split(passages: Iterable[Passage]) -> tuple[str, ...]:
    """Every sentence."""
    return tuple(each for passage in passages for each in SENTENCE_END.split(bare(passage)) if each)


def parts_of(account: Account) -> tuple[Part, ...]:
    """All parts that are written in sentences, in their order on the page; none is empty."""
    answers = [[line for block in each.answer for line in block.lines] for each in account.questions]
    asked = enumerate(zip(account.questions, answers, strict=True), 1)
    parts = [
        Part("short", _("In short"), split(account.bottom_line)),
        *(Part(f"q{n}", each.question, split([each.because, *lines])) for n, (each, lines) in asked),
        Part("not-shown", _("What this does not show"), split(account.not_shown)),
        Part("ongoing", _("Registered, no results found"), split(account.ongoing)),
    ]
    return tuple(part for part in parts if part.sentences)


def part_of(parts: Sequence[Part], name: str | None) -> Sequence[Part]:
    """The part called so, alone; all of them where there is none."""
    return [part for part in parts if part.name == name] or parts


def find_sentence(parts: Iterable[Part], key: str | None) -> str | None:
    """The sentence that a form sent by its key."""
    return next((sentence for part in parts for each, sentence in part.keyed if each == key), None)


def stands_in(account: Account, words: str) -> bool:
    """Whether these words stand on the page, also in its table; numbers of sources and spaces are no matter."""
    return plain(words) in plain(" ".join(filter(None, printed(account))))


def printed(account: Account) -> Iterable[str | None]:
    """What a reader can copy from the page, piece by piece."""
    yield from (sentence for part in parts_of(account) for sentence in part.sentences)
    for each in account.questions:
        yield from (each.question, str(each.direction), bare(each.because))
        yield from (
            (each.certainty.wording, *(bare(step.why) for step in each.certainty.steps)) if each.certainty else ()
        )
    for trial in account.trials:
        yield from (trial.name, trial.population, str(trial.design), trial.design_note, trial.dose, trial.comparator)
        yield from (trial.duration, trial.result, str(trial.direction))


def plain(text: str) -> str:
    """The same for texts that differ in spaces, in case, or in the numbers of sources copied along."""
    return re.sub(r"\s+", "", re.sub(r"\[\d{1,3}\]", "", text)).casefold()
