"""The stylesheets stay small, ordered and readable for tired eyes: size, house rules and contrast of their colours.

forum.css is on every page; members.css comes after it, on the pages that show what members report.
"""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
MOST_BYTES = {"forum.css": 20 * 1024, "members.css": 8 * 1024}
SOURCES = {name: (CSS / name).read_text(encoding="utf-8") for name in MOST_BYTES}
RULES_OF = {name: re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL) for name, source in SOURCES.items()}
FORUM, MEMBERS = RULES_OF["forum.css"], RULES_OF["members.css"]
TEXT, EDGE = 4.5, 3.0
"""Least contrast of text (WCAG 2.2, 1.4.3, without the allowance for large text) and of edges of controls (1.4.11)."""

PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "soft") for ground in ("page", "surface")),
    *((ink, ground, TEXT) for ink in ("ink", "soft") for ground in ("accent-tint", "care-tint", "bad-tint")),
    *(("accent", ground, TEXT) for ground in ("page", "surface", "paper", "accent-tint", "care-tint")),
    *(("accent-strong", ground, TEXT) for ground in ("page", "surface", "paper", "accent-tint", "care-tint")),
    *(("care", ground, TEXT) for ground in ("page", "surface", "care-tint", "accent-tint")),
    *(("bad", ground, TEXT) for ground in ("page", "surface", "bad-tint", "accent-tint")),
    *(("paper-ink", ground, TEXT) for ground in ("paper", "page")),
    *(("paper-soft", ground, TEXT) for ground in ("paper", "page")),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-cloth", "cloth", TEXT),
    *(("edge", ground, EDGE) for ground in ("page", "surface", "paper", "care-tint", "bad-tint")),
    *(("member-ink", ground, TEXT) for ground in ("member-tint", "page")),
    *(("member", ground, TEXT) for ground in ("member-tint", "page")),
    ("accent", "member-tint", TEXT),
    ("edge", "member-tint", EDGE),
]


def declared(selector: str) -> dict[str, str]:
    """The colour tokens of the first rule with exactly this selector in each stylesheet, name to #rrggbb."""
    found: dict[str, str] = {}
    for rules in RULES_OF.values():
        block = re.findall(re.escape(selector) + r"\s*\{([^{}]*)\}", rules)[0]
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\s*;", block))
    return found


LIGHT = declared(":root")
CHOSEN_DARK = declared(':root[data-theme="dark"]')
DEVICE_DARK = declared(':root:not([data-theme="light"])')


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_agrees_with_known_ratios() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("tokens", [LIGHT, CHOSEN_DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS, ids=str)
def test_words_and_edges_stand_out(tokens: dict[str, str], ink: str, ground: str, least: float) -> None:
    assert contrast(tokens[ink], tokens[ground]) >= least


def test_dark_is_the_same_whether_chosen_or_taken_from_the_device() -> None:
    assert CHOSEN_DARK == DEVICE_DARK
    assert CHOSEN_DARK.keys() == LIGHT.keys()


def tokens(rules: str) -> tuple[set[str], set[str]]:
    """The names of tokens that rules declare, and of those that they use."""
    return set(re.findall(r"--([\w-]+):", rules)), set(re.findall(r"var\(--([\w-]+)\)", rules))


def test_every_token_is_declared_and_used() -> None:
    declared_names, used = tokens(FORUM)
    assert used == declared_names


def test_members_tokens_are_their_own_and_all_used() -> None:
    (forum_names, _), (own, used) = tokens(FORUM), tokens(MEMBERS)
    assert own - used == set()
    assert used - own - forum_names == set()
    assert own & forum_names == set()


def layers_after_tokens(rules: str) -> str:
    """The rules after the tokens and before the fallback for old browsers."""
    return rules.split("@layer tokens {", 1)[1].split("\n}", 1)[1].split("@supports not (accent-color", 1)[0]


@pytest.mark.parametrize("rules", RULES_OF.values(), ids=RULES_OF)
def test_colours_are_named_once_as_tokens(rules: str) -> None:
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", layers_after_tokens(rules)) == []


@pytest.mark.parametrize(("name", "most"), MOST_BYTES.items(), ids=MOST_BYTES)
def test_a_stylesheet_stays_below_its_limit(name: str, most: int) -> None:
    assert len(SOURCES[name].encode()) < most


def test_layers_come_in_the_announced_order() -> None:
    announced = re.search(r"@layer ([\w, ]+);", FORUM)
    assert announced is not None
    order = announced[1].split(", ")
    assert order == ["tokens", "base", "layout", "parts", "modes"]
    assert re.findall(r"@layer (\w+) \{", FORUM) == order
    assert re.findall(r"@layer (\w+) \{", MEMBERS) == ["tokens", "parts", "modes"]


@pytest.mark.parametrize("rules", RULES_OF.values(), ids=RULES_OF)
@pytest.mark.parametrize(
    "unwanted",
    [r"!\s*important", r"@import", r"url\(", r"data:", r"https?://", r"expression\("],
    ids=["important", "import", "url", "data", "outside address", "expression"],
)
def test_a_stylesheet_needs_no_exception_from_the_content_policy(rules: str, unwanted: str) -> None:
    assert re.search(unwanted, rules.replace('a[href^="http"]', "")) is None


@pytest.mark.parametrize("rules", RULES_OF.values(), ids=RULES_OF)
def test_nothing_is_styled_by_its_id(rules: str) -> None:
    selectors = re.findall(r"([^{};]+)\{", rules)
    assert [selector for selector in selectors if re.search(r"#[A-Za-z_]", selector)] == []


@pytest.mark.parametrize("rules", RULES_OF.values(), ids=RULES_OF)
def test_directions_are_logical_so_that_right_to_left_languages_work(rules: str) -> None:
    layers = rules.split("@supports not (accent-color", 1)[0]
    physical = r"[\s{;](?:margin|padding|border|inset)?-?(?:left|right|top|bottom)(?:-[a-z-]+)?:"
    assert re.findall(physical, layers) == []
    assert re.findall(r"[\s{;](?:min-|max-)?(?:width|height):", layers) == []
