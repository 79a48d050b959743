"""Template filters: how moments, days, numbers and members' texts are written."""

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask, has_request_context
from flask_babel import format_decimal
from flask_babel import gettext as _
from markupsafe import Markup

from forum import markup, web
from forum.evidence.mentions.finding import linked
from forum.evidence.mentions.queries import Mentions
from forum.pages import fragments, metrics, reader, words

__all__ = ["day", "init_app", "moment", "number"]

LOCALE = "en_GB"


@lru_cache(maxsize=128)
def zone_called(name: str) -> tzinfo:
    """The time zone of this name; UTC for one that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return UTC


def zone() -> tzinfo:
    """Where the reader lives, as far as we were told; a visitor's page is the same for all, in UTC."""
    return zone_called(web.viewer().timezone) if has_request_context() else UTC


@lru_cache(maxsize=2048)
def written_day(on: date) -> str:
    """Such as "8 November 2026"."""
    return format_date(on, "d MMMM yyyy", locale=LOCALE)


def day(at: date) -> str:
    """A day; of a moment, the day that it was where the reader lives."""
    return written_day(at.astimezone(zone()).date() if isinstance(at, datetime) else at)


def month(on: date) -> str:
    """The month in which a day lies, such as "November 2026"."""
    return format_date(on, "LLLL yyyy", locale=LOCALE)


def moment(at: datetime) -> str:
    """A moment in the reader's zone, such as "8 November 2026, 14:02 UTC"."""
    there = at.astimezone(zone())
    return f"{written_day(there.date())}, {there:%H:%M} {there.tzname()}"


def number(count: float) -> str:
    """A number with its thousands apart."""
    return format_decimal(count)


def stored_html(html: str) -> Markup:
    """A text that forum.markup rendered when it was written."""
    return markup.trusted(html)


def with_records(html: str, mentions: Mentions) -> Markup:
    """The same, with links to our records of the publications that it names; it goes through the walls once more."""
    if not mentions:
        return markup.trusted(html)
    paths = {name: f"/sources/{each.key}" for each in mentions for name in each.identifiers}
    return markup.trusted(markup.walled(linked(html, paths, label=_("our record"))))


def init_app(app: Flask) -> None:
    """Give the templates their filters, and who reads the page."""
    app.jinja_env.filters.update(
        day=day,
        excerpt=markup.excerpt,
        moment=moment,
        month=month,
        number=number,
        stored_html=stored_html,
        with_records=with_records,
    )
    words.init_app(app)
    fragments.init_app(app)
    reader.init_app(app)
    metrics.init_app(app)
