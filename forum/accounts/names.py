"""Names: which may be had, which are the same, and which look the same."""

import unicodedata
from functools import cache

from confusable_homoglyphs import categories, confusables
from flask_babel import gettext as _
from precis_i18n import get_profile

from forum.accounts.aliases import FIRST_WORDS, SECOND_WORDS

__all__ = ["LONGEST", "SHORTEST", "UnfitName", "name_key", "name_skeleton", "prepared_name"]

SHORTEST = 3
LONGEST = 30
MOST_READ = 200  # characters: ordering thousands of accents takes minutes, and no name is as long
PUNCTUATION = "-_."  # what an address can carry as it is

# Names that would speak for the team, for nobody, or for the site. Look-alikes of them are refused as well.
# fmt: off
RESERVED = (
    "admin", "administrator", "root", "system", "moderator", "moderators", "mod", "mods", "editor", "editors",
    "team", "staff", "support", "help", "helpdesk", "forum", "ldn", "ldnforum", "ldncommonroom", "commonroom",
    "official", "security", "webmaster", "postmaster", "info", "contact", "doctor", "pharmacist", "member",
    "members", "visitor", "former", "formermember", "deleted", "deletedmember", "anonymous", "nobody",
    "everyone", "user", "me", "null", "none", "undefined",
)
# fmt: on

# Scripts that one language writes side by side.
WRITTEN_TOGETHER = (
    frozenset({"HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"HAN", "HANGUL"}),
    frozenset({"HAN", "BOPOMOFO"}),
)
# What a reader takes for another letter in most typefaces, beside what Unicode lists (UTS 39).
ALIKE = str.maketrans({"1": "l", "i": "l", "|": "l", "0": "o", "5": "s"})
PAIRS = (("rn", "m"), ("vv", "w"))


class UnfitName(ValueError):
    """A name that cannot be had, with a sentence for the reader that offers a way on."""


def name_key(name: str) -> str:
    """The form in which two spellings of one name are equal. Takes any text, of which it reads the beginning."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name[:MOST_READ]).casefold())


def name_skeleton(name: str) -> str:
    """What the name looks like: equal for two names that a reader could take for one another.

    After Unicode Technical Standard 39, section 4, then in lower case, separators and accents left out. A capital
    is compared as the capital that readers see: a Cyrillic capital En looks like an H, the small one like no h.
    """
    plain = "".join(look_of(letter) for letter in unicodedata.normalize("NFD", name))
    plain = plain.translate(ALIKE)
    for pair, letter in PAIRS:
        plain = plain.replace(pair, letter)
    return plain


@cache
def look_of(letter: str) -> str:
    """The plainest letter that looks like this one; nothing for separators and accents."""
    if letter in PUNCTUATION or "\u0300" <= letter <= "\u036f":
        return ""
    if letter.isascii():
        return letter.lower()
    found: list[str] = [each["c"] for each in confusables.confusables_data.get(letter, [])]
    latin = sorted(each.lower() for each in found if each.isascii() and each.isalnum())
    if latin:
        return latin[0]
    return min([letter, *(each for each in found if len(each) == 1)]).casefold()


@cache
def reserved_looks() -> frozenset[str]:
    """What the reserved names look like."""
    return frozenset(name_skeleton(name) for name in RESERVED)


@cache
def alias_looks() -> frozenset[str]:
    """What the words of one-off names look like; a number of two digits follows."""
    return frozenset(name_skeleton(first + second) for first in FIRST_WORDS for second in SECOND_WORDS)


def is_mixed(name: str) -> bool:
    """Whether letters of scripts that no language mixes stand side by side."""
    scripts = categories.unique_aliases(name) - {"COMMON", "INHERITED"}
    return len(scripts) > 1 and not any(scripts <= together for together in WRITTEN_TOGETHER)


def prepared_name(text: str) -> str:
    """The name as it will be kept (PRECIS, RFC 8265, case preserved). Raises UnfitName with a sentence."""
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise UnfitName(_("A name has %(least)d to %(most)d characters.", least=SHORTEST, most=LONGEST))
    try:
        name = str(get_profile("UsernameCasePreserved").enforce(text))
    except UnicodeError as error:
        raise UnfitName(_("Use letters, digits, hyphen, underscore and full stop, without spaces.")) from error
    if any(not letter.isalnum() and letter not in PUNCTUATION and not is_mark(letter) for letter in name):
        raise UnfitName(_("Use letters, digits, hyphen, underscore and full stop, without spaces."))
    if not name[0].isalnum() or not any(letter.isalpha() for letter in name):
        raise UnfitName(_("Begin with a letter or a digit, and use at least one letter."))
    if is_mixed(name):
        raise UnfitName(_("Use letters of one alphabet, so that nobody can pass for somebody else."))
    if name_skeleton(name) in reserved_looks():
        raise UnfitName(_("This name could be taken for the team. Please choose another."))
    if name_skeleton(name)[:-2] in alias_looks():
        raise UnfitName(_("This name could be taken for a one-off name of somebody else. Please choose another."))
    return name


def is_mark(letter: str) -> bool:
    """Whether this belongs to the letter before it, as vowel signs do in many scripts."""
    return unicodedata.category(letter).startswith("M")
