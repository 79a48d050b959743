"""What editors fill in about publications."""

from collections.abc import Iterable
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from forum import clock, markup
from forum.conditions.models import Condition
from forum.evidence.citation_files import LONGEST_FILE, MOST_RECORDS
from forum.evidence.figures import LONGEST_FIGURE, MOST_FIGURES, TEXTS, ill_named, not_standing, read_lines
from forum.evidence.found import FIRST_YEAR, LONGEST_AUTHOR, MOST_AUTHORS, PMCID, PMID, clean_doi, plain_text
from forum.evidence.labels import DESIGNS, RESULTS, SECOND_CHECKS, STATUSES, USES
from forum.evidence.models import Source
from forum.evidence.registers.looking_up import named_in
from forum.fields import plain
from forum.lazy import lazy as _l

__all__ = ["ChoosingForm", "ImportForm", "LookUpForm", "SourceForm"]

LONGEST_ADDRESS = 500  # of a link
LONGEST_NOTE = 3_000
# What is no plain column.
OTHERWISE = frozenset(
    {"authors", "et_al", "figures", "from_knowledge", "second_check", "conditions", "seen", "why", "csrf_token"}
)
MOST_PEOPLE = 10_000_000  # a register of a whole country


def one_line(text: str | None) -> str | None:
    """A line without markup; None where nothing was written."""
    return plain_text(text or "") or None


def as_written(text: str | None) -> str | None:
    """Line ends as LF; None where nothing was written."""
    return markup.clean_newlines(text or "").strip() or None


def named(labels: dict[str, LazyString]) -> list[tuple[str, str]]:
    """The words of a vocabulary as choices; WTForms' types know no lazy strings."""
    return cast(list[tuple[str, str]], list(labels.items()))


def lines(text: str | None) -> list[str]:
    """Each line on which something stands."""
    return [told for each in (text or "").split("\n") if (told := plain_text(each))]


def line(label: str, longest: int, description: str = "") -> StringField:
    """A field of one line that may stay empty."""
    return StringField(label, description=description, filters=[one_line], validators=[Optional(), plain(longest)])


def note(label: str, description: str = "") -> TextAreaField:
    """A field of some sentences that may stay empty."""
    validators = [Optional(), plain(LONGEST_NOTE)]
    return TextAreaField(label, description=description, filters=[as_written], validators=validators)


class ForConditions(FlaskForm):
    """Which conditions it is about."""

    conditions = SelectMultipleField(
        _l("Conditions that it is about"),
        description=_l("None, if it is about LDN in general. With Ctrl or Command you choose several."),
    )

    def offer(self, conditions: Iterable[Condition]) -> None:
        """The conditions to choose from, by name."""
        self.conditions.choices = [(each.slug, each.name) for each in sorted(conditions, key=lambda one: one.name)]


class SourceForm(ForConditions):
    """The record of one publication. `seen` is the version that it had when the form was opened."""

    seen = HiddenField()
    title = StringField(
        _l("Title"), filters=[one_line], validators=[InputRequired(_l("Write its title.")), plain(1000)]
    )
    authors = TextAreaField(
        _l("Authors"),
        description=_l("One in each line, such as Younger J"),
        filters=[as_written],
        validators=[plain(MOST_AUTHORS * LONGEST_AUTHOR)],
    )
    et_al = SelectField(
        _l("Are there more authors?"), choices=[("no", _l("No")), ("yes", _l("Yes")), ("", _l("Not seen"))]
    )
    journal = line(_l("Journal"), 200)
    year = IntegerField(_l("Year"), validators=[Optional(), NumberRange(FIRST_YEAR, 2200, _l("This is not a year."))])
    volume = line(_l("Volume"), 40)
    issue = line(_l("Issue"), 40)
    pages = line(_l("Pages"), 60)
    doi = line("DOI", 250, _l("Such as 10.1002/art.37734"))
    pmid = line("PMID", 20, _l("The number in PubMed"))
    pmcid = line("PMCID", 20, _l("Such as PMC3381945"))
    registry_number = line(_l("Number in a trial register"), 60, _l("Such as NCT00568555"))
    link = line(_l("Link that you opened"), 500, _l("It begins with https://"))
    design = SelectField(_l("Kind of study"), choices=named(DESIGNS), default="not-read")
    design_note = note(_l("Kind of study in detail"))
    n = IntegerField(_l("People"), validators=[Optional(), NumberRange(0, MOST_PEOPLE, _l("This is not a number."))])
    population = note(_l("Who they were"))
    dose = note(_l("Dose and schedule"))
    comparator = note(_l("Compared with"), _l("Write “none” where there was no comparison."))
    duration = note(_l("Length"))
    primary_outcome = note(_l("Main question"))
    result = note(_l("What was found"), _l("With its interval, as the paper gives it."))
    direction = SelectField(_l("Result"), choices=named(RESULTS), default="not-read")
    harms = note(_l("Harms"))
    limitation = note(_l("Limits"))
    figures = TextAreaField(
        _l("Figures that summaries take from here"),
        description=_l(
            "One in each line, such as: pain-fall-ldn = 28.8. The value stands in a field above, just like that."
            " A summary takes it as [=key of this source:pain-fall-ldn]."
        ),
        filters=[as_written],
        validators=[plain(MOST_FIGURES * 2 * LONGEST_FIGURE)],
    )
    funding = note(_l("Who paid for it"))
    interests = note(_l("Interests of its authors"), _l("As they declare them."))
    corrections = note(_l("Corrections and retraction"))
    status = SelectField(_l("What was seen"), choices=named(STATUSES), default="identifier-only")
    result_read_from = line(_l("What you read of it"), 500, _l("Abstract, or full text"))
    use_on_page = SelectField(_l("May summaries cite it?"), choices=named(USES), default="no")
    use_note = note(_l("What to mind where it is cited"))
    second_check = SelectField(
        _l("Read a second time?"),
        choices=[("", _l("Not yet")), *named(SECOND_CHECKS)],
        default="",
    )
    second_check_note = note(_l("Note on the second reading"))
    notes = note(_l("Notes for editors"))
    why = TextAreaField(
        _l("What did you change, and why?"),
        description=_l("Everyone reads it beside the change, without your name."),
        filters=[as_written],
        validators=[plain(LONGEST_NOTE)],
    )
    from_knowledge = note(_l("Parts that nobody saw"), _l("One in each line, such as: volume"))

    def validate_authors(self, field: Field) -> None:
        """Bounded, as records from files are."""
        names = (field.data or "").split("\n")
        if len(names) > MOST_AUTHORS or any(len(name) > LONGEST_AUTHOR for name in names):
            raise ValidationError(_("Write one author in each line, and 200 lines at most."))

    def validate_year(self, field: Field) -> None:
        """Next year's first issues appear in this one."""
        if field.data and field.data > clock.now().year + 1:
            raise ValidationError(_("This year is still to come."))

    def validate_doi(self, field: Field) -> None:
        """As doi.org gives them out."""
        if field.data and not clean_doi(field.data):
            raise ValidationError(_("This is not a DOI. One looks like 10.1002/art.37734"))

    def validate_pmid(self, field: Field) -> None:
        """A number."""
        if field.data and not PMID.fullmatch(field.data):
            raise ValidationError(_("This is not a PMID. One is a number of up to nine digits."))

    def validate_pmcid(self, field: Field) -> None:
        """With its three letters."""
        if field.data and not PMCID.fullmatch(field.data):
            raise ValidationError(_("This is not a PMCID. One looks like PMC3381945"))

    def validate_link(self, field: Field) -> None:
        """Nothing else is ever shown as a link."""
        if field.data and not field.data.startswith("https://"):
            raise ValidationError(_("The link has to begin with https://"))

    def validate_use_note(self, field: Field) -> None:
        """The two go together."""
        if (self.use_on_page.data == "with care") != bool(field.data):
            raise ValidationError(_("What to mind goes with “with care”, and only with that."))

    def validate_figures(self, field: Field) -> None:
        """Each has a name of its own, and stands in the record."""
        pairs = read_lines(field.data or "")
        if pairs is None or len(pairs) > MOST_FIGURES or any(len(value) > LONGEST_FIGURE for _name, value in pairs):
            raise ValidationError(_("Write one figure in each line, as name = value, and 60 lines at most."))
        figures = dict(pairs)
        if len(figures) < len(pairs):
            raise ValidationError(_("A name stands here twice. Give each figure a name of its own."))
        if wrong := ill_named(figures):
            names = ", ".join(wrong)
            rule = _("A name has small letters, digits and hyphens, and is not “people” or “year”.")
            raise ValidationError(f"{rule} {_('Not so: %(names)s', names=names)}")
        if loose := not_standing(figures, [getattr(self, name).data for name in TEXTS]):
            told = ", ".join(f"{name} = {figures[name]}" for name in loose)
            raise ValidationError(_("No other field of this record says so: %(figures)s", figures=told))

    def miss_why(self) -> None:
        """Say that a word about the change is missing."""
        self.why.errors = [_("A summary shows this record. Say in a sentence what you changed, and why.")]

    def show(self, source: Source) -> None:
        """What stands in the record."""
        for field in self:
            if field.name not in OTHERWISE:
                field.data = getattr(source, field.name)
        self.authors.data = "\n".join(source.authors)
        self.from_knowledge.data = "\n".join(source.from_knowledge)
        self.figures.data = "\n".join(f"{name} = {value}" for name, value in source.figures.items())
        self.second_check.data = source.second_check or ""
        self.et_al.data = "" if source.et_al is None else ("yes" if source.et_al else "no")
        self.conditions.data = [each.slug for each in source.conditions]
        self.seen.data = str(source.version)

    def values(self) -> dict[str, Any]:  # Any: column values of every type
        """The columns."""
        told = {f.name: f.data for f in self if f.name not in OTHERWISE}
        lists = {"authors": lines(self.authors.data), "from_knowledge": lines(self.from_knowledge.data)}
        more = {"yes": True, "no": False}.get(self.et_al.data)
        doi = clean_doi(self.doi.data) if self.doi.data else None
        figures = dict(read_lines(self.figures.data or "") or [])
        check = self.second_check.data or None
        return {**told, **lists, "et_al": more, "doi": doi, "figures": figures, "second_check": check}

    @property
    def version(self) -> int:
        """The version that the editor had before them; 0, which is none, where the form is damaged."""
        seen = self.seen.data or ""
        return int(seen) if seen.isdecimal() and len(seen) < 10 else 0


class LookUpForm(FlaskForm):
    """The number of a publication."""

    number = StringField(
        _l("DOI, PMID, or a link to either"),
        description=_l("Such as 10.1002/art.37734, or 23359310"),
        filters=[one_line],
        validators=[InputRequired(_l("Write a DOI or a PMID.")), plain(LONGEST_ADDRESS)],
    )

    def validate_number(self, field: Field) -> None:
        """One of the two."""
        if named_in(field.data or "") is None:
            raise ValidationError(
                _("This is neither a DOI nor a PMID. A DOI begins with 10. and has a slash; a PMID is a number.")
            )


class ImportForm(FlaskForm):
    """A file of citations, chosen or pasted."""

    file = FileField(_l("A file"), description=_l("From PubMed (.nbib), or .ris or .bib, up to 250 kB"))
    text = TextAreaField(_l("Or its text, pasted"), filters=[as_written])

    def validate_text(self, field: Field) -> None:
        """One of the two, and not more than can be looked through."""
        upload = self.file.data
        if upload:
            # A character is up to four bytes; what is longer is read no further.
            read = upload.stream.read(LONGEST_FILE * 4 + 1)
            field.data = as_written(decoded(read))
        if not field.data:
            raise ValidationError(_("Choose a file, or paste what stands in it."))
        if len(field.data) > LONGEST_FILE:
            sentence = _("This is too much at once. Bring it in parts of %(count)s publications.", count=MOST_RECORDS)
            raise ValidationError(sentence)
        if "\0" in field.data:
            raise ValidationError(_("This is not a text. Save it as .ris, .nbib or .bib, and bring that."))


class ChoosingForm(ForConditions):
    """What to do with each publication of a file, which comes back with the form."""

    text = HiddenField(filters=[as_written])

    def validate_text(self, field: Field) -> None:
        """As it was."""
        if not field.data or len(field.data) > LONGEST_FILE or "\0" in field.data:
            raise ValidationError(_("This form is damaged. Please bring the file again."))


def decoded(data: bytes) -> str:
    """A file as text: UTF-8, or what older programs on Windows write."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
