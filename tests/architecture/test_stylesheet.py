"""The stylesheet stays small, ordered and readable for tired eyes: size, house rules and contrast of its colours."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css" / "forum.css"
SOURCE = CSS.read_text(encoding="utf-8")
RULES = re.sub(r"/\*.*?\*/", "", SOURCE, flags=re.DOTALL)
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
]


def declared(selector: str) -> list[dict[str, str]]:
    """The colour tokens of every rule with exactly this selector, name to #rrggbb."""
    blocks = re.findall(re.escape(selector) + r"\s*\{([^{}]*)\}", RULES)
    return [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\s*;", block)) for block in blocks]


LIGHT = declared(":root")[0]
CHOSEN_DARK = declared(':root[data-theme="dark"]')[0]
DEVICE_DARK = declared(':root:not([data-theme="light"])')[0]


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


def test_every_token_is_declared_and_used() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", RULES))
    declared_names = set(re.findall(r"--([\w-]+):", RULES))
    assert used == declared_names


def test_colours_are_named_once_as_tokens() -> None:
    layers = RULES.split("@layer base {", 1)[1].split("@supports not (accent-color", 1)[0]
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", layers) == []


def test_the_stylesheet_is_below_20_kb() -> None:
    assert len(SOURCE.encode()) < 20 * 1024


def test_layers_come_in_the_announced_order() -> None:
    announced = re.search(r"@layer ([\w, ]+);", RULES)
    assert announced is not None
    assert announced[1].split(", ") == ["tokens", "base", "layout", "parts", "modes"]
    assert re.findall(r"@layer (\w+) \{", RULES) == announced[1].split(", ")


@pytest.mark.parametrize(
    "unwanted",
    [r"!\s*important", r"@import", r"url\(", r"data:", r"https?://", r"expression\("],
    ids=["important", "import", "url", "data", "outside address", "expression"],
)
def test_the_stylesheet_needs_no_exception_from_the_content_policy(unwanted: str) -> None:
    rules = RULES.replace('a[href^="http"]', "")
    assert re.search(unwanted, rules) is None


def test_nothing_is_styled_by_its_id() -> None:
    selectors = re.findall(r"([^{};]+)\{", RULES)
    assert [selector for selector in selectors if re.search(r"#[A-Za-z_]", selector)] == []


def test_directions_are_logical_so_that_right_to_left_languages_work() -> None:
    layers = RULES.split("@supports not (accent-color", 1)[0]
    physical = r"[\s{;](?:margin|padding|border|inset)?-?(?:left|right|top|bottom)(?:-[a-z-]+)?:"
    assert re.findall(physical, layers) == []
    assert re.findall(r"[\s{;](?:min-|max-)?(?:width|height):", layers) == []
