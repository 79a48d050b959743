"""The place in a text where a query was found, as plain words, the found ones marked."""

import re
from dataclasses import dataclass

from forum.search.language import Query, folded

__all__ = ["Part", "excerpt"]

BEFORE = 80  # characters shown before the first word that was found
LENGTH = 280
MOST_READ = 20_000
MARKS = re.compile(r"[*_`>#~|\[\]\\]+|\((?:https?://[^)\s]*)\)|\s+")
ENDINGS = re.compile(r"(?:ing|edly|ed|ies|es|s|y|ly)$")
SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an excerpt; `found` if it is what was looked for."""

    text: str
    found: bool


def stem_of(word: str) -> str:
    """The beginning that the forms of a word share, roughly as the engines see it."""
    stem = ENDINGS.sub("", word)
    return stem if len(stem) >= SHORTEST_STEM else word


def pattern_of(query: Query) -> re.Pattern[str]:
    """What to mark in a folded text: words that begin like one that is wanted. Without backtracking."""
    stems = sorted({stem_of(word) for term in query.wanted for word in term.words}, key=len, reverse=True)
    return re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, stems)) + r")[^\W_]{0,4}(?![^\W_])")


def plain(markdown: str) -> str:
    """Words without the marks of Markdown. Cheap: it is only shown, as text."""
    return MARKS.sub(" ", markdown[:MOST_READ]).replace("  ", " ").strip()


def excerpt(markdown: str, query: Query) -> tuple[Part, ...]:
    """About `LENGTH` characters around the first word that was found, or the beginning."""
    text = plain(markdown)
    pattern = pattern_of(query)
    first = pattern.search(folded(text))
    start = max(0, first.start() - BEFORE) if first else 0
    if start:
        start = text.find(" ", start) + 1
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + LENGTH // 2)
    window = ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
    return tuple(parts_of(window, pattern))


def parts_of(window: str, pattern: re.Pattern[str]) -> list[Part]:
    """The window, cut where something was found."""
    parts: list[Part] = []
    done = 0
    for found in pattern.finditer(folded(window)):
        if found.start() > done:
            parts.append(Part(window[done : found.start()], found=False))
        parts.append(Part(window[found.start() : found.end()], found=True))
        done = found.end()
    if done < len(window):
        parts.append(Part(window[done:], found=False))
    return parts
