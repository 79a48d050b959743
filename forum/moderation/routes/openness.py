"""What everybody may read of moderation: its numbers by month, and what was done by day."""

from datetime import date

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum import clock, web
from forum.moderation import queries
from forum.moderation.figures import as_csv, shown
from forum.moderation.openness import finished_months, month_after, month_of
from forum.moderation.routes.blueprint import bp

__all__ = ["public_log", "transparency", "transparency_file"]

KEEP_SECONDS = 3_600  # finished days and months do not change; an hour after one has ended its numbers show
MONTHS_IN_FILE = 60  # five years


def kept(response: Response) -> Response:
    """A page that is the same for every visitor."""
    return web.visitor_may_cache(response, seconds=KEEP_SECONDS)


def asked_month(months: list[date]) -> date | None:
    """The month that the address asks for, such as 2026-10, if it is among these; else the last of them."""
    wanted = request.args.get("month", "")
    return next((month for month in months if f"{month:%Y-%m}" == wanted), months[-1] if months else None)


@bp.get("/transparency")
def transparency() -> ResponseReturnValue:
    months = list(finished_months(queries.begun_at(), at=clock.now()))
    month = asked_month(months)
    figures = queries.figures_of([month] if month else [])
    page = render_template(
        "moderation/transparency.html",
        month=month,
        months=months[::-1][:MONTHS_IN_FILE],
        shown=shown(figures[0]) if figures else None,
    )
    return kept(make_response(page))


@bp.get("/transparency.csv")
def transparency_file() -> ResponseReturnValue:
    months = list(finished_months(queries.begun_at(), at=clock.now()))
    answer = Response(as_csv(queries.figures_of(months[-MONTHS_IN_FILE:])), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="moderation-by-month.csv"'
    return kept(answer)


@bp.get("/transparency/log")
def public_log() -> ResponseReturnValue:
    now = clock.now()
    months = [*finished_months(queries.begun_at(), at=now), month_of(now)]
    month = asked_month(months)
    assert month is not None
    page = render_template(
        "moderation/public_log.html",
        month=month,
        acts=queries.public_acts(month, at=now),
        earlier=address(months, month, -1),
        later=address(months, month, 1),
        is_running=month_after(month) > month_of(now),
    )
    return kept(make_response(page))


def address(months: list[date], month: date, step: int) -> str | None:
    """The address of the month before or after, if there is one."""
    at = months.index(month) + step
    return url_for(".public_log", month=f"{months[at]:%Y-%m}") if 0 <= at < len(months) else None
