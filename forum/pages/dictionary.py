"""The dictionary of the files of members' numbers: what each field, table and answer means."""

from dataclasses import dataclass

from flask_babel import gettext as _

from forum.pages.number_words import FILTER_WORDS, FILTERS, TABLES

__all__ = ["Entry", "Part", "dictionary"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One name and what it means."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Part:
    """Names of one kind."""

    name: str
    heading: str
    entries: tuple[Entry, ...]


def dictionary() -> list[Part]:
    """Everything that stands in a file."""
    answers = [
        Part(table, _("Answers in the table %(name)s", name=table), entries(words)) for table, words in TABLES.items()
    ]
    groups = [
        Part(by, _("Groups by %(name)s", name=f"{by} ({FILTER_WORDS[by]})"), entries(words))
        for by, words in FILTERS.items()
        if by not in TABLES
    ]
    return [Part("fields", _("Fields"), fields_told()), Part("tables", _("Tables"), tables_told()), *answers, *groups]


def entries(words: dict[str, str]) -> tuple[Entry, ...]:
    """Keys with their words."""
    return tuple(Entry(key, str(said)) for key, said in words.items())


def fields_told() -> tuple[Entry, ...]:
    """The fields of a row, and what stands around the rows."""
    return (
        Entry("condition", _("The condition; in CSV its short name, as in addresses.")),
        Entry("slug", _("The short name of the condition, as in addresses. JSON only.")),
        Entry("counted_on", _("The day on which the numbers were counted, such as 2026-11-20.")),
        Entry("release", _("The how manieth release of this condition it is. JSON only.")),
        Entry("method", _("The version of the method by which was counted.")),
        Entry("cite_as", _("How to cite the release. JSON only.")),
        Entry("table", _("Which table the row belongs to.")),
        Entry(
            "group",
            _("Empty: everybody. Else the filter and the group, such as dose.1_to_3."),
        ),
        Entry("answer", _("The answer, or several joined by + because one of them was too small to show.")),
        Entry("words", _("The answer as readers see it.")),
        Entry("count", _("How many members.")),
        Entry("of", _("Of how many members; empty where there is no such number.")),
        Entry("percent", _("The share in whole percent; in still_taking of those who still take it.")),
        Entry("low", _("The lower end of the 95% interval of the share, in whole percent.")),
        Entry("high", _("The upper end.")),
    )


def tables_told() -> tuple[Entry, ...]:
    """The tables of a release."""
    return (
        Entry("ladder", _("The denominators: followers, took, reported, again.")),
        Entry("effect", _("The effect: Patient Global Impression of Change, and cannot tell.")),
        Entry("dose", _("The dose that members take, or took last, in mg a day.")),
        Entry("noticed", _("How soon a change was noticed.")),
        Entry("time", _("How long members have taken it, or had when it ended.")),
        Entry("still_taking", _("For months (answer): stopped since the time before (count), of those followed.")),
        Entry("standing", _("Where members stand with LDN now.")),
        Entry("stop_reasons", _("The main reason for stopping, of those who stopped.")),
        Entry("severity", _("The worst side effect of each member.")),
        Entry("side_effects", _("Each side effect; a member may have reported several.")),
        Entry("excluded", _("Reports that were left out, by reason.")),
    )
