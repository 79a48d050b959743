"""How hard a text is to read, as a school grade (Flesch and Kincaid), without asking anything of the network."""

import re
from collections.abc import Iterable

from pyphen import Pyphen

from forum.evidence.prose import CITATION, FIGURE

__all__ = ["DRUGS", "HARDEST_GRADE", "grade_of"]

HARDEST_GRADE = 9.0  # of a bottom line

# Names of drugs that summaries say, in all their forms. The names of conditions come from the list of conditions.
DRUGS = (
    "low-dose naltrexone (LDN)",
    "low-dose naltrexone",
    "naltrexone",
    "LDN",
    "amitriptyline",
    "aminosalicylates",
    "clobetasol",
    "glatiramer",
    "immunoglobulin",
    "ketamine",
    "levothyroxine",
    "pyridostigmine",
)

NAME = "tablet"  # a word of two syllables, as which every name counts
HYPHENATION = Pyphen(lang="en_US")
MARKUP = re.compile(r"[*_\\]")
SENTENCE_END = re.compile(r"[.!?][\"'”)]*\s+(?=[\"'“(]?[A-Z0-9])")
TOKEN = re.compile(r"[^\s–—]+")  # a hyphen joins one word, a dash parts two
WORD = re.compile(r"[^\W_]")
LETTER = re.compile(r"[^\W\d_]")
DIGIT = re.compile(r"\d")
APOSTROPHE = re.compile(r"['’]\w*$|['’]")
NO_LETTERS = re.compile(r"[\W\d_]+")
VOWELS = re.compile(r"[aeiouyäàáâãåéèêëíìîïóòôöõúùûü]+")
# Ends that are written with a vowel and spoken without: -e (not -le after a consonant), -ed (not -ted, -ded),
# -es (not after a hiss: -ces, -ges, -ses, -xes, -zes, -shes, -ches).
SILENT_END = re.compile(r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|[^aeiouyscxzghl]es$|[aeiouy]les$")


def grade_of(text: str, names: Iterable[str]) -> float:
    """The Flesch-Kincaid grade: the years of school (in the United States) that it takes to read `text`.

    0.39 x words per sentence + 11.8 x syllables per word - 15.59 (Kincaid and others 1975, Derivation of new
    readability formulas for Navy enlisted personnel, Research Branch Report 8-75). Each of `names` (drugs and
    conditions) counts as one word of two syllables. Figures, symbols and abbreviations count as words of one syllable,
    as in Flesch 1979, How to Write Plain English, chapter 2. Citations count as nothing; a figure that is taken from
    a record counts as a figure. 0.0 for a text without words.
    """
    plain = MARKUP.sub("", FIGURE.sub("1", CITATION.sub("", text))).replace("’", "'")
    known = list(names)
    parts = [TOKEN.findall(named(part, known)) for part in SENTENCE_END.split(plain)]
    sentences = [said for part in parts if (said := [token for token in part if WORD.search(token)])]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    syllables = sum(syllables_of(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def named(text: str, names: Iterable[str]) -> str:
    """`text` with a word of two syllables for each name, the longest names first.

    A name in capitals (ME, MS) is one only in capitals; any other in whatever letters.
    """
    known = sorted({name.replace("’", "'") for name in names if name.strip()}, key=lambda name: (-len(name), name))
    if not known:
        return text
    either = "|".join(re.escape(name) if name.isupper() else f"(?i:{re.escape(name)})" for name in known)
    return re.sub(rf"(?<![\w-])(?:{either})(?!\w)", NAME, text)


def syllables_of(token: str) -> int:
    """The syllables of a word as it is spoken, at least one; of "double-blind" those of both its parts."""
    if DIGIT.search(token):
        return 1
    parts = [part for part in token.split("-") if LETTER.search(part)]
    return max(1, sum(of_one(part) for part in parts))


def of_one(part: str) -> int:
    """The syllables of one word without a hyphen.

    Hyphenation never leaves a single letter behind ("study", "about": one piece), and groups of vowels know no
    "tri-al". Each counts too few and hardly ever too many, so the larger is taken.
    """
    bare = NO_LETTERS.sub("", APOSTROPHE.sub("", part))
    if bare.isupper():
        return 1
    word = bare.lower()
    spoken = len(VOWELS.findall(word)) - bool(SILENT_END.search(word))
    return max(1, spoken, len(HYPHENATION.positions(word)) + 1)
