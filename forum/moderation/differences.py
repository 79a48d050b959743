"""What changed between two texts, word by word, for eyes that have twenty minutes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

__all__ = ["Piece", "difference"]

LONGEST = 6_000  # words and gaps of both texts together; beyond it comparing takes seconds, and lines are compared


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `kind` is same, gone, new, or break for the end of a line."""

    kind: str
    text: str


def words(text: str) -> list[str]:
    """Words, each with the gap behind it; nothing is lost."""
    return re.findall(r"^\s+|\S+\s*", text)


def difference(old: str, new: str) -> list[Piece]:
    """The new text with what is gone and what is new in it; empty when nothing changed."""
    if old == new:
        return []
    before, after = words(old), words(new)
    if len(before) + len(after) > LONGEST:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=True).get_opcodes():
        if kind == "equal":
            add(pieces, "same", before[a:b])
            continue
        add(pieces, "gone", before[a:b])
        add(pieces, "new", after[c:d])
    return pieces


def add(pieces: list[Piece], kind: str, part: Sequence[str]) -> None:
    """One more stretch, if there is anything in it, line by line."""
    for number, line in enumerate("".join(part).split("\n")):
        if number:
            pieces.append(Piece("break", ""))
        if line:
            pieces.append(Piece(kind, line))
