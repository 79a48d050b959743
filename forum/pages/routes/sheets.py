"""The sheet for an appointment, on the screen and as PDF."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum import clock, web
from forum.experiences.card import TableRow
from forum.pages.formats import zone
from forum.pages.paper import PAPERS
from forum.pages.routes.blueprint import bp
from forum.pages.sheet import left_out_words, sheet_for
from forum.pages.sheet_pdf import sheet_pdf as made_of

__all__ = ["sheet", "sheet_pdf"]


MOST_ROWS = 10  # of the timeline, on the page that is printed from a browser; the PDF measures what fits
MOST_STEPS = 6  # of those, steps of the dose, which come before check-ins that are older


def today() -> date:
    """The day that it is where the reader lives."""
    now: datetime = clock.now()
    return now.astimezone(zone()).date()


def printed(rows: Sequence[TableRow]) -> list[TableRow]:
    """The lines of a timeline that two printed pages hold, in order: the latest, and the way of the dose."""
    steps = [at for at, row in enumerate(rows) if not row.is_check_in]
    check_ins = [at for at, row in enumerate(rows) if row.is_check_in]
    most_steps = max(MOST_STEPS, MOST_ROWS - len(check_ins))
    kept = steps[-most_steps:]
    kept += check_ins[len(kept) - MOST_ROWS :] if len(kept) < MOST_ROWS else []
    return [rows[at] for at in sorted(kept)]


@bp.get("/experiences/<public_id>/sheet")
@web.members_only
def sheet(public_id: str) -> ResponseReturnValue:
    made = sheet_for(web.viewer(), public_id, made_on=today())
    rows = printed(made.card.rows)
    left_out = left_out_words(len(made.card.rows) - len(rows) + made.card.earlier)
    return render_template("pages/sheet.html", sheet=made, rows=rows, left_out=left_out)


@bp.get("/experiences/<public_id>/sheet.pdf")
@web.members_only
def sheet_pdf(public_id: str) -> ResponseReturnValue:
    paper = request.args.get("paper", "a4").casefold()
    if paper not in PAPERS:
        abort(404)
    made = sheet_for(web.viewer(), public_id, made_on=today())
    address = current_app.config["ORIGIN"] + url_for("pages.condition", slug=made.slug)
    content = made_of(made, paper=paper, site=current_app.config["SITE_NAME"], address=address)
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="ldn-{made.slug}-{made.made_on.isoformat()}.pdf"'
    return response
