import pytest

from forum.experiences.identifying import Piece, findings


def told(text: str, *, own_name: str | None = None) -> list[tuple[str, str]]:
    return [(each.kind, each.words) for each in findings([Piece("story", text)], own_name=own_name)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Then Dr. Harrow said so.", "name", "Dr. Harrow"),
        ("I saw Professor Anna Bell twice.", "name", "Professor Anna Bell"),
        ("Hello, my name is Ines.", "name", "my name is Ines"),
        ("I am Anna Weber, and tired.", "name", "I am Anna Weber"),
        ("and my husband Tom drove", "name", "my husband Tom"),
        ("write to quiet@example.org please", "mail", "quiet@example.org"),
        ("it stands on https://example.org/x", "link", "https://example.org/x"),
        ("call 020 7946 0123 after six", "phone", "020 7946 0123"),
        ("or +44 7700 900123", "phone", "+44 7700 900123"),
        ("at St Mary Hospital they", "clinic", "St Mary Hospital"),
        ("the clinic in Ludlow gave", "clinic", "clinic in Ludlow"),
        ("near SW1A 1AA", "postcode", "SW1A 1AA"),
        ("I live in Ludlow with two cats", "place", "I live in Ludlow"),
        ("the only one from New Quay", "place", "from New Quay"),
    ],
)
def test_what_may_identify_is_found_with_its_words(text: str, kind: str, words: str) -> None:
    assert (kind, words) in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "I began in March 2026 with 0.5 mg and went to 4.5 mg in May.",
        "From Monday on I slept. In English they call it brain fog.",
        "It took 12 weeks, at 3 mg, and in the end I stopped. My doctor agreed; the hospital did not mind.",
        "I was tired at 4.5 mg. In LDN groups people say so. 10.03.2026, 1 500 000 times.",
        "",
    ],
)
def test_an_ordinary_story_gets_no_warning(text: str) -> None:
    assert told(text) == []


def test_an_age_counts_only_together_with_a_place() -> None:
    assert told("I am 43 and tired.") == []
    assert told("I am 43 and from Ludlow.") == [("together", "from Ludlow … I am 43")]


def test_an_own_name_is_found_for_those_who_write_under_another() -> None:
    assert told("As quiet_heron I said before", own_name="quiet_heron") == [("own_name", "quiet_heron")]
    assert told("As Quiet_Heron I said", own_name="quiet_heron") == [("own_name", "quiet_heron")]
    assert told("unquiet_herons", own_name="quiet_heron") == []
    assert told("quiet_heron") == []


def test_each_finding_leads_to_its_step_and_a_flood_stays_short() -> None:
    pieces = [Piece("facts", "Dr Bell"), Piece("story", " ".join(f"Dr. X{'abcdefghij'[n]}" for n in range(10)))]
    found = findings(pieces)
    assert [each.step for each in found] == ["facts", *["story"] * 5]


@pytest.mark.parametrize(
    "text", ["0" * 20_000, "a" * 20_000 + "@", "A " * 10_000, "in " * 7_000, "(0 " * 6_000, "Dr " * 7000]
)
def test_no_text_takes_long(text: str) -> None:
    assert isinstance(told(text), list)
