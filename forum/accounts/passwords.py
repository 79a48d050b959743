"""Passwords: long enough, and not among the first that somebody would try. No rules about their letters."""

from flask_babel import gettext as _
from zxcvbn import zxcvbn

__all__ = ["LONGEST", "SHORTEST", "complaint"]

SHORTEST = 8  # ASVS 5.0, 6.2.1
LONGEST = 1000  # far beyond a sentence; a bound, so that hashing stays cheap
# zxcvbn: 0 and 1 are guessed within a million tries, which covers lists of common passwords (ASVS 5.0, 6.2.4).
LEAST_SCORE = 2
EXAMINED = 72  # zxcvbn takes no more; what follows can only make it better
NEAR_AT_HAND = ("ldn", "naltrexone", "lowdose", "forum", "common room", "password")


def complaint(password: str, *, name: str) -> str | None:
    """A sentence about what is wrong with this password for a member of this name, if anything."""
    if len(password) < SHORTEST:
        return _("A password has at least %(count)d characters. Three or four words in a row are good.", count=SHORTEST)
    if len(password) > LONGEST:
        return _("A password has at most %(count)d characters.", count=LONGEST)
    if zxcvbn(password[:EXAMINED], user_inputs=[name[:EXAMINED], *NEAR_AT_HAND])["score"] < LEAST_SCORE:
        return _("This password would be guessed soon. Three or four words that have nothing to do with you are good.")
    return None
