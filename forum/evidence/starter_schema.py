"""What of a new site's evidence files does not fit their format, in sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from types import UnionType
from typing import get_args, get_origin, get_type_hints

from forum.evidence.figures import MOST_FIGURES, TEXTS, ill_named, not_standing
from forum.evidence.labels import DIRECTIONS, RATINGS
from forum.evidence.starter import (
    FIXED_SENTENCES,
    CrisisLine,
    Row,
    SafetyFact,
    StarterCertainty,
    StarterQuestion,
    StarterSource,
    StarterStep,
    StarterSummary,
)

VOCABULARIES = {
    (StarterSource, "use_on_page"): ("yes", "with care", "no"),
    (StarterSource, "status"): ("full", "partial", "identifier-only"),
    (StarterSource, "second_check"): ("agreed", "corrected", "partly", "not_found"),
    (StarterQuestion, "direction"): tuple(DIRECTIONS),
    (StarterCertainty, "rating"): tuple(RATINGS),
    (SafetyFact, "level"): ("stop", "caution", "info"),
    (SafetyFact, "confirmed"): ("seen", "partly", "not-seen", "judgement"),
    (CrisisLine, "confirmed"): ("seen", "partly", "not-seen"),
}


def schema_problems(kind: type, rows: Iterable[Row]) -> list[str]:
    """Missing, unknown and ill-typed fields, words outside a vocabulary, and names used twice."""
    hints = get_type_hints(kind)
    identity = fields(kind)[0].name
    needed = {each.name for each in fields(kind) if each.default is MISSING}
    problems, seen = [], set()
    for row in rows:
        name = f"{kind.__name__} {row.get(identity)}"
        problems += [f"{name}: {field} is missing." for field in needed - row.keys()]
        problems += [f"{name}: {field} is not a field." for field in row.keys() - hints.keys()]
        for field in hints.keys() & row.keys():
            if not _fits(row[field], hints[field]):
                problems.append(f"{name}: {field} has the wrong type.")
            words = VOCABULARIES.get((kind, field))
            if words and row[field] not in words:
                problems.append(f"{name}: {field} is {row[field]!r}, not one of {', '.join(words)}.")
        if row.get(identity) in seen:
            problems.append(f"{name}: stands there twice.")
        seen.add(row.get(identity))
    return sorted(problems)


def _fits(value: object, hint: object) -> bool:
    if get_origin(hint) is UnionType:
        return any(_fits(value, part) for part in get_args(hint))
    if get_origin(hint) is Mapping:
        return isinstance(value, dict) and all(isinstance(item, str) for pair in value.items() for item in pair)
    if get_origin(hint) is tuple:
        return isinstance(value, list | tuple) and all(_fits(item, get_args(hint)[0]) for item in value)
    if isinstance(hint, type) and issubclass(hint, StarterQuestion | StarterCertainty | StarterStep):
        return isinstance(value, hint | dict)
    return isinstance(hint, type) and isinstance(value, hint) and not (hint is int and isinstance(value, bool))


def summary_schema_problems(slug: str, row: Row) -> list[str]:
    """Say what of a summary's file, as it stands there, does not fit the format."""
    plain = {**row, "searched_where": _plain(row.get("searched_where"))}
    for part in ("bottom_line", "not_shown"):
        items = row.get(part)
        plain[part] = [_plain(item) for item in items] if isinstance(items, list) else items
    problems = schema_problems(StarterSummary, [plain])
    questions = row.get("questions")
    asked = [question for question in questions if isinstance(question, dict)] if isinstance(questions, list) else []
    problems += schema_problems(StarterQuestion, asked)
    rated = [question["certainty"] for question in asked if isinstance(question.get("certainty"), dict)]
    problems += schema_problems(StarterCertainty, rated)
    if row.get("condition") != slug:
        problems.append(f"{slug}: the file names another condition.")
    for part in ("bottom_line", "not_shown"):
        items = plain[part]
        if isinstance(items, list) and not 2 <= len(items) <= 5:
            problems.append(f"{slug}: {part} has {len(items)} sentences, not 2 to 5.")
    return problems


def _plain(item: object) -> object:
    if isinstance(item, dict) and item.keys() == {"fixed"} and item["fixed"] in FIXED_SENTENCES:
        return FIXED_SENTENCES[item["fixed"]]
    return item


def source_problems(sources: Mapping[str, StarterSource]) -> list[str]:
    """Find records that contradict themselves: care without a note, a status without its identifiers."""
    problems = []
    for source in sources.values():
        if (source.use_on_page == "with care") != bool(source.use_note):
            problems.append(f"{source.key}: 'with care' and a use_note go together.")
        if source.status == "full" and not (source.doi and source.pmid):
            problems.append(f"{source.key}: called full, but the DOI or the PMID is missing.")
        if source.link and not source.link.startswith("https://"):
            problems.append(f"{source.key}: the link is not an https address.")
        problems += [f"{source.key}: {reason}" for reason in figure_problems(source)]
    return problems


def figure_problems(source: StarterSource) -> list[str]:
    """Find figures that a record does not bear out, so that the two could say different things."""
    texts = [getattr(source, name) for name in TEXTS]
    problems = [f"{name!r} is no name for a figure." for name in ill_named(source.figures)]
    problems += [f"the figure {name} does not stand in the record." for name in not_standing(source.figures, texts)]
    if len(source.figures) > MOST_FIGURES:
        problems.append(f"more than {MOST_FIGURES} figures.")
    return problems
