"""Writing on paper: lines of text, rules and a timeline on pages of a PDF, by the library reportlab.

Only plain text is drawn, never markup: what a member typed is letters and nothing else. A letter that the font does
not have is drawn as an empty box.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from forum.experiences.drawing import Drawing

__all__ = ["BOLD", "PAPERS", "PLAIN", "Column", "draw_timeline", "timeline_height", "wrapped"]

PAPERS: dict[str, tuple[float, float]] = {"a4": A4, "letter": LETTER}
FONTS = Path(__file__).parent / "fonts"
PLAIN, BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"
LEADING = 1.28  # the distance of lines, in sizes of the font
DASH = (2, 1.6)
CHART_LETTERS = 15  # as large as in the drawing on a screen
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")


@cache
def load_fonts() -> None:
    """Read the two fonts, once in a process."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))


def width_of(text: str, font: str, size: float) -> float:
    """How long a text is, in points."""
    load_fonts()
    return float(pdfmetrics.stringWidth(text, font, size))


def printable(text: str) -> str:
    """The text in one line, without what is no letter."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())


def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """The text in lines no longer than `width` points; a word that is longer is broken."""
    lines: list[str] = []
    line, filled, space = "", 0.0, width_of(" ", font, size)
    for word in printable(text).split(" "):
        long = width_of(word, font, size)
        if line and filled + space + long <= width:
            line, filled = f"{line} {word}", filled + space + long
            continue
        if line:
            lines.append(line)
        *full, line = pieces_of(word, font, size, width)
        lines += full
        filled = long if not full else width_of(line, font, size)
    return [*lines, line] if line else lines


def pieces_of(word: str, font: str, size: float, width: float) -> list[str]:
    """A word in pieces that fit; most words are one."""
    if width_of(word, font, size) <= width:
        return [word]
    pieces, piece, filled = [], "", 0.0
    for letter in word:
        long = width_of(letter, font, size)
        if piece and filled + long > width:
            pieces.append(piece)
            piece, filled = "", 0.0
        piece, filled = piece + letter, filled + long
    return [*pieces, piece]


@dataclass
class Column:
    """A column of text that is written from above: `y` is how far it has come, in points from the bottom.

    Without a `canvas` nothing is drawn, so that what does not fit is known before it is.
    """

    canvas: Any  # reportlab's, or None
    left: float
    width: float
    y: float
    size: float

    def write(self, text: str, *, bold: bool = False, size: float | None = None, indent: float = 0) -> None:
        """A paragraph."""
        size, font = size or self.size, BOLD if bold else PLAIN
        for line in wrapped(text, font, size, self.width - indent):
            self.y -= size * LEADING
            self.put(line, (self.left + indent, self.y), font, size)

    def row(self, cells: list[str], widths: list[float], *, bold: bool = False, first_bold: bool = True) -> None:
        """Cells beside one another; `widths` are shares of the column that make up 1."""
        left, lowest, top = self.left, self.y, self.y
        for number, (cell, share) in enumerate(zip(cells, widths, strict=True)):
            font = BOLD if bold or (first_bold and number == 0) else PLAIN
            y = top
            for line in wrapped(cell, font, self.size, self.width * share - self.size):
                y -= self.size * LEADING
                self.put(line, (left, y), font, self.size)
            lowest = min(lowest, y)
            left += self.width * share
        self.y = lowest - self.size * 0.35
        self.rule(0.3)

    def put(self, line: str, place: tuple[float, float], font: str, size: float) -> None:
        """One line at its place."""
        if self.canvas is not None:
            self.canvas.setFont(font, size)
            self.canvas.drawString(*place, line)

    def rule(self, thickness: float) -> None:
        """A line across the column."""
        if self.canvas is not None:
            self.canvas.setLineWidth(thickness)
            self.canvas.line(self.left, self.y, self.left + self.width, self.y)

    def space(self, sizes: float) -> None:
        """Leave so many sizes of the font empty."""
        self.y -= self.size * sizes

    def heading(self, text: str) -> None:
        """What a part is called."""
        self.space(0.9)
        self.write(text, bold=True, size=self.size * 1.2)
        self.space(0.25)


def timeline_height(drawing: Drawing, width: float) -> float:
    """How high a timeline of this width is."""
    return width * drawing.height / drawing.width


def draw_timeline(canvas: Any, drawing: Drawing, *, left: float, top: float, width: float) -> None:
    """The timeline with its upper left corner there, as on a screen but in black."""
    scale = width / drawing.width
    canvas.saveState()
    canvas.translate(left, top - timeline_height(drawing, width))
    canvas.scale(scale, scale)
    high = drawing.height
    canvas.setStrokeGray(0.7)
    canvas.setLineWidth(1)
    for level in drawing.levels:
        canvas.line(drawing.left, high - level.y, drawing.right, high - level.y)
    canvas.setStrokeGray(0)
    canvas.setFont(PLAIN, CHART_LETTERS)
    for level in drawing.levels:
        canvas.drawRightString(drawing.left - 10, high - level.text_y, level.label)
    for tick in drawing.ticks:
        canvas.drawCentredString(tick.x, high - drawing.ticks_y, tick.label)
    canvas.setLineWidth(2.5)
    draw_step(canvas, drawing)
    for dot in drawing.dots:
        canvas.setDash(*DASH) if dot.kind == "open" else canvas.setDash()
        canvas.setFillGray(0 if dot.kind == "full" else 1)
        canvas.circle(dot.x, high - drawing.dots_y, drawing.radius, stroke=1, fill=1)
    canvas.restoreState()


def draw_step(canvas: Any, drawing: Drawing) -> None:
    """The line of the dose."""
    if not drawing.step:
        return
    path, x, y = canvas.beginPath(), 0.0, 0.0
    for letter, numbers in re.findall(r"([MHV])([\d. ]+)", drawing.step):
        values = [float(each) for each in numbers.split()]
        x = values[0] if letter in "MH" else x
        y = values[-1] if letter in "MV" else y
        if letter == "M":
            path.moveTo(x, drawing.height - y)
        else:
            path.lineTo(x, drawing.height - y)
    canvas.drawPath(path, stroke=1, fill=0)
