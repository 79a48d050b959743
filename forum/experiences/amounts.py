"""Doses as members type them: kept as whole micrograms a day, where 0 is a pause.

The range (0.01 to 50 mg) and the question above 10 mg guard against slips of a decimal mark or of a unit, of which
the forum was warned by its own research (features.md, section 4): they say nothing about what anybody should take.
"""

import re
import unicodedata
from decimal import Decimal

from flask_babel import gettext as _

from forum.experiences.models import MOST_MICROGRAMS
from forum.experiences.wording import milligrams

__all__ = ["LONGEST_AMOUNT", "question_about", "read_amount"]

LEAST_MICROGRAMS = 10  # 0.01 mg
ASKED_ABOVE = 10_000  # 10 mg: more than that may be a slip, and is asked about once
LONGEST_AMOUNT = 30  # characters
WRITTEN = re.compile(r"(?P<number>[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+) ?(?P<unit>[^0-9.,]*)")
MILLIGRAM = frozenset({"", "mg", "mgs", "mg.", "milligram", "milligrams", "milligramme", "milligrammes"})
MICROGRAM = frozenset({"μg", "ug", "mcg", "mcgs", "microgram", "micrograms", "microgramme", "microgrammes"})
# No amount has a thousandth of a microgram: 1,500 µg and 1.500 µg have their thousands apart.
THOUSANDS = re.compile(r"([0-9]+)[.,]([0-9]{3})")


def read_amount(text: str) -> int:
    """Micrograms of an amount such as 4.5, 4,5 mg or 500 µg; without a unit it is in milligrams.

    Raises ValueError with a sentence for the member: for what is no number, and for what is out of range.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    found = WRITTEN.fullmatch(plain) if len(plain) <= LONGEST_AMOUNT else None
    unit = found["unit"].strip() if found else ""
    if found is None or unit not in MILLIGRAM | MICROGRAM:
        raise ValueError(_("Please write a number, such as 4.5. For micrograms, add the unit: 500 µg."))
    number = found["number"]
    if unit in MICROGRAM:
        exact = Decimal(THOUSANDS.sub(r"\1\2", number).replace(",", "."))
    else:
        exact = Decimal(number.replace(",", ".")) * 1000
    refuse_out_of_range(exact)
    if exact != exact.to_integral_value():
        raise ValueError(_("Please round it to a thousandth of a milligram."))
    return int(exact)


def refuse_out_of_range(micrograms: Decimal) -> None:
    """Raise ValueError, with what was probably meant, for an amount that cannot be a dose of LDN."""
    if micrograms > MOST_MICROGRAMS:
        meant = likely(micrograms)
        if meant is not None:
            raise ValueError(_("This is far above low dose, and more than 50 mg. Did you mean %(meant)s?", meant=meant))
        raise ValueError(_("This is more than 50 mg, which is no low dose. Please check the number."))
    if 0 < micrograms < LEAST_MICROGRAMS:
        raise ValueError(_("This is less than 0.01 mg, the least that can be kept. Please check the unit."))


def likely(micrograms: Decimal) -> str | None:
    """What somebody who typed too much probably meant, in mg: micrograms as such, or a decimal mark forgotten."""
    meant = micrograms / (1000 if micrograms >= 100_000 else 10)
    return milligrams(int(meant)) if LEAST_MICROGRAMS <= meant <= ASKED_ABOVE else None


def question_about(micrograms: int) -> str | None:
    """What to ask about an amount that is allowed but far above low dose; None for any other."""
    if not ASKED_ABOVE < micrograms <= MOST_MICROGRAMS:
        return None
    return _(
        "%(given)s mg is far above low dose. Did you mean %(meant)s? If it is right as it stands, send it once more.",
        given=milligrams(micrograms),
        meant=milligrams(micrograms // 10),
    )
