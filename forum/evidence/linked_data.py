"""What search engines and reference managers read beside a page: schema.org, facts of a record and nothing else.

Never a claim of effect, a direction or a rating, and nothing of members.
"""

from typing import Any
from urllib.parse import quote

from forum.evidence.models import Source
from forum.evidence.reading import Listed
from forum.evidence.shapes import SummaryPage

__all__ = ["article_data", "condition_data"]

Data = dict[str, Any]  # Any: JSON
CONTEXT = "https://schema.org"


def condition_data(page: SummaryPage, *, address: str, origin: str) -> Data:
    """The condition that a summary is about, and the page with what it cites. `address` is the page's, in full."""
    dates = page.dates
    return {
        "@context": CONTEXT,
        "@type": "MedicalCondition",
        "name": page.condition.name,
        "url": f"{origin}/conditions/{page.condition.slug}",
        "subjectOf": present(
            {
                "@type": "MedicalWebPage",
                "url": address,
                "datePublished": dates.published_at.date().isoformat() if dates.published_at else None,
                "citation": [cited(each, origin=origin) for each in page.account.sources],
            }
        ),
    }


def cited(source: Listed, *, origin: str) -> Data:
    """A source of a summary: its title, its year, and where its record stands."""
    return present(
        {
            "@type": "MedicalScholarlyArticle",
            "name": source.title,
            "datePublished": str(source.year) if source.year else None,
            "url": f"{origin}/sources/{source.key}",
        }
    )


def article_data(source: Source, *, address: str) -> Data:
    """One publication, as its record has it. What was not seen is left out."""
    return present(
        {
            "@context": CONTEXT,
            "@type": "MedicalScholarlyArticle",
            "name": source.title,
            "url": address,
            "author": [{"@type": "Person", "name": name} for name in source.authors],
            "datePublished": str(source.year) if source.year else None,
            "isPartOf": part_of(source),
            "pagination": source.pages,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": name, "value": value}
                for name, value in (("DOI", source.doi), ("PMID", source.pmid), ("PMCID", source.pmcid))
                if value
            ],
            "sameAs": [
                *([f"https://doi.org/{quote(source.doi, safe='/')}"] if source.doi else []),
                *([f"https://pubmed.ncbi.nlm.nih.gov/{quote(source.pmid)}/"] if source.pmid else []),
            ],
            "creativeWorkStatus": "Retracted" if source.standing == "retracted" else None,
        }
    )


def part_of(source: Source) -> Data | None:
    """The journal, and within it the volume and issue; None where no journal was seen."""
    if not source.journal:
        return None
    whole: Data = {"@type": "Periodical", "name": source.journal}
    if source.volume:
        whole = {"@type": "PublicationVolume", "volumeNumber": source.volume, "isPartOf": whole}
    if source.issue:
        whole = {"@type": "PublicationIssue", "issueNumber": source.issue, "isPartOf": whole}
    return whole


def present(data: Data) -> Data:
    """The same without what is empty."""
    return {name: value for name, value in data.items() if value not in (None, [], "")}
