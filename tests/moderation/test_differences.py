"""What changed between two texts."""

import time

from forum.moderation.differences import difference


def test_nothing_changed_is_nothing() -> None:
    assert difference("a b", "a b") == []


def test_words_that_went_and_came_are_told_apart() -> None:
    pieces = [(piece.kind, piece.text) for piece in difference("Go straight to it.", "I went to it.")]
    assert pieces == [("gone", "Go straight "), ("new", "I went "), ("same", "to it.")]


def test_no_word_of_the_new_text_is_lost() -> None:
    old, new = "one two\n\nthree four", "  one three\nfour five\n"
    pieces = difference(old, new)
    kept = "".join("\n" if p.kind == "break" else p.text for p in pieces if p.kind != "gone")
    assert kept.split() == new.split()


def test_the_longest_texts_take_less_than_a_second() -> None:
    begun = time.monotonic()
    difference("a b c " * 3_300, "b a d " * 3_300)
    difference("a\n" * 10_000, "b\na\n" * 5_000)
    difference("ab " * 900, "ba ab " * 450)
    assert time.monotonic() - begun < 1
