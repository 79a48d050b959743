"""The words of members' numbers: what answers, groups and exclusions are called, joined ones included."""

from flask_babel import gettext as _

from forum.experiences.choices import (
    EFFECT_WORDS,
    FORMS,
    NOTICED,
    SEVERITY_WORDS,
    SIDE_EFFECTS,
    STATUS_WORDS,
    STOP_REASONS,
)
from forum.lazy import lazy as _l

__all__ = ["DOSE_BANDS", "EXCLUSIONS", "FILTERS", "FILTER_WORDS", "TABLES", "TIMES_ON_LDN", "joined"]


NOT_SAID = {"not_said": _l("Not said")}
DOSE_BANDS = {
    "under_1": _l("Under 1 mg"),
    "1_to_3": _l("1 mg to under 3 mg"),
    "3_to_4_5": _l("3 mg to under 4.5 mg"),
    "exactly_4_5": _l("4.5 mg"),
    "above_4_5": _l("Above 4.5 mg"),
} | NOT_SAID
TIMES_ON_LDN = {
    "under_3": _l("Under 3 months"),
    "3_to_6": _l("3 to under 6 months"),
    "6_to_12": _l("6 to under 12 months"),
    "over_12": _l("12 months or longer"),
} | NOT_SAID
EXCLUSIONS = {
    "interest": _l("The member sells, makes, prescribes or dispenses LDN, or is paid by somebody who does"),
    "new_account": _l("The account was less than 14 days old"),
    "hidden": _l("A moderator holds or has hidden the report"),
    "withdrawn": _l("The member has withdrawn the consent to be counted"),
}
TABLES: dict[str, dict[str, str]] = {
    "effect": EFFECT_WORDS,
    "dose": DOSE_BANDS,
    "noticed": NOTICED | NOT_SAID,
    "time": TIMES_ON_LDN,
    "standing": STATUS_WORDS,
    "stop_reasons": STOP_REASONS | {"other": _l("Another reason, or none given")},
    "severity": SEVERITY_WORDS | NOT_SAID | {"none": _l("No side effect")},
    "side_effects": SIDE_EFFECTS | {"others": _l("Any other")},
    "excluded": EXCLUSIONS,
}
FILTERS: dict[str, dict[str, str]] = {"dose": DOSE_BANDS, "time": TIMES_ON_LDN, "form": FORMS | NOT_SAID}
FILTER_WORDS = {"dose": _l("Last dose"), "time": _l("Time on LDN"), "form": _l("Form")}


def joined(keys: tuple[str, ...], words: dict[str, str]) -> str:
    """What an answer is called; neighbouring ones that were joined are all named, what was not said last.

    A key without words stands for itself.
    """
    said = sorted(keys, key=lambda key: key in NOT_SAID)
    first, *others = [str(words.get(key, key)) for key in said]
    if not others:
        return first
    later = [other if other.startswith("I ") else other[:1].lower() + other[1:] for other in others]
    return _("%(several)s or %(last)s", several=", ".join([first, *later[:-1]]), last=later[-1])
