"""Months as members type them (March 2026, 3/2026, 2026-03, mar 26), kept as the first day of the month."""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _

from forum import clock

__all__ = ["FIRST_YEAR", "LONGEST_MONTH", "read_month", "this_month"]

LONGEST_MONTH = 40  # characters
FIRST_YEAR = 1970  # the earliest that is no slip: naltrexone itself is younger than most who take it
CENTURY = 80  # 80 to 99 are years of the last century
# The hours by which somebody's calendar may be ahead of UTC: their month begins before ours.
FARTHEST_AHEAD = 14
SHORTEST_NAME = 3
LONG_YEAR = 4


def this_month() -> date:
    """The first day of the month that it is wherever the calendar is farthest ahead."""
    return clock.ahead(hours=FARTHEST_AHEAD).date().replace(day=1)


def read_month(text: str) -> date:
    """The first day of the month that this means.

    Raises ValueError with a sentence for the member: for what is no month, lies ahead, or lies too far back.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    parts = re.findall(r"[0-9]+|[^\W\d_]+", plain) if len(plain) <= LONGEST_MONTH else []
    if any(part.isdigit() and not part.isascii() for part in parts):  # digits of a script that counts in another way
        parts = []
    parts = [part for part in parts if part not in {"st", "nd", "rd", "th", "of", "in"}]
    if len(parts) == 1 and len(parts[0]) == LONG_YEAR and parts[0].isascii() and parts[0].isdigit():
        raise ValueError(_("Which month? A rough one is fine, such as March %(year)s.", year=parts[0]))
    found = by_name(parts) or by_number(parts)
    if found is None:
        raise ValueError(_("Please write a month and a year, such as March 2026 or 3/2026."))
    day, month, year = found
    refuse_impossible(day, month, year)
    if date(year, month, 1) > this_month():
        raise ValueError(_("This month is still to come. Please check the year."))
    return date(year, month, 1)


def by_name(parts: list[str]) -> tuple[int, int, int] | None:
    """Day, month and year where the month is a word: March 2026, 15 March 2026, March 15 2026, 2026 March."""
    names = [part for part in parts if not part.isdigit()]
    numbers = [part for part in parts if part.isdigit()]
    month = month_named(names[0]) if len(names) == 1 else None
    if month is None or not 1 <= len(numbers) <= 2:
        return None
    if len(numbers) == 2 and len(numbers[0]) == LONG_YEAR:
        numbers.reverse()
    return int(numbers[0]) if len(numbers) == 2 else 1, month, full_year(numbers[-1])


def by_number(parts: list[str]) -> tuple[int, int, int] | None:
    """The same where it is a number: 3/2026, 2026-03, 15.3.2026, 2026-03-15. Raises ValueError for 3/4/2026."""
    if not all(part.isdigit() for part in parts) or not 2 <= len(parts) <= 3:
        return None
    if len(parts[0]) == LONG_YEAR:
        parts = [*reversed(parts)]
    if len(parts) == 2:
        return 1, int(parts[0]), full_year(parts[1])
    one, other, year = int(parts[0]), int(parts[1]), full_year(parts[2])
    if one == other or other > 12 >= one:
        return other, one, year
    if one > 12:
        return one, other, year
    raise ValueError(_("Which of the two numbers is the month? Please write it as a word, such as March 2026."))


def full_year(digits: str) -> int:
    """The year: 26 and '26 are 2026."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < CENTURY else 1900)


def refuse_impossible(day: int, month: int, year: int) -> None:
    """Raise ValueError for a date that no calendar has, or that is too long ago to be meant."""
    if not 1 <= month <= 12:
        raise ValueError(
            _("There is no month %(number)s. Please write it as a word, such as March 2026.", number=month)
        )
    if not FIRST_YEAR <= year <= date.max.year:
        raise ValueError(_("Please check the year. A rough month is fine, such as March 2026."))
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise ValueError(_("This month has no day %(number)s. The month is enough, such as March 2026.", number=day))


def month_named(word: str) -> int | None:
    """The number of the month that a word of at least three letters begins, in English or the reader's language."""
    if len(word) < SHORTEST_NAME:
        return None
    found = {number for name, number in month_names() if name.startswith(word) or (word, number) == ("sept", 9)}
    return found.pop() if len(found) == 1 else None


def month_names() -> Iterator[tuple[str, int]]:
    """Every name of a month that is understood, case-folded."""
    for locale in {Locale("en"), get_locale() or Locale("en")}:
        for width in ("wide", "abbreviated"):
            for number, name in locale.months["format"][width].items():
                yield str(name).casefold(), int(number)
