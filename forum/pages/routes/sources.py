"""The page of a publication: its record, which summaries show it, and which topics mention it."""

from flask import current_app, render_template, url_for

from forum import web
from forum.evidence import queries
from forum.evidence.citation_styles import STYLES, cited_in
from forum.evidence.copying import as_bibtex, as_ris
from forum.evidence.linked_data import article_data
from forum.pages.mentioned import topics_mentioning
from forum.pages.routes.blueprint import bp

__all__ = ["source"]


def source(key: str) -> str:
    """What everyone may read of a publication."""
    page = queries.source_page(key, web.viewer())
    address = current_app.config["ORIGIN"] + url_for("evidence.source", key=key)
    return render_template(
        "evidence/source.html",
        page=page,
        references=[(name, cited_in(page.source, name)) for name in STYLES],
        copies=[("bib", "BibTeX", as_bibtex(page.source)), ("ris", "RIS", as_ris(page.source))],
        mentioned=topics_mentioning(page.source, web.viewer()),
        linked_data=article_data(page.source, address=address),
    )


# The evidence area leads to its records by this name and may not know of topics: they are brought together here.
bp.record(lambda setup: setup.app.add_url_rule("/sources/<key>", "evidence.source", source))
