"""Reading what Crossref says of a DOI (https://api.crossref.org/swagger-ui/index.html, a work)."""

import json
from typing import Any

from forum.evidence.author_names import inverted

__all__ = ["crossref_words", "kept_of"]

# What a record has a place for. The rest of an answer, such as its list of references, is most of it.
KEPT = (
    "DOI",
    "title",
    "author",
    "short-container-title",
    "container-title",
    "published-print",
    "published",
    "issued",
    "volume",
    "issue",
    "page",
    "article-number",
    "clinical-trial-number",
    "updated-by",
    "update-to",
)
NAMES = ("family", "given", "name")  # of an author
MOST_AUTHORS = 300

Json = Any  # whatever somebody sends


def kept_of(answer: str) -> str | None:
    """The part of an answer that is read, as text that a form can carry; None where it is no answer about a work."""
    work = work_in(answer)
    if work is None:
        return None
    kept = {name: work[name] for name in KEPT if name in work}
    authors = kept.get("author")
    if isinstance(authors, list):
        kept["author"] = [
            {name: each[name] for name in NAMES if name in each}
            for each in authors[:MOST_AUTHORS]
            if isinstance(each, dict)
        ]
    return json.dumps(kept, ensure_ascii=False)


def crossref_words(text: str) -> tuple[dict[str, str], list[str]] | None:
    """The words of a work by the names of our columns, and its authors; None where it is none."""
    work = work_in(text)
    if work is None:
        return None
    print_, online = date_of(work.get("published-print")), date_of(work.get("published"))
    trials = [word(each.get("clinical-trial-number")) for each in dicts(work.get("clinical-trial-number"))]
    words = {
        "title": word(work.get("title")),
        "journal": word(work.get("short-container-title")) or word(work.get("container-title")),
        "year": (print_ or online or date_of(work.get("issued")))[:4],
        "volume": word(work.get("volume")),
        "issue": word(work.get("issue")),
        "pages": word(work.get("page")) or word(work.get("article-number")),
        "doi": word(work.get("DOI")),
        "registry_number": " ".join(trials).upper(),
        "corrections": "; ".join([*notices(work.get("updated-by")), *notices(work.get("update-to"), is_notice=True)]),
    }
    return words, [name for each in dicts(work.get("author")) if (name := name_of(each))]


def work_in(text: str) -> dict[str, Json] | None:
    """The work, alone or in an answer around it."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict):
        return None
    work = read.get("message", read)
    return work if isinstance(work, dict) and "DOI" in work else None


def notices(updates: Json, *, is_notice: bool = False) -> list[str]:
    """What became of the work, or what it is the notice of, with the other DOI and the day."""
    said = []
    for each in dicts(updates):
        kind = word(each.get("label")) or word(each.get("type")) or "Update"
        doi, day = word(each.get("DOI")), date_of(each.get("updated"))
        start = f"This is the {kind.lower()} of" if is_notice else f"{kind}:"
        said.append(f"{start} https://doi.org/{doi}" + (f" ({day})" if day else ""))
    return said


def name_of(author: dict[str, Json]) -> str:
    """Such as "Younger J", or the name of a group."""
    family = word(author.get("family"))
    return inverted(f"{family}, {word(author.get('given'))}") if family else word(author.get("name"))


def date_of(value: Json) -> str:
    """Such as 2013, 2013-02 or 2013-02-05; nothing where there is no date."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [each for each in first if isinstance(each, int)][:3] if isinstance(first, list) else []
    return "-".join(f"{number:02d}" for number in numbers)


def word(value: Json) -> str:
    """A text, or the first of a list of texts; nothing where it is neither."""
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, str) else ""


def dicts(value: Json) -> list[dict[str, Json]]:
    """Those entries of a list that say anything."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
