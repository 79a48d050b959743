"""What changed between two texts."""

import time

from forum.discussions.differences import differences


def test_nothing_changed_is_one_piece() -> None:
    assert [piece.kind for piece in differences("a b", "a b")] == ["same"]


def test_words_that_went_and_came_are_told_apart() -> None:
    pieces = [(piece.kind, piece.text) for piece in differences("Go straight to it.", "I went to it.")]
    assert pieces == [("gone", "Go straight "), ("new", "I went "), ("same", "to it.")]


def test_both_texts_can_be_put_together_again() -> None:
    old, new = "one two\n\nthree four", "  one three\nfour five\n"
    pieces = differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old


def test_the_longest_texts_take_less_than_a_second() -> None:
    begun = time.monotonic()
    differences("a b c " * 3_300, "b a d " * 3_300)
    differences("a\n" * 10_000, "b\na\n" * 5_000)
    differences("ab " * 900, "ba ab " * 450)
    assert time.monotonic() - begun < 1
