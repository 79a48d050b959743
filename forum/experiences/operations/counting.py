"""The consent to be counted in the numbers: of its own, apart from sharing, and withdrawn at any time."""

from forum import clock
from forum.database import db, lock
from forum.experiences.models import CountingConsent, Experience
from forum.experiences.operations.releasing import uncount
from forum.experiences.queries.keeping import find_counting_consent

__all__ = ["COUNTING_WORDS", "give_counting_consent", "withdraw_counting_consent"]

COUNTING_WORDS = "1"  # the version of the words that the member agrees to: templates/experiences/_counting_words.html


def give_counting_consent(experience: Experience) -> None:
    """Count this experience from the next release on, shared or not."""
    lock(experience)
    if find_counting_consent(experience.id) is None:
        db.session.add(CountingConsent(experience_id=experience.id, version=COUNTING_WORDS))
        db.session.flush()


def withdraw_counting_consent(experience: Experience) -> None:
    """Count it no more; what was released with it is taken down at once."""
    lock(experience)
    consent = find_counting_consent(experience.id)
    if consent is None:
        return
    consent.withdrawn_at = clock.now()
    db.session.flush()
    uncount([experience.id])
