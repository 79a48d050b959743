"""What error pages say: what happened, and what the reader can do."""

from dataclasses import dataclass

from flask_babel import gettext as _

__all__ = ["Saying", "what_happened"]


@dataclass(frozen=True, slots=True)
class Saying:
    """A heading that is a sentence, what happened, and what to do now."""

    heading: str
    sentence: str
    what_to_do: str


def about_addresses(case: int | str, reason: str) -> Saying | None:
    """What is not there, or not for this viewer."""
    if case in {404, 410}:
        return Saying(
            _("There is no page here for you to read."),
            _("The address may be mistyped, the page may be gone, or it may not be open to everyone."),
            _("You could look for it with the search, or start again from the first page."),
        )
    if case == "suspended":
        return Saying(
            _("Your account is suspended."),
            _("You can read why and until when, and you can take or delete your data. Other pages are closed for now."),
            _("The rules, the safety page and the crisis lines are open to you as to everyone."),
        )
    if case in {401, 403}:
        return Saying(
            _("This is not open to you."),
            reason or _("You may read this place, but not do that here."),
            _("If you think that this is wrong, please tell the team."),
        )
    if case == 405:
        return Saying(
            _("That cannot be done at this address."),
            _("The page exists, but not for what your browser asked of it."),
            _("Opening the page afresh usually helps."),
        )
    return None


def about_now(case: int | str, reason: str) -> Saying | None:
    """What could be done, but not like this or not at this moment."""
    if case == 409:
        return Saying(
            _("That did not happen."),
            reason or _("Something changed while you were here."),
            _("Please go back, load the page again and see how it stands now."),
        )
    if case == 413:
        return Saying(
            _("That was more than we can take at once."),
            _("What you sent is larger than the forum accepts, so none of it was stored."),
            _("Your text is still behind the back button of your browser. Could you shorten it, or send it in parts?"),
        )
    if case == 429:
        return Saying(
            _("That was a little too often."),
            reason or _("To keep the forum usable for everyone, some things can be done only so often."),
            _("Please wait a few minutes and try again. Nobody holds it against you."),
        )
    if case == "form":
        return Saying(
            _("The form could not be checked, so nothing was stored."),
            _("This happens when you have signed in or out in another window, or when cookies are blocked."),
            _("Please open the page again and send it once more."),
        )
    return None


def what_happened(case: int | str, reason: str = "") -> Saying:
    """The words for a status (or for one of two cases that share a status with others)."""
    found = about_addresses(case, reason) or about_now(case, reason)
    if found:
        return found
    if case == 503:
        return Saying(
            _("The forum cannot reach its database just now."),
            _("Nothing can be read or written for the moment. What was posted or saved as a draft is still there."),
            _("Please try again in a few minutes. In danger? Do not wait: call your local emergency number."),
        )
    if isinstance(case, int) and case >= 500:
        return Saying(
            _("Something went wrong on our side."),
            _("It is not your fault, and it has been noted. What you did last may not have been stored."),
            _("Please try again. If it happens again, telling the team helps us to find it."),
        )
    return Saying(
        _("We could not make sense of that."),
        _("Something in what your browser sent cannot be read, so nothing was stored."),
        _("Please go back and try again."),
    )
