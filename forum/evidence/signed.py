"""Who put their name to a version of a summary, and what they declared with it, as readers see it."""

from dataclasses import dataclass
from datetime import date, datetime

__all__ = ["Declaration", "SignOff", "Signed"]


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an editor declares when they sign. Nobody checks it; "None" is a declaration of interests, too."""

    interests: str
    qualification: str = ""
    is_clinician: bool = False  # whether the qualification is a clinician's


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature. `role` is one of drafts.models.ROLES; `name` is None where the member has left."""

    role: str
    name: str | None
    interests: str
    qualification: str
    is_clinician: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who had looked at a version when it was published, and who has since.

    `review` is one of models.REVIEWS. `second_look_due` is the day by which somebody else looks at a version that one
    person published because it was urgent; None where somebody has, or a later version is shown.
    """

    review: str
    signed: tuple[Signed, ...] = ()
    second_look_due: date | None = None
    is_late: bool = False  # that day has passed
    is_from_abstracts: bool = False  # some of its results were read in abstracts, not in the papers

    @property
    def has_second(self) -> bool:
        """Whether somebody has looked again."""
        return any(each.role == "second" for each in self.signed)

    @property
    def clinicians(self) -> tuple[Signed, ...]:
        """The signatures of those who say that they are clinicians."""
        return tuple(each for each in self.signed if each.is_clinician)
