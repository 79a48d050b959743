"""The words of a summary with their figures as the records have them now."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from forum.evidence.prose import Counted, filled
from forum.evidence.starter import StarterCertainty, StarterSummary

__all__ = ["with_figures"]

Sources = Mapping[str, Counted]


def with_figures(summary: StarterSummary, sources: Sources) -> StarterSummary:
    """The same summary with every [=key:name] as the record has it."""

    def each(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(filled(text, sources) for text in texts)

    questions = [
        replace(
            asked,
            because=filled(asked.because, sources),
            answer=filled(asked.answer, sources),
            certainty=certainty_with_figures(asked.certainty, sources),
        )
        for asked in summary.questions
    ]
    return replace(
        summary,
        bottom_line=each(summary.bottom_line),
        questions=tuple(questions),
        not_shown=each(summary.not_shown),
        ongoing=each(summary.ongoing),
    )


def certainty_with_figures(stated: StarterCertainty | None, sources: Sources) -> StarterCertainty | None:
    """The same for the reasons of a rating."""
    if stated is None:
        return None
    return replace(stated, steps=tuple(replace(each, why=filled(each.why, sources)) for each in stated.steps))
