"""Names of authors as PubMed and our records write them."""

import re

__all__ = ["initials", "inverted"]

MOST_INITIALS = 4  # such as Lie MRKL; a longer run of capitals is a name in capitals


def inverted(name: str) -> str:
    """Such as "Younger J" from "Younger, Jarred", as PubMed and our records write names."""
    family, _comma, given = name.partition(",")
    return f"{family.strip()} {initials(given)}".strip()


def initials(given: str) -> str:
    """The first letters of given names; what is initials already stays."""
    parts = re.split(r"[\s.\-]+", given.strip().strip(","))
    return "".join(
        part if part.isupper() and len(part) <= MOST_INITIALS else part[:1].upper() for part in parts if part
    )
