"""What a member objected to in summaries, with the answers, without who answered."""

from forum.evidence.challenges.queries import challenges_of
from forum.privacy.queries.entries import Entry

__all__ = ["own_challenges"]


def own_challenges(member_id: int) -> list[Entry]:
    """Each sentence, what the member said of it, and what an editor answered."""
    return [
        {
            "address": f"/challenges/{each.public_id}",
            "condition": each.summary.condition.name,
            "version": each.number,
            "sentence": each.sentence,
            "what_you_wrote": each.words,
            "about_a_person": each.is_personal,
            "made_at": each.made_at,
            "state": each.state,
            "answer": each.answer,
            "answered_at": each.answered_at,
        }
        for each in challenges_of(member_id)
    ]
