"""Invented people and what they might write, for the demonstration: plain days, no dose, no advice, no result."""

import random  # noqa: TID251 - a seeded generator, so that the same demonstration comes out every time

from forum import markup

__all__ = ["INVENTED", "Writer", "names"]

INVENTED = "*Invented for this demonstration.*"

FIRST = (
    "Amber", "Birch", "Cedar", "Clover", "Coral", "Dawn", "Fern", "Heron", "Indigo", "Juniper", "Kestrel", "Linden",
    "Maple", "Meadow", "Olive", "Opal", "Pebble", "Plum", "Robin", "Rowan", "Sage", "Sorrel", "Tansy", "Willow", "Wren",
)  # fmt: skip
SECOND = (
    "Bridge", "Brook", "Cloud", "Corner", "Field", "Garden", "Gate", "Harbour", "Hill", "Kettle", "Lane", "Lantern",
    "Morning", "Orchard", "Paper", "Porch", "Quilt", "Rain", "River", "Shore", "Stone", "Window", "Winter", "Yard",
)  # fmt: skip

TITLES = {
    "story": (
        "Where I am after some months", "A long letter about a slow year", "What the last winter was like",
        "My diary, in short", "How it began for me", "Writing this on a good day", "What I would have liked to read",
        "A small account of a long road", "Ups and downs since spring", "The year I learned to rest",
    ),
    "question": (
        "How do you remember to take it?", "How did you bring it up at an appointment?", "Do you keep a diary?",
        "How do you explain a bad day to your family?", "What do you do while you wait?", "How do you travel with it?",
        "Did you tell people at work?", "What helped you to write things down?", "How do you plan a week?",
    ),
    "discussion": (
        "Small things that made a day easier", "What we say when people ask how we are", "Reading the small print",
        "Waiting rooms", "Notebooks, apps and sticky notes", "The weather and us", "Asking for help",
        "What we tell a new doctor first", "On pacing, again", "Good questions to bring along",
    ),
}  # fmt: skip

SENTENCES = (
    "I keep a notebook beside the bed and write one line in the evening.",
    "Some weeks I forget the notebook, and then the weeks run into each other.",
    "My sister drives me to appointments because the bus takes too long.",
    "I cannot say yet whether anything has changed, so I only write down what happened.",
    "Last Tuesday I slept badly, but there was also a party next door.",
    "I was nervous before the first appointment and brought a list of questions.",
    "The doctor read the list, which I had not expected.",
    "It took three calls until the pharmacy knew what I was asking for.",
    "My neighbour walks the dog for me when I cannot.",
    "On good days I cook for two days and freeze the rest.",
    "On bad days I count it as a success when I have opened the window.",
    "I have stopped comparing this year with other years.",
    "My notes say that the second week was harder than the first, and I would have remembered it the other way round.",
    "I changed two things at the same time, which was not clever, because now I cannot tell them apart.",
    "I read your post twice and recognised the part about the stairs.",
    "I am writing this in small pieces, so please forgive the jumps.",
    "My family means well and asks every day, which is kind and tiring.",
    "I set an alarm with a silly song, and now the children sing it.",
    "I went back to the choir for one rehearsal and sat down for half of it.",
    "The hardest part is explaining that I may be well at ten and not at noon.",
    "I have no answer, but I wanted you to know that somebody read this.",
    "I asked the same question a year ago and still have no good answer.",
    "At work I told one person, and that was enough.",
    "I bought a pill box with the days on it and felt very old and rather relieved.",
    "It was raining the whole month, so I blame the rain for half of my notes.",
    "I print my notes before an appointment, because my mind goes blank in the room.",
    "My appointment was moved again, this time to the spring.",
    "I would do it differently now: one thing at a time, and write it down.",
    "I do not want to talk anybody into or out of anything, this is only how it went for me.",
    "Thank you for asking, I had not put it into words before.",
    "There were two quiet weeks and then one that was not.",
    "I was tired before and I am tired now, but the notes say a little about when.",
    "Please ask your own doctor, mine knows me and I do not know you.",
    "The garden is a mess, and I have decided that bees like it that way.",
    "I ordered a chair for the kitchen so that I can sit while I stir.",
    "Reading this page in the evening has become a habit.",
    "I skipped the update last month because there was nothing to tell.",
    "A friend asked what it is like, and I said: like carrying shopping all day.",
    "I use the same three words every evening so that the lines can be compared.",
    "If you keep a diary, write down the good days too, I forgot them for months.",
)

PARAGRAPHS = 600  # how many are made and rendered once; texts are put together from them


def names(count: int, *, seed: int) -> list[str]:
    """So many different names, the same for the same seed."""
    pairs = [first + second for first in FIRST for second in SECOND]
    random.Random(seed).shuffle(pairs)  # noqa: S311 - nothing secret
    rounds = range(1, 2 + count // len(pairs))
    every = [name if turn == 1 else f"{name}{turn}" for turn in rounds for name in pairs]
    return every[:count]


class Writer:
    """Writes titles and texts, the same for the same seed. Paragraphs are rendered once and put together."""

    def __init__(self, *, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - nothing secret
        made = [" ".join(self.chance.sample(SENTENCES, self.chance.randint(2, 5))) for _ in range(PARAGRAPHS)]
        self.paragraphs = [(text, markup.render(text)) for text in made]
        self.label = (INVENTED, markup.render(INVENTED))

    def title(self, kind: str, *, about: str) -> str:
        """The title of a topic of this kind."""
        return f"{self.chance.choice(TITLES[kind])} ({about})"

    def text(self, *, longest: int = 3) -> tuple[str, str]:
        """A text of one to `longest` paragraphs: its Markdown and its HTML."""
        chosen = [*self.chance.sample(self.paragraphs, self.chance.randint(1, longest)), self.label]
        return "\n\n".join(text for text, _ in chosen), "".join(html for _, html in chosen)
