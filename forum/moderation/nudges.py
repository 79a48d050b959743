"""The nudges that the forum has of itself: what it asks an author before a text is posted. They never hold a text.

They are constants and no rows (docs/decisions/0012-acting-first.md), so that a site has them from its first day, they
are tested with the program, and nobody switches them off by mistake. They miss much and are wrong now and then: the
author decides. What may identify somebody is found where sharing an experience finds it.
"""

from collections.abc import Callable
from functools import cache

import re2
from flask_babel import gettext as _

from forum.discussions.ports import Nudge, Written
from forum.experiences.identifying import Piece, findings

__all__ = ["BUILT_IN", "VERSION", "built_in_names", "built_in_nudges"]

VERSION = 1  # of what is below; the rules page shows it
MOST_WORDS = 3  # of the text, quoted back to its author
LONGEST_WORDS = 80

VERB = r"(?:take|start|begin|go|increase|raise|double|drop|lower|reduce|cut|try|use|stay|titrate|move|jump|stick)"
DOSE = r"(?:\d{1,3}(?:[.,]\d{1,3})?\s?(?:mg|mcg|µg|ug|micrograms?|milligrams?)\b|\b[0-9][.,]\d{1,2}\b)"
UP_TO = r"(?:[^.!?\n;]|\d[.,]\d){0,60}?"
LEAD = r"(?:(?:just|please|then|so|but|and|now|maybe|or|simply|always|instead|next)\s+){0,3}"
MODAL = (
    r"(?:should|must|need\s+to|have\s+to|ought\s+to|could|can|had\s+better"
    r"|(?:might\s+|may\s+)?want\s+to|will\s+want\s+to|ll\s+want\s+to)"
)
# A sentence that begins with the verb, or says "you should"; what somebody did themselves begins with "I".
DOSING = (
    rf"(?m)(?:^|[.!?:;]\s+|^[-*]\s+){LEAD}({VERB}\b{UP_TO}{DOSE})",
    rf"\b(you\s+(?:\w+\s+)?{MODAL}\s+(?:\w+\s+)?{VERB}\b{UP_TO}{DOSE})",
    rf"\b(i(?:\s+would|['’]d)?\s+(?:suggest|recommend|advise)\b{UP_TO}{DOSE})",
)
# Names of opioids; evidence.yaml says of which it knows them and that the others are general knowledge.
NAMES = (
    r"(?:opioid|opiate)s?|morphine|codeine|co-codamol|dihydrocodeine|tramadol|oxycodone|oxycontin|hydrocodone"
    r"|hydromorphone|percocet|vicodin|fentanyl|methadone|buprenorphine|suboxone|subutex|tapentadol|pethidine|heroin"
)
OPIOIDS = (rf"\b({NAMES})\b",)
MONEY = r"(?:[$€£]\s?\d+|\d+\s?(?:[$€£]|usd|eur|gbp|dollars?|euros?|pounds?\b))"
TRADE = r"(?:sell|sells|selling|for\s+sale|supplier|suppliers|vendor|vendors|seller|ships?\s+to|shipping)"
WITHIN = r"[^.!?\n]{0,80}?"
SOURCING = (
    rf"\b({TRADE}\b{WITHIN}{MONEY})",
    rf"({MONEY}{WITHIN}\b{TRADE})\b",
    r"((?:without|no)\s+(?:a\s+|any\s+)?(?:prescription|script|rx)\b)",
    r"\b((?:my|a|this|good|reliable|trusted)\s+(?:supplier|vendor|seller)s?)\b",
    r"\b((?:pm|dm|message|text|whatsapp|telegram|e-?mail|contact)\s+me)\b",
    r"\b((?:whatsapp|telegram|wickr|signal)\b[^.!?\n]{0,20}?(?:\+?\d{4}|@\w))",
)
IDENTIFYING = ("mail", "phone", "name", "clinic", "postcode", "together")  # kinds of experiences.identifying


@cache
def finders(patterns: tuple[str, ...]) -> "tuple[re2._Regexp, ...]":
    """The patterns made ready, and kept."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return tuple(re2.compile(pattern, options) for pattern in patterns)


def said(patterns: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The words of a text that these patterns find, one for each pattern."""
    found = (finder.search(text) for finder in finders(patterns))
    words = [" ".join(match.group(1).split())[:LONGEST_WORDS] for match in found if match]
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def own_words(text: str) -> str:
    """Without the lines that quote somebody else."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))


def dosing(text: str, _written: Written) -> Nudge | None:
    """Telling others what to take."""
    words = said(DOSING, text)
    title = _("Could you say what you did?")
    sentence = _(
        "This reads as if it told somebody else what to take, and nobody here can know what is right for somebody else."
        " “I took …, and this happened” helps as much."
    )
    return Nudge("dosing", title, sentence, words) if words else None


def opioids(text: str, _written: Written) -> Nudge | None:
    """Opioids are mentioned: the box on them belongs beside it."""
    words = said(OPIOIDS, text)
    sentence = _("Whoever reads about both, or takes both, should know this. If it is about you: please read it first.")
    return Nudge("opioids", _("Your text mentions an opioid."), sentence, words, is_safety=True) if words else None


def sourcing(text: str, _written: Written) -> Nudge | None:
    """Suppliers, prices and ways to be reached."""
    words = said(SOURCING, text)
    sentence = _(
        "Selling LDN, or saying where to get it without a prescription, is against the rules here. Sellers also look"
        " for people who leave a way to be reached."
    )
    return Nudge("sourcing", _("Is this about where to get LDN?"), sentence, words) if words else None


def identity(text: str, written: Written) -> Nudge | None:
    """Names, addresses and clinics. The last look at a new story shows them already, and more."""
    if written.kind == "story" and written.post_id is None:
        return None
    found = [each.words for each in findings([Piece("story", text)]) if each.kind in IDENTIFYING]
    words = tuple(each[:LONGEST_WORDS] for each in dict.fromkeys(found))[:MOST_WORDS]
    sentence = _("Anybody may read it, for years. You can leave out who and where: what happened to you is what helps.")
    return Nudge("identity", _("This may tell readers who somebody is."), sentence, words) if words else None


BUILT_IN: dict[str, Callable[[str, Written], Nudge | None]] = {
    "dosing": dosing,
    "opioids": opioids,
    "sourcing": sourcing,
    "identity": identity,
}


def built_in_names() -> dict[str, str]:
    """What each of them looks for, as the page of rules says it."""
    return {
        "dosing": _("Telling others what to take (“take 4.5”)"),
        "opioids": _("An opioid is mentioned: the safety box is shown"),
        "sourcing": _("Suppliers, prices, ways to be reached"),
        "identity": _("Full names, e-mail addresses, telephone numbers, clinics"),
    }


def built_in_nudges(text: str, written: Written) -> list[Nudge]:
    """What the forum asks the author of this text, quotations left out."""
    own = own_words(text)
    return [nudge for find in BUILT_IN.values() if (nudge := find(own, written)) is not None]
