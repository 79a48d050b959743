"""What changed between two texts, word by word, as a reader would mark it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

__all__ = ["Piece", "differences"]

# Comparing takes up to the square of the number of parts: with more, the whole stretch counts as replaced.
MOST_PARTS = 400

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Kind
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """The pieces, in reading order, from which both texts can be put together again."""
    by_lines = compared(re.findall(r"[^\n]*\n|[^\n]+", old), re.findall(r"[^\n]*\n|[^\n]+", new), in_words)
    return joined(by_lines)


def in_words(old: str, new: str) -> Iterator[Piece]:
    """The differences within a stretch of lines, by words, each with the gap behind it: few and whole changes."""
    return compared(re.findall(r"^\s+|\S+\s*", old), re.findall(r"^\s+|\S+\s*", new), replaced)


def replaced(old: str, new: str) -> Iterator[Piece]:
    """One went, the other came."""
    yield Piece("gone", old)
    yield Piece("new", new)


def compared(old: Sequence[str], new: Sequence[str], closer: Callable[[str, str], Iterator[Piece]]) -> Iterator[Piece]:
    """The differences between two sequences of parts; `closer` looks into what was replaced."""
    if len(old) > MOST_PARTS or len(new) > MOST_PARTS:
        yield from replaced("".join(old), "".join(new))
        return
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[a:b]), "".join(new[c:d])
        if what == "equal":
            yield Piece("same", after)
        elif before and after:
            yield from closer(before, after)
        else:
            yield from replaced(before, after)


def joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece, and none that is empty."""
    found: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found
