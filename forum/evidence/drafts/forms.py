"""What an editor types of a version of a summary: one form in parts."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Field, FieldList, FormField, HiddenField, SelectMultipleField, TextAreaField, widgets
from wtforms.validators import Optional, ValidationError

from forum.evidence.drafts.models import SummaryDraft
from forum.evidence.drafts.questions import LONGEST_LINE, QuestionForm
from forum.evidence.drafts.shapes import Citable
from forum.evidence.drafts.written import Words, summary_of
from forum.fields import as_written, plain
from forum.lazy import lazy as _l

__all__ = ["DraftForm", "DropForm", "TakeOverForm", "rearranged"]

LONGEST_TEXT = 5_000
MOST_LINES = 20
MOST_QUESTIONS = 12  # in a draft; fewer may be published
MOST_ENTRIES = 40  # questions that are read of a form at all
MOST_KEYS = 200
LONGEST_NOTE = 1_000
FIRST_SEARCH = date(2000, 1, 1)
LAST_DAY = date(2100, 1, 1)
KEY = re.compile(r"[a-z0-9-]{1,80}")
ENTRY = re.compile(r"questions-(\d{1,3})-(.+)")
MOVE = re.compile(r"(up|down)-(\d{1,3})")


def lines_of(text: str | None) -> list[str]:
    """Each line on which something stands, its spaces single."""
    return [told for each in (text or "").split("\n") if (told := " ".join(each.split()))]


def few_lines(_form: FlaskForm, field: Field) -> None:
    """Not more lines than anybody would write, none longer than a long sentence."""
    found = lines_of(field.data)
    if len(found) > MOST_LINES:
        raise ValidationError(_("These are %(count)s lines; %(most)s is the most.", count=len(found), most=MOST_LINES))
    if any(len(each) > LONGEST_LINE for each in found):
        raise ValidationError(_("A line has more than %(most)s characters.", most=LONGEST_LINE))


def sentences(label: str, description: str) -> TextAreaField:
    """A field with one sentence in each line."""
    checks = [plain(LONGEST_TEXT), few_lines]
    return TextAreaField(label, description=description, filters=[as_written], validators=checks)


def note(label: str, description: str) -> TextAreaField:
    """A field of some sentences that may stay empty."""
    return TextAreaField(label, description=description, filters=[as_written], validators=[plain(LONGEST_NOTE)])


class DraftForm(FlaskForm):
    """A version of a summary. `version` is that of the draft when the form was opened."""

    version = HiddenField()
    bottom_line = sentences(_l("The bottom line"), _l("Two to five plain sentences, one in each line."))
    questions = FieldList(FormField(QuestionForm), label=_l("Questions"))
    chosen = SelectMultipleField(
        _l("Sources of this version"),
        description=_l(
            "Studies of this condition go into the table, in an order that is reckoned from their kind and size."
            " Everything else goes to the list of sources. What the text cites is listed anyway."
        ),
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validate_choice=False,
    )
    further = TextAreaField(
        _l("Further sources, by their keys"),
        description=_l("With spaces between them. The key is the end of the address of a source."),
        filters=[as_written],
        validators=[plain(LONGEST_TEXT)],
    )
    not_shown = sentences(_l("What this does not show"), _l("One sentence in each line."))
    ongoing = sentences(
        _l("Registered, no results found"),
        _l("One trial in each line, with its number in the register. Empty, if there is none."),
    )
    searched_on = DateField(_l("Day of the last search"), validators=[Optional()])
    searched_where = note(_l("Where you searched"), _l("Such as: PubMed and ClinicalTrials.gov, with the words."))
    review_due = DateField(
        _l("Next review due"),
        description=_l("At most 12 months after the search. Everyone sees on the page when it has passed."),
        validators=[Optional()],
    )
    change_note = note(
        _l("What changed, and why"), _l("A sentence or two. Everyone reads it in the history of the summary.")
    )

    def offer(self, citable: tuple[Citable, ...]) -> None:
        """Take these sources as the choice. A key that was chosen and is none of them goes to the further ones."""
        self.chosen.choices = [(each.key, each.told) for each in citable]
        lost = [key for key in self.chosen.data or [] if key not in {each.key for each in citable}]
        if lost:
            self.further.data = " ".join([self.further.data or "", *lost]).strip()

    def validate_questions(self, field: "FieldList[Any]") -> None:
        """Not more than fit on a page that anybody reads."""
        count = len(field.entries)
        if count > MOST_QUESTIONS:
            raise ValidationError(
                _("These are %(count)s questions; a draft holds %(most)s.", count=count, most=MOST_QUESTIONS)
            )

    def validate_chosen(self, field: Field) -> None:
        """Keys."""
        if any(not KEY.fullmatch(each) for each in field.data or []) or len(field.data or []) > MOST_KEYS:
            raise ValidationError(_("This form is damaged. Please open it again."))

    def validate_further(self, _field: Field) -> None:
        """Keys, also of sources that do not exist yet: the draft says so."""
        keys = self.further_keys
        wrong = [each for each in keys if not KEY.fullmatch(each)]
        if wrong:
            raise ValidationError(_("This is not the key of a source: %(text)s", text=wrong[0][:80]))
        if len(keys) > MOST_KEYS:
            raise ValidationError(_("These are too many keys; %(most)s is the most.", most=MOST_KEYS))

    def validate_searched_on(self, field: Field) -> None:
        """A day that can be meant."""
        check_day(field)

    def validate_review_due(self, field: Field) -> None:
        """A day that can be meant."""
        check_day(field)

    @property
    def further_keys(self) -> list[str]:
        """The keys that were typed, also where they were typed as citations."""
        typed = re.split(r"[\s,;]+", self.further.data or "")
        return [key for each in typed if (key := each.removeprefix("[@").removesuffix("]"))]

    @property
    def asked(self) -> list[QuestionForm]:
        """The questions, each a form."""
        return [each.form for each in self.questions.entries]

    @property
    def list_faults(self) -> list[str]:
        """What is wrong with the list of questions itself; it stands among the errors of its entries, mappings."""
        found: list[Any] = list(self.questions.errors)  # Any: WTForms says str, and gives mappings among them
        return [each for each in found if isinstance(each, str)]

    def show(self, slug: str, draft: SummaryDraft) -> None:
        """What the draft has; the choice of sources was offered."""
        summary = summary_of(slug, draft)
        for name in ("bottom_line", "not_shown", "ongoing"):
            self[name].data = "\n".join(getattr(summary, name))
        for name in ("searched_on", "searched_where", "review_due", "change_note"):
            self[name].data = getattr(draft, name)
        offered = {key for key, _words in cast(list[tuple[str, str]], self.chosen.choices)}
        listed = [*summary.trials, *summary.also]
        self.chosen.data = [key for key in listed if key in offered]
        self.further.data = " ".join(key for key in listed if key not in offered)
        for each in summary.questions:
            self.questions.append_entry()
            self.asked[-1].show(each)
        self.version.data = str(draft.version)

    @property
    def seen(self) -> int:
        """The version that the editor had before them; 0, which is none, where the form is damaged."""
        told = self.version.data or ""
        return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0

    def words(self) -> Words:
        """What was typed, of a form that was found valid. A question that is to go is left out."""
        return Words(
            bottom_line=lines_of(self.bottom_line.data),
            questions=[each.value() for each in self.asked if not each.take_out.data],
            chosen=list(dict.fromkeys([*(self.chosen.data or []), *self.further_keys])),
            not_shown=lines_of(self.not_shown.data),
            ongoing=lines_of(self.ongoing.data),
            searched_on=self.searched_on.data,
            searched_where=self.searched_where.data or "",
            review_due=self.review_due.data,
            change_note=self.change_note.data or "",
        )

    def moved_to(self, act: str) -> str | None:
        """The part of the page that shows what an act did: the new question, or the one that was moved."""
        if act == "add":
            return f"part-q{len(self.words().questions)}"
        move = MOVE.fullmatch(act)
        return f"part-q{max(1, int(move[2]) + (-1 if move[1] == 'up' else 1))}" if move else None

    def faults(self) -> Iterator[tuple[str, str, str]]:
        """Where each wrong field is, what it is called, and what is wrong, also of fields within questions."""
        for sentence in self.form_errors:
            yield "draft", "", str(sentence)
        for field in self:
            if field.name == "questions":
                yield from (("questions", str(field.label.text), each) for each in self.list_faults)
                for number, each in enumerate(self.asked, 1):
                    yield from faults_within(each, _("Question %(number)s", number=number))
            elif field.errors:
                yield field.id, str(field.label.text), " ".join(field.errors)


def faults_within(form: Any, where: str) -> Iterator[tuple[str, str, str]]:  # Any: a form of WTForms
    """The same within a question."""
    for field in form:
        if isinstance(field, FormField):
            yield from faults_within(field.form, f"{where}, {field.label.text}")
        elif field.errors:
            yield field.id, f"{where}, {field.label.text}", " ".join(field.errors)


def check_day(field: Field) -> None:
    """Raise ValidationError for a day that no editor means."""
    if field.data and not FIRST_SEARCH <= field.data <= LAST_DAY:
        raise ValidationError(_("This day cannot be meant. Please check the year."))


def rearranged(typed: MultiDict[str, str], act: str) -> MultiDict[str, str]:
    """What was typed, with a question more ("add"), or one moved ("up-2", "down-2", counted from 1).

    Everything else stays as it was typed; an act that makes no sense changes nothing.
    """
    numbers = sorted({int(found[1]) for name in typed if (found := ENTRY.fullmatch(name))})[:MOST_ENTRIES]
    typed = MultiDict(pair for pair in typed.items(multi=True) if is_shown(pair[0], numbers))
    if act == "add":
        more = MultiDict(typed)
        more[f"questions-{(numbers[-1] + 1) if numbers else 0}-direction"] = "too-little-research"
        return more
    move = MOVE.fullmatch(act)
    place = int(move[2]) - 1 if move else -1
    other = place - 1 if move and move[1] == "up" else place + 1
    if not (0 <= place < len(numbers) and 0 <= other < len(numbers)):
        return typed
    swap = {numbers[place]: numbers[other], numbers[other]: numbers[place]}
    moved: MultiDict[str, str] = MultiDict()
    for name, values in typed.lists():
        found = ENTRY.fullmatch(name)
        key = f"questions-{swap.get(int(found[1]), int(found[1]))}-{found[2]}" if found else name
        moved.setlist(key, values)
    return moved


def is_shown(name: str, numbers: list[int]) -> bool:
    """Whether a field can be of a page of ours: there is no end to the questions that a forged form may have."""
    found = ENTRY.fullmatch(name)
    return int(found[1]) in numbers if found else not name.startswith("questions-")


class DropForm(FlaskForm):
    """Putting a draft away: nothing to type."""


class TakeOverForm(FlaskForm):
    """Going on with a draft."""

    why = note(_l("A sentence for the other editor"), _l("It may stay empty. Editors read it beside the draft."))
