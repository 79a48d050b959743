"""What is missing in a rating of certainty: its source with the source's words, or where it starts and the reasons."""

import re
from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from forum.evidence.drafts.rating import MOST_LEVELS, STARTS, rated
from forum.evidence.labels import DOMAINS, RATINGS
from forum.evidence.prose import CITATION, FIGURE
from forum.evidence.starter import COMPARED_DESIGNS, StarterCertainty, StarterQuestion, StarterSource

__all__ = ["certainty_faults"]

Records = Mapping[str, StarterSource]

# What may start at "high": randomised trials, and what was made of them.
RANDOMISED = {*COMPARED_DESIGNS, "systematic review", "secondary analysis of an RCT"}


def certainty_faults(asked: StarterQuestion, records: Records) -> Iterator[str]:
    """What is wrong with the rating of one question; nothing where it is not rated yet."""
    stated = asked.certainty
    if stated is None:
        return
    if stated.source or stated.wording:
        yield from quote_faults(stated, records)
    else:
        yield from reason_faults(asked, stated, records)


def quote_faults(stated: StarterCertainty, records: Records) -> Iterator[str]:
    """A rating in a source's words: the record holds them, and they say the rating."""
    source, wording = records.get(stated.source or ""), stated.wording or ""
    if source is None:
        yield _("Certainty: %(key)s is no source here.", key=stated.source or _("(nothing)"))
    elif not wording:
        yield _("Certainty: the source’s own words are missing.")
    elif not any(wording in (text or "") for text in (source.result, source.limitation)):
        yield _("Certainty: these words do not stand in the record of %(key)s.", key=source.key)
    if stated.rating not in RATINGS:
        yield _("Certainty: choose which rating the source gives.")
    elif wording and not says(wording, stated.rating):
        yield _("Certainty: the source’s words do not say “%(rating)s”.", rating=RATINGS[stated.rating])


def says(wording: str, rating: str) -> bool:
    """Whether these words rate a certainty so: "low" is not said by "very low"."""
    words = wording.casefold().replace("-", " ")
    if rating == "low":
        words = words.replace("very low", "")
    return rating.replace("-", " ") in words and bool(re.search("certainty|quality|grade", words))


def reason_faults(asked: StarterQuestion, stated: StarterCertainty, records: Records) -> Iterator[str]:
    """A rating by an editor: a start that the studies allow, and a reason for every step."""
    if stated.start not in STARTS:
        yield _("Certainty: it has neither a source nor a start.")
        return
    keys = [*CITATION.findall(asked.answer), *(key for key, _name in FIGURE.findall(asked.answer))]
    designs = {records[key].design for key in keys if key in records}
    if stated.start == "high" and not designs & RANDOMISED:
        yield _("Certainty: only randomised trials start at high, and the answer cites none.")
    for step in stated.steps:
        if step.domain not in DOMAINS or not 0 < step.levels <= MOST_LEVELS or not step.why:
            yield _("Certainty: a step has no reason.")
    if stated.rating != rated(stated.start, (step.levels for step in stated.steps)):
        yield _("Certainty: its steps do not lead to its rating. Save the draft once more.")
