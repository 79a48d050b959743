"""The query language: words, "a quoted phrase", and -word for what should not be there.

It is read here, so that both engines are asked the same: each term as words without punctuation.
"""

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["LONGEST_QUERY", "SHORTEST_QUERY", "Query", "Term", "folded", "parse", "words_of"]

LONGEST_QUERY = 200  # characters
SHORTEST_QUERY = 2
MOST_TERMS = 20
TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
# What PostgreSQL's English dictionary leaves out; left out for SQLite too, or a query would mean two things.
STOP_WORDS = """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself
    it its itself they them their theirs themselves what which who whom this that these those am is are was were be
    been being have has had having do does did doing a an the and but if or because as until while of at by for with
    about against between into through during before after above below to from up down in out on off over under
    again further then once here there when where why how all any both each few more most other some such no nor not
    only own same so than too very s t can will just don should now
"""
UNSEARCHED = frozenset(STOP_WORDS.split())


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words that stand one after the other."""

    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words as the engines get them: letters and digits only, so no engine reads them as a command."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Query:
    """What should be in a text, and what should not."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


def folded(text: str) -> str:
    """Lower case without accents, letter for letter: as long as `text`."""
    if text.isascii():
        return text.lower()
    return "".join(letter if letter < "\x7f" else base_of(letter) for letter in text).lower()


def base_of(letter: str) -> str:
    """The letter under its accents, if it is one letter; also in lower case."""
    base = unicodedata.normalize("NFKD", letter)[0].lower()
    return base if len(base) == 1 else letter


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text: runs of letters and digits, folded."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return tuple(re.findall(r"[^\W_]+", plain.lower()))


def parse(text: str) -> Query:
    """Read a query. What holds no letter or digit, and what no engine indexes, is left out."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for minus, phrase, word in TERM.findall(text[:LONGEST_QUERY])[:MOST_TERMS]:
        words = words_of(phrase or word)
        if not words or all(each in UNSEARCHED for each in words):
            continue
        (unwanted if minus else wanted).append(Term(words))
    return Query(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))
