"""What an editor sees of a file before anything is saved: each publication, our records of it, and what can be done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from forum.evidence.found import Found, Twin, title_key, twins_of
from forum.evidence.models import Source

__all__ = ["ADD", "FILL", "SKIP", "Preview", "chosen_of", "field_names", "previews_of"]

ADD, SKIP, FILL = "add", "skip", "fill-"


@dataclass(frozen=True, slots=True)
class Preview:
    """One publication of a file. `same_as` is the number of an earlier one of the same file, if there is any."""

    number: int
    found: Found
    twins: tuple[Twin, ...]
    same_as: int | None
    choices: tuple[tuple[str, str], ...]

    @property
    def suggested(self) -> str:
        """What is chosen beforehand: nothing happens to a record of ours unless somebody wants it."""
        return SKIP if self.twins or self.same_as else ADD


def previews_of(read: Sequence[Found], sources: Iterable[Source]) -> list[Preview]:
    """Each publication with its choices."""
    known, previews = list(sources), []
    for number, found in enumerate(read, 1):
        twins = tuple(twins_of(found, known))
        same = next((each for each, other in enumerate(read[: number - 1], 1) if is_same(found, other)), None)
        previews.append(Preview(number, found, twins, same, choices(twins)))
    return previews


def is_same(one: Found, other: Found) -> bool:
    """Whether two publications of a file are one."""
    if (one.doi and one.doi == other.doi) or (one.pmid and one.pmid == other.pmid):
        return True
    return title_key(one.title) == title_key(other.title)


def choices(twins: Sequence[Twin]) -> tuple[tuple[str, str], ...]:
    """What can be done with it. Two records with one DOI or PMID cannot be."""
    fills = [
        (FILL + twin.source.key, _("Put what is missing into our record: %(fields)s", fields=field_names(twin.lacks)))
        for twin in twins
        if twin.lacks
    ]
    is_certain = any(twin.by != "title" for twin in twins)
    adds = [] if is_certain else [(ADD, _("Add it as a new source"))]
    return (*adds, *fills, (SKIP, _("Leave it out")))


def chosen_of(previews: Iterable[Preview], sent: Mapping[str, str]) -> dict[int, str]:
    """What was chosen for each number; what cannot be chosen is what is suggested."""
    chosen = {}
    for each in previews:
        wanted = sent.get(f"choice-{each.number}", "")
        chosen[each.number] = wanted if wanted in dict(each.choices) else each.suggested
    return chosen


def field_names(names: Iterable[str]) -> str:
    """The fields of a record, as its page calls them."""
    called = {
        "authors": _("authors"),
        "journal": _("journal"),
        "year": _("year"),
        "volume": _("volume"),
        "issue": _("issue"),
        "pages": _("pages"),
        "doi": "DOI",
        "pmid": "PMID",
        "pmcid": "PMCID",
        "registry_number": _("number in a trial register"),
        "corrections": _("corrections"),
        "link": _("link"),
    }
    return ", ".join(called.get(name, name) for name in names)
