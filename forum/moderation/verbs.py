"""The verbs of the log and of decisions, as moderators and, of some, everybody reads them."""

from forum.lazy import lazy as _l
from forum.moderation.sanctions import LIMIT_OF, kind_words

__all__ = ["VERB_WORDS", "verb_words"]

VERB_WORDS = {
    "keep": _l("kept"),
    "hide": _l("hidden"),
    "remove": _l("removed"),
    "lock": _l("locked"),
    "nothing": _l("closed without doing anything"),
    "message": _l("closed with a message to the member"),
    "suspend": _l("closed with a suspension"),
    "answer": _l("answered"),
    "withdrawn": _l("taken back by its author"),
    "undo": _l("undone"),
    "hold": _l("held until a moderator looks"),
    "screen": _l("taken up by a rule"),
    "auto_hide": _l("hidden by flags until a moderator looks"),
    "screening_rule": _l("saved a rule that acts first"),
    "ask_again": _l("changed by its author, who asks again"),
    "open": _l("taken up"),
    "claim": _l("claimed"),
    "take_over": _l("taken over from another moderator"),
    "hand_over": _l("handed back to all moderators"),
    "second_opinion": _l("asked for a second opinion"),
    "question_back": _l("decided without a second opinion after all"),
    "together": _l("several decided together"),
    "reveal": _l("looked at who is behind a one-off name"),
    "lift": _l("ended a sanction early"),
    "appeal": _l("appealed against"),
    "ask_edit": _l("kept; its author is asked to change it"),
    "not_edited": _l("not changed in time, and looked at again"),
    "content_note": _l("kept, with a note before it"),
    "slow": _l("kept, and made to go slowly"),
    "move": _l("moved to another condition"),
    "duplicate": _l("closed as a duplicate"),
    "merge": _l("put together with another topic"),
    "split": _l("made a topic of its own"),
    "uphold": _l("upheld on appeal"),
    "change": _l("changed on appeal"),
    "reverse": _l("reversed on appeal"),
    "look_email": _l("looked at a member’s e-mail address"),
    "explain": _l("explained a line of the log"),
    "note": _l("wrote a note for moderators"),
    "write_words": _l("wrote words for letters"),
    "retire_words": _l("put words for letters away"),
    "take_on": _l("taken on: somebody looks after whoever may be at risk"),
    "write": _l("wrote to the member, as the team"),
    "look_after": _l("looked after, and closed"),
    "make_ordinary": _l("made an ordinary case"),
    "alarm": _l("alarm: nobody had taken it on in time"),
    "return": _l("back to all moderators: who had it is no moderator any more"),
}


def verb_words(verb: str) -> str:
    """What was done, in the queue, in the log and on a page of conflict."""
    return kind_words(verb) if verb in LIMIT_OF else str(VERB_WORDS.get(verb, verb))
