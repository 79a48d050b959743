"""The sheet for an appointment, on the screen and as PDF."""

from datetime import date, datetime

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum import clock, web
from forum.pages.formats import zone
from forum.pages.paper import PAPERS
from forum.pages.routes.blueprint import bp
from forum.pages.sheet import left_out_words, sheet_for
from forum.pages.sheet_pdf import sheet_pdf as made_of

__all__ = ["sheet", "sheet_pdf"]


MOST_ROWS = 10  # of the timeline, on the page that is printed from a browser; the PDF measures what fits


def today() -> date:
    """The day that it is where the reader lives."""
    now: datetime = clock.now()
    return now.astimezone(zone()).date()


@bp.get("/experiences/<public_id>/sheet")
@web.members_only
def sheet(public_id: str) -> ResponseReturnValue:
    made = sheet_for(web.viewer(), public_id, made_on=today())
    return render_template(
        "pages/sheet.html",
        sheet=made,
        most_rows=MOST_ROWS,
        left_out=left_out_words(len(made.card.rows) - MOST_ROWS + made.card.earlier),
    )


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
