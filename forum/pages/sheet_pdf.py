"""The sheet for an appointment as a PDF of two pages: smaller letters first, then fewer lines, never a third page."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from reportlab.pdfgen.canvas import Canvas

from forum.evidence.prose import Passage
from forum.evidence.reading import Account, Certainty, Listed
from forum.experiences.card import TableRow
from forum.experiences.wording import day_words
from forum.pages.paper import PAPERS, PLAIN, Column, draw_timeline, load_fonts, printable, timeline_height
from forum.pages.sheet import Sheet, left_out_words

__all__ = ["sheet_pdf"]

MARGIN = 45.0  # points; 16 mm
FOOT = 30.0
CHART_WIDTH = 330.0
SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0)  # smaller than 7 points nobody reads
LONGEST_WORDS = (600, 300, 150, 80)  # characters of one answer, when nothing else helps


@dataclass(frozen=True, slots=True)
class Shape:
    """How a page is filled: the size of letters, how many lines of a list, and how long one answer may be."""

    size: float
    lines: int
    longest: int


Page = Callable[[Column, Sheet, Shape], None]


def sheet_pdf(sheet: Sheet, *, paper: str, site: str, address: str) -> bytes:
    """The bytes of the PDF. `paper` is a key of PAPERS; `site` and `address` say where the sheet comes from."""
    load_fonts()
    file = BytesIO()
    canvas = Canvas(file, pagesize=PAPERS[paper], lang="en-GB", pageCompression=1)
    canvas.setTitle(_("LDN for %(condition)s, %(day)s", condition=sheet.condition, day=day_words(sheet.made_on)))
    canvas.setAuthor("")
    canvas.setCreator(printable(site))
    pages: list[tuple[Page, int]] = [
        (own_page, len(sheet.card.rows)),
        (other_page, len(sheet.account.sources) if sheet.account else 0),
    ]
    for number, (page, most) in enumerate(pages, start=1):
        column, shape = fitting(page, sheet, most, PAPERS[paper])
        page(replace(column, canvas=canvas), sheet, shape)
        foot(canvas, sheet, number=number, site=site, address=address, paper=paper)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def fitting(page: Page, sheet: Sheet, most: int, paper: tuple[float, float]) -> tuple[Column, Shape]:
    """An empty page, and the most readable and whole shape in which this one stays above its foot."""
    empty = Column(None, MARGIN, paper[0] - 2 * MARGIN, paper[1] - MARGIN, SIZES[0])

    def fits(shape: Shape) -> bool:
        tried = replace(empty, size=shape.size)
        page(tried, sheet, shape)
        return tried.y >= MARGIN + FOOT

    for size in SIZES:
        if fits(whole := Shape(size, most, LONGEST_WORDS[0])):
            return replace(empty, size=size), whole
    smallest = replace(empty, size=SIZES[-1])
    for longest in LONGEST_WORDS:
        bare = Shape(SIZES[-1], 0, longest)
        if fits(bare):
            # The fewer lines, the more room: the first number that does not fit is found by halving.
            lines = bisect_left(range(1, most + 1), 1, key=partial(lines_over, fits, bare))
            return smallest, replace(bare, lines=lines)
    return smallest, Shape(SIZES[-1], 0, LONGEST_WORDS[-1])


def lines_over(fits: Callable[[Shape], bool], bare: Shape, lines: int) -> int:
    """1 where so many lines are too many, else 0."""
    return 0 if fits(replace(bare, lines=lines)) else 1


def short(text: str, longest: int) -> str:
    """The text, cut where it is longer than that."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def own_page(column: Column, sheet: Sheet, shape: Shape) -> None:
    """What the member tells: facts, side effects, the timeline."""
    card = sheet.card
    column.write(_("LDN for %(condition)s", condition=sheet.condition), bold=True, size=16)
    column.write(_("My notes for an appointment, %(day)s", day=day_words(sheet.made_on)), size=11)
    column.space(0.6)
    column.write(_("Name: ______________________________    Date of birth: ______________"))
    column.heading(_("What I take, and what happened"))
    for fact in card.facts:
        column.row([fact.name, short(fact.words, shape.longest)], [0.24, 0.76])
    told = [f"{each.name} ({each.words})" if each.words else each.name for each in card.side_effects]
    column.row([_("Side effects"), short("; ".join(told) or _("None told."), 2 * shape.longest)], [0.24, 0.76])
    if card.chart is None:
        return
    column.heading(_("Over time"))
    circles = _("Circles are check-ins: filled better, hollow no better, dashed cannot tell or not said.")
    counted = ngettext("%(num)d check-in.", "%(num)d check-ins.", card.check_ins)
    column.write(" ".join([_("Dose in mg a day, by month."), counted, *([circles] if card.check_ins else [])]))
    column.space(0.5)
    if column.canvas is not None:
        draw_timeline(column.canvas, card.chart, left=column.left, top=column.y, width=CHART_WIDTH)
    column.y -= timeline_height(card.chart, CHART_WIDTH)
    rows = card.rows[len(card.rows) - shape.lines :]
    write_rows(column, rows, left_out=len(card.rows) - len(rows) + card.earlier, sheet=sheet, longest=shape.longest)


def write_rows(column: Column, rows: tuple[TableRow, ...], *, left_out: int, sheet: Sheet, longest: int) -> None:
    """The table of the timeline."""
    if left_out:
        column.write(left_out_words(left_out))
    widths = [0.2, 0.16, 0.64]
    column.row([_("When"), _("Dose a day"), _("Check-in")], widths, bold=True)
    for row in rows:
        column.row([row.when, row.dose or "–", short(told_in(row, sheet.card.purpose), longest) or "–"], widths)


def told_in(row: TableRow, purpose: str) -> str:
    """A check-in in a line."""
    complaint = purpose or _("Complaint")
    rated = "" if row.rating is None else _("%(complaint)s: %(rating)s of 10", complaint=complaint, rating=row.rating)
    effects = _("side effects: %(effects)s", effects=row.side_effects) if row.side_effects else ""
    return "; ".join(filter(None, [row.effect, rated, effects, f"“{row.line}”" if row.line else ""]))


def other_page(column: Column, sheet: Sheet, shape: Shape) -> None:
    """What the member wants to ask, and what studies say."""
    column.write(_("Questions that I want to ask"), bold=True, size=13)
    column.space(0.3)
    for number, words in enumerate(sheet.questions, start=1):
        column.write(f"{number}. {short(words, shape.longest)}")
    if not sheet.questions:
        column.write(_("None noted."))
    column.space(1)
    column.rule(1.2)
    column.space(0.4)
    column.write(_("What studies say about LDN for %(condition)s", condition=sheet.condition), bold=True, size=13)
    if sheet.account is None or sheet.dates is None:
        column.write(_("Nobody has written a summary yet. That does not mean that there are no studies."))
        return
    column.write(
        _(
            "Published evidence, searched on %(searched)s; next review due %(due)s. Not advice for one person.",
            searched=day_words(sheet.dates.searched_on),
            due=day_words(sheet.dates.review_due),
        )
    )
    if sheet.dates.is_overdue:
        column.write(_("This review is overdue: newer studies may be missing."), bold=True)
    if sheet.dates.review.doubts:
        names = "; ".join(each.name for each in sheet.dates.review.doubts)
        sentence = _(
            "This summary is under review, because a source was corrected, questioned or retracted: %(names)s.",
            names=names,
        )
        column.write(sentence, bold=True)
    column.space(0.4)
    column.write(" ".join(plain(each) for each in sheet.account.bottom_line))
    column.space(0.4)
    write_evidence(column, sheet.account, shape)


def write_evidence(column: Column, account: Account, shape: Shape) -> None:
    """The questions of the summary, and its sources in short."""
    widths = [0.45, 0.3, 0.25]
    column.row([_("Question"), _("Where studies point"), _("How sure")], widths, bold=True)
    for each in account.questions:
        column.row([each.question, str(each.direction), how_sure(each.certainty)], widths, first_bold=False)
    column.heading(_("Sources"))
    for source in account.sources[: shape.lines]:
        column.write(reference(source))
    left_out = len(account.sources) - shape.lines
    if left_out > 0:
        sentence = ngettext("%(num)d more on the site.", "%(num)d more on the site.", left_out)
        column.write(sentence)


def reference(source: Listed) -> str:
    """A source in short, with its note of care if it has one."""
    care = _("(Read with care: %(note)s.)", note=source.care) if source.care else ""
    became = f"({source.mark.words}.)" if source.mark else ""
    told = f"[{source.number}] {source.name}. {source.reference}."
    return " ".join(filter(None, [told, source.address, became, care]))


def how_sure(certainty: Certainty | None) -> str:
    """A rating in the words of its source."""
    if certainty is None:
        return _("Not rated yet")
    return f"{certainty.rating}: “{certainty.wording}” [{certainty.number}]"


def plain(passage: Passage) -> str:
    """A passage as text."""
    return "".join(f" [{piece.number}]" if piece.number else piece.text for piece in passage)


def foot(canvas: Any, sheet: Sheet, *, number: int, site: str, address: str, paper: str) -> None:
    """Where the sheet comes from, at the bottom of a page."""
    made = _(
        "%(site)s, made on %(day)s, page %(number)s of 2. One person’s own notes, not a medical record. %(address)s",
        site=printable(site),
        day=day_words(sheet.made_on),
        number=number,
        address=address,
    )
    column = Column(canvas, MARGIN, PAPERS[paper][0] - 2 * MARGIN, MARGIN + FOOT - 8, 7)
    column.rule(0.5)
    canvas.setFont(PLAIN, 7)
    column.write(made)
