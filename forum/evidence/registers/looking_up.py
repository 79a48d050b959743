"""Looking up a publication by its DOI (Crossref) or PMID (PubMed), as the text of a file that the preview reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from threading import BoundedSemaphore, Lock
from typing import Any
from urllib.parse import quote, urlencode

from flask_babel import gettext as _

from forum import clock
from forum.evidence.citation_files import LONGEST_FILE, kept_of_nbib
from forum.evidence.crossref import kept_of
from forum.evidence.found import PMID, clean_doi
from forum.evidence.mentions.finding import behind
from forum.evidence.registers.asking import Answer, Silent, Slow, Strange, ask

__all__ = ["Named", "Registers", "Unanswered", "look_up", "named_in"]

KEPT_FOR = timedelta(days=1)
MOST_KEPT = 256  # answers in one process, each of 250,000 characters at most and 5,000 as a rule
AT_ONCE = 2  # of the eight threads of a web process: the others are for readers, whatever a register does
TYPED_PMID = re.compile(r"(?:PMID\s*:?\s*)?([1-9]\d{0,8})", re.IGNORECASE)

PLACES = BoundedSemaphore(AT_ONCE)


class Unanswered(Exception):
    """Nothing came of it. `sentence` says why and what can be done; with `is_typed_wrong` the number is wrong."""

    def __init__(self, sentence: str, *, is_typed_wrong: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.is_typed_wrong = is_typed_wrong


@dataclass(frozen=True, slots=True)
class Named:
    """A publication by its number: `kind` is doi or pmid."""

    kind: str
    number: str


@dataclass(slots=True)
class Registers:
    """Where the registers are, how we introduce ourselves, and what they said within the last day.

    What is kept is what an editor's preview was made of, by number; nothing of who asked.
    """

    crossref: str
    pubmed: str
    agent: str
    contact: str
    answers: dict[Named, tuple[datetime, str]] = field(default_factory=dict)
    guard: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "Registers":
        """As the settings say. Both registers ask callers for an address at which somebody can be reached."""
        contact = parseaddr(config["MAIL_DEFAULT_SENDER"] or "")[1].encode("ascii", "ignore").decode()
        origin = config["ORIGIN"].encode("ascii", "ignore").decode()
        reach = "; ".join(filter(None, [origin, contact and f"mailto:{contact}"]))
        return cls(config["CROSSREF_URL"], config["PUBMED_URL"], f"LDN-Common-Room ({reach})", contact)

    def known(self, named: Named) -> str | None:
        """What was answered within the last day."""
        with self.guard:
            kept = self.answers.get(named)
        return kept[1] if kept and kept[0] > clock.now() - KEPT_FOR else None

    def keep(self, named: Named, text: str) -> None:
        """Keep an answer; the oldest goes where there are too many."""
        with self.guard:
            self.answers.pop(named, None)
            while len(self.answers) >= MOST_KEPT:
                self.answers.pop(next(iter(self.answers)))
            self.answers[named] = (clock.now(), text)


def named_in(text: str) -> Named | None:
    """The DOI or PMID that somebody typed, alone or as a link; None where it is neither."""
    typed = text.strip()
    identifier = behind(typed)
    if identifier and identifier.startswith("pmid:"):
        return Named("pmid", identifier.removeprefix("pmid:"))
    doi = clean_doi(identifier.removeprefix("doi:") if identifier else typed)
    if doi:
        return Named("doi", doi)
    number = TYPED_PMID.fullmatch(typed)
    return Named("pmid", number[1]) if number and PMID.fullmatch(number[1]) else None


def look_up(named: Named, registers: Registers) -> str:
    """What a register says of it, as text that citation_files reads. Takes up to asking.WHOLE_SECONDS.

    Raises Unanswered with a sentence. Whoever calls it holds nothing that others wait for.
    """
    known = registers.known(named)
    if known is not None:
        return known
    name, address, kind = ("Crossref", registers.crossref, "application/json")
    if named.kind == "pmid":
        name, address, kind = ("PubMed", registers.pubmed, "text/plain")
    if not address:
        raise Unanswered(_("Looking up at %(name)s is switched off on this site. Bring a file instead.", name=name))
    answer = asked(name, whole_address(address, named, registers), kind, registers.agent)
    text = text_of(answer, named, kind)
    if text is None:
        raise Unanswered(
            _("%(name)s gave an answer that we cannot read. Try again later, or bring a file instead.", name=name)
        )
    registers.keep(named, text)
    return text


def whole_address(address: str, named: Named, registers: Registers) -> str:
    """Where to ask for it."""
    if named.kind == "doi":
        return f"{address.rstrip('/')}/{quote(named.number, safe='')}"
    asks = {"db": "pubmed", "id": named.number, "rettype": "medline", "retmode": "text", "tool": "ldn-common-room"}
    return f"{address}?{urlencode({**asks, **({'email': registers.contact} if registers.contact else {})})}"


def asked(name: str, address: str, kind: str, agent: str) -> Answer:
    """The answer of a register that has one. Raises Unanswered."""
    if not PLACES.acquire(blocking=False):
        raise Unanswered(_("Others are looking something up just now. Please try again in a moment."))
    try:
        answer = ask(address, accept=kind, agent=agent)
    except Slow as error:
        raise Unanswered(
            _("%(name)s did not answer in time. Try again later, or bring a file instead.", name=name)
        ) from error
    except Silent as error:
        raise Unanswered(
            _("%(name)s cannot be reached just now. Try again later, or bring a file instead.", name=name)
        ) from error
    except Strange as error:
        raise Unanswered(
            _("%(name)s gave an answer that we cannot read. Try again later, or bring a file instead.", name=name)
        ) from error
    finally:
        PLACES.release()
    if answer.status in (400, 404):
        raise Unanswered(_("%(name)s knows no such publication. Please check it.", name=name), is_typed_wrong=True)
    if answer.status != 200:
        raise Unanswered(_("%(name)s cannot answer just now. Try again later, or bring a file instead.", name=name))
    return answer


def text_of(answer: Answer, named: Named, kind: str) -> str | None:
    """The part of an answer that the preview reads; None where it is none, or is about something else."""
    if answer.kind != kind:
        return None
    text = kept_of(answer.text) if named.kind == "doi" else kept_of_nbib(answer.text, pmid=named.number)
    return text if text and len(text) <= LONGEST_FILE and "\0" not in text else None
