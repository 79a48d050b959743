"""Why a member cannot write here, in sentences."""

from flask_babel import gettext as _

from forum.errors import NotAllowed

__all__ = ["not_allowed"]


def not_allowed(word: str) -> NotAllowed:
    """The refusal for a word of policies.why_not_post_in."""
    sentences = {
        "consent": _("To write here you need to agree that the forum keeps what you tell about your health."),
        "silenced": _("A moderator has asked you not to write here for now. You can read why in your account."),
        "own": _("This is for texts of your own."),
        "not_own": _("This is for texts of others."),
        "announcement": _("Announcements are written by admins."),
    }
    return NotAllowed(sentences.get(word, word))
