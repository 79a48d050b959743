"""Finding what a rule looks for in a text, in a time that grows with the text and no faster.

Python's own regular expressions can take hours for one line: "(a+)+$" is enough. RE2 has no backtracking, so that no
pattern of a moderator and no text of a seller can make a page hang. What it cannot do in linear time it refuses.
"""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

import re2
from flask_babel import gettext as _

__all__ = ["LONGEST_ENTRY", "LONGEST_PATTERN", "MOST_ENTRIES", "Unfit", "entries_of", "found_in", "plain", "problem"]

LONGEST_PATTERN = 300  # letters
LONGEST_ENTRY = 80
SHORTEST_ENTRY = 3  # two letters stand in every second sentence
MOST_ENTRIES = 100
MOST_FOUND = 5  # words shown for one rule
MEMORY = 1 << 20  # bytes for one pattern; RE2 refuses what needs more
# Letters and digits of every script; RE2's own \b and \w know only those of English.
# What takes no room on the page: zero-width blanks, soft hyphens, marks of direction; and halves of letters.
UNSEEN = dict.fromkeys([0x00AD, 0x034F, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F)])
UNSEEN |= dict.fromkeys([*range(0x2060, 0x2070), 0xFEFF, *range(0xD800, 0xE000)])
LETTER = r"[\pL\pN]"
NO_LETTER = r"[^\pL\pN]"


class Unfit(ValueError):
    """What cannot be looked for; the message is a sentence for whoever wrote the rule."""


def plain(text: str) -> str:
    """The text as it is compared: full-width and other odd letters as usual ones, and nothing that cannot be seen."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(UNSEEN)


def entries_of(words: str) -> list[str]:
    """The lines of a rule, without blanks and doubles."""
    return list(dict.fromkeys(line for line in (" ".join(each.split()) for each in plain(words).splitlines()) if line))


def word_pattern(entry: str) -> str:
    """A word or a phrase as a whole; a star at the end stands for any ending."""
    body = r"\s+".join(re2.escape(part) for part in entry.removesuffix("*").split())
    ending = f"{LETTER}*" if entry.endswith("*") else ""
    return f"(?:^|{NO_LETTER})({body}{ending})(?:$|{NO_LETTER})"


def link_pattern(entry: str) -> str:
    """An address of this site, or of one below it."""
    site = entry.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").split("/")[0]
    return rf"(?:^|[^\pL\pN-])({re2.escape(site)})(?:$|[^\pL\pN.-]|\.(?:$|{NO_LETTER}))"


def vendor_pattern(entry: str) -> str:
    """A name, also where somebody puts blanks, dots or dashes between its letters."""
    letters = [re2.escape(letter) for letter in entry if letter.isalnum()]
    return f"(?:^|{NO_LETTER})({(NO_LETTER + '{0,2}').join(letters)})(?:$|{NO_LETTER})"


PATTERNS: dict[str, Callable[[str], str]] = {
    "word": word_pattern,
    "link": link_pattern,
    "vendor": vendor_pattern,
    "pattern": lambda entry: f"({entry})",
}


def problem(kind: str, words: str) -> str | None:
    """Why this cannot be a rule, as a sentence; None: it can."""
    entries = entries_of(words)
    if not entries:
        return _("Write what the rule looks for.")
    if kind == "pattern" and (len(entries) > 1 or len(entries[0]) > LONGEST_PATTERN):
        return _("A pattern is one line of at most %(count)s letters.", count=LONGEST_PATTERN)
    if kind != "pattern":
        return problem_of_entries(entries)
    try:
        finder = compiled(kind, words)
    except Unfit as unfit:
        return str(unfit)
    if finder.search(""):
        return _("This pattern is found in every text, also in an empty one.")
    return None


def problem_of_entries(entries: list[str]) -> str | None:
    """The same for lines of plain words."""
    if len(entries) > MOST_ENTRIES:
        return _("A rule has at most %(count)s lines. Make a second one.", count=MOST_ENTRIES)
    for entry in entries:
        letters = sum(letter.isalnum() for letter in entry)
        if not SHORTEST_ENTRY <= letters <= len(entry) <= LONGEST_ENTRY:
            return _(
                "“%(entry)s” is too short or too long: from %(least)s letters to %(most)s.",
                entry=entry[:LONGEST_ENTRY],
                least=SHORTEST_ENTRY,
                most=LONGEST_ENTRY,
            )
    return None


@lru_cache(maxsize=512)
def compiled(kind: str, words: str) -> "re2._Regexp":
    """The rule made ready, and kept. Raises Unfit for a pattern that is none, or that needs too much."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.max_mem = MEMORY
    entries = entries_of(words)
    try:
        made: re2._Regexp = re2.compile("|".join(PATTERNS[kind](entry) for entry in entries), options)
    except re2.error as error:
        detail = error.args[0] if error.args else ""
        words_of = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
        raise Unfit(_("This pattern cannot be used: %(why)s.", why=words_of)) from error
    return made


def found_in(text: str, *, kind: str, words: str) -> list[str]:
    """The words of a text (made plain) that the rule looks for, each once and at most five; empty: no hit."""
    found: dict[str, None] = {}
    for match in compiled(kind, words).finditer(text):
        said = next((group for group in match.groups() if group), "")
        if said.strip():
            found[" ".join(said.split())[:LONGEST_ENTRY]] = None
        if len(found) == MOST_FOUND:
            break
    return list(found)
