"""Texts for the benchmark: about 120 words in two paragraphs, one bold, one link, with words of known frequency."""

import random  # noqa: TID251 - a seeded generator: the same texts every time
from itertools import accumulate

from forum import markup
from forum.markup import LINK_REL

COMMON = ("lantern", "harvest")  # each in one post of a hundred
COMMON_IN = 100
RARE_IN = 2_500  # each rare word in one post of so many: 40 of 100,000
RARE = tuple(f"rare{letter}word" for letter in "abcdefghijklmnopqrst")
WORDS_PER_PARAGRAPH = 58
VOCABULARY = 4_000
CHECKED = 20  # so many texts are compared with what the forum itself renders

SYLLABLES = ("ba", "ko", "li", "mu", "ne", "pa", "ri", "so", "ta", "ve", "wi", "zo", "cha", "du", "fe", "gi")


class Texts:
    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.vocabulary = sorted({self.word() for _ in range(VOCABULARY * 2)})[:VOCABULARY]
        self.chance.shuffle(self.vocabulary)
        # As in any language, the n-th word is used about 1/n as often as the first.
        self.weights = list(accumulate(1 / n for n in range(1, len(self.vocabulary) + 1)))
        self.made = 0

    def word(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(1, 4)))

    def words(self) -> list[str]:
        return self.chance.choices(self.vocabulary, cum_weights=self.weights, k=WORDS_PER_PARAGRAPH)

    def title(self, kind: str, about: str) -> str:
        return f"{kind.capitalize()} about {about}: {' '.join(self.words()[:5])}"

    def text(self, number: int) -> tuple[str, str]:
        """The Markdown and the HTML of a post."""
        del number
        self.made += 1
        first, second = self.words(), self.words()
        for offset, word in enumerate(COMMON):
            if self.chance.randrange(COMMON_IN) == offset:
                first[7 + offset] = word
        if (place := self.chance.randrange(RARE_IN)) < len(RARE):
            second[9] = RARE[place]
        bold, link = first[3], f"https://example.org/{self.made}"
        head, tail = " ".join(first[:3]), " ".join(first[4:])
        rest = " ".join(second)
        markdown = f"{head} **{bold}** {tail}\n\n{rest} [a page]({link})"
        html = (
            f"<p>{head} <strong>{bold}</strong> {tail}</p>\n"
            f'<p>{rest} <a href="{link}" rel="{LINK_REL}">a page</a></p>\n'
        )
        if self.made <= CHECKED and html != markup.render(markdown):
            raise SystemExit(
                f"bench/texts.py no longer knows how the forum renders:\n{markup.render(markdown)}\n{html}"
            )
        return markdown, html
