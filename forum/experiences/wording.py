"""How months and doses of an experience are written."""

from datetime import date
from functools import lru_cache

from babel.dates import format_date
from flask_babel import gettext as _

__all__ = ["day_words", "dose_words", "milligrams", "month_words", "short_day_words", "short_month_words"]

LOCALE = "en_GB"
ULTRA_LOW = 100  # micrograms: below, members count in micrograms, so both are told


@lru_cache(maxsize=1024)
def month_words(month: date) -> str:
    """Such as "March 2026"; of any day, the month in which it lies."""
    return format_date(month, "MMMM yyyy", locale=LOCALE)


@lru_cache(maxsize=2048)
def day_words(on: date) -> str:
    """Such as "8 November 2026"."""
    return format_date(on, "d MMMM yyyy", locale=LOCALE)


@lru_cache(maxsize=1024)
def short_month_words(month: date) -> str:
    """Such as "Mar 2026", for tables."""
    return format_date(month, "MMM yyyy", locale=LOCALE)


@lru_cache(maxsize=2048)
def short_day_words(on: date) -> str:
    """Such as "8 Nov 2026", for tables."""
    return format_date(on, "d MMM yyyy", locale=LOCALE)


def milligrams(micrograms: int) -> str:
    """The bare number of milligrams, such as "4.5"."""
    return f"{micrograms / 1000:.3f}".rstrip("0").rstrip(".")


def dose_words(micrograms: int) -> str:
    """A dose a day in words; of very low ones both units, so that neither is mistaken for the other."""
    if micrograms == 0:
        return _("None")
    if micrograms < ULTRA_LOW:
        return _("%(mg)s mg (%(micrograms)s µg)", mg=milligrams(micrograms), micrograms=micrograms)
    return _("%(mg)s mg", mg=milligrams(micrograms))
