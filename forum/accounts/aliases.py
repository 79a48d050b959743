"""One-off names for texts that should not stand under the member's own: two plain words and a number.

The forum thinks of them, nobody else: what people choose themselves often tells who they are. No word is a first
name or hints at an illness, and no member's name can look like one (names.py).
"""

import secrets

__all__ = ["FIRST_WORDS", "NUMBERS", "SECOND_WORDS", "is_suggestion", "suggested_alias"]

NUMBERS = range(10, 100)
# fmt: off
FIRST_WORDS = (
    "Amber", "Bright", "Calm", "Chalky", "Clear", "Cloudy", "Coastal", "Copper", "Cosy", "Crisp", "Curly", "Dappled",
    "Dewy", "Drifting", "Dusky", "Early", "Eastern", "Feathered", "Floating", "Fresh", "Frosty", "Gentle", "Glowing",
    "Golden", "Grassy", "Green", "Hidden", "Humming", "Inland", "Leafy", "Light", "Little", "Lofty", "Lunar",
    "Mellow", "Misty", "Morning", "Mossy", "Northern", "Open", "Pebbled", "Plain", "Quiet", "Rainy", "Round",
    "Rustic", "Salty", "Shady", "Silver", "Smooth", "Snowy", "Soft", "Southern", "Spotted", "Starry", "Steady",
    "Striped", "Sunlit", "Tidal", "Velvet", "Wandering", "Western", "Whistling", "Windy", "Woodland", "Woven",
)
SECOND_WORDS = (
    "Acorn", "Alder", "Badger", "Barley", "Beech", "Birch", "Bramble", "Buttercup", "Cedar", "Clover", "Comet",
    "Cove", "Cowslip", "Curlew", "Dunnock", "Elder", "Estuary", "Fennel", "Finch", "Gannet", "Garden", "Gorse",
    "Harbour", "Harebell", "Hedge", "Heron", "Island", "Kestrel", "Kettle", "Lantern", "Lapwing", "Larch", "Lichen",
    "Linnet", "Lupin", "Magpie", "Mallow", "Maple", "Marten", "Meadow", "Moth", "Nuthatch", "Orchard", "Otter",
    "Pebble", "Plover", "Poplar", "Puffin", "Quince", "Redwing", "Sedge", "Sorrel", "Sparrow", "Spruce", "Starling",
    "Swallow", "Tansy", "Teasel", "Thicket", "Thistle", "Thrush", "Tulip", "Walnut", "Yarrow",
)
# fmt: on


def suggested_alias() -> str:
    """A name such as "Amber Teasel 27", one of some 380,000; whether it is free is for make_alias to say."""
    return f"{secrets.choice(FIRST_WORDS)} {secrets.choice(SECOND_WORDS)} {secrets.choice(NUMBERS)}"


def is_suggestion(name: str) -> bool:
    """Whether the forum could have suggested this."""
    first, _, rest = name.partition(" ")
    second, _, number = rest.partition(" ")
    return first in FIRST_WORDS and second in SECOND_WORDS and number in map(str, NUMBERS)
