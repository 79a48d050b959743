"""The exact words that authors and those who flagged get. The case page shows them before anything is sent."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _

from forum.accounts.models import Rule
from forum.moderation.models import Case, Decision
from forum.moderation.policies import APPEAL_FOR, CAN_BE_APPEALED
from forum.moderation.sanctions import kind_words, measure_words

__all__ = [
    "Again",
    "Given",
    "Terms",
    "author_letter",
    "call_of",
    "default_message",
    "outcome_letter",
    "subject",
    "terms_of",
    "verb_words",
]


@dataclass(frozen=True, slots=True)
class Given:
    """A sanction as its letter tells it; `condition` is a name, or None for the whole site."""

    kind: str
    until: datetime | None
    condition: str | None


@dataclass(frozen=True, slots=True)
class Again:
    """What an appeal changed: the verb that took the place of the first one, and whether a sanction ended by it."""

    instead: str
    lifted: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """What a letter depends on. `kind` is topic, post, experience, member or contact.

    `title` is that of the topic; of an experience, its condition. `name` is the one under which it was written.
    `call` is a word of call_of: how it came to the moderators. `appeal_until`: from when on it is too late.
    """

    verb: str
    kind: str
    name: str
    title: str
    rule: Rule | None
    message: str
    sanction: "Given | None" = None
    call: str = ""
    again: "Again | None" = None
    appeal_until: datetime | None = None


def terms_of(case: Case, decision: Decision, *, name: str, title: str, sanction: Given | None, call: str) -> Terms:
    """The terms of a decision that was made; its rule is loaded."""
    again = Again(decision.before.get("instead", ""), lifted=decision.before.get("lifted", False))
    return Terms(
        verb=decision.verb,
        kind=case.kind,
        name=name,
        title=title,
        rule=decision.rule,
        message=decision.message,
        sanction=sanction,
        call=call,
        again=again if case.is_appeal else None,
        appeal_until=until_when(decision, is_appeal=case.is_appeal, given=sanction is not None),
    )


def until_when(decision: Decision, *, is_appeal: bool, given: bool) -> datetime | None:
    """Until when its author can appeal against a decision; None where there is no appeal."""
    is_open = not is_appeal and (given or decision.verb in CAN_BE_APPEALED)
    return decision.final_at + APPEAL_FOR if is_open else None


def verb_words(verb: str) -> str:
    """What was decided, as a moderator reads it in the queue, in the log and on a page of conflict."""
    words = {
        "keep": _("kept"),
        "hide": _("hidden"),
        "remove": _("removed"),
        "lock": _("locked"),
        "nothing": _("closed without doing anything"),
        "message": _("closed with a message to the member"),
        "suspend": _("closed with a suspension"),
        **{kind: kind_words(kind) for kind in ("warning", "limit", "silence", "suspension")},
        "answer": _("answered"),
        "withdrawn": _("taken back by its author"),
        "undo": _("undone"),
        "hold": _("held until a moderator looks"),
        "ask_again": _("changed by its author, who asks again"),
        "open": _("taken up"),
        "claim": _("claimed"),
        "take_over": _("taken over from another moderator"),
        "hand_over": _("handed back to all moderators"),
        "second_opinion": _("asked for a second opinion"),
        "question_back": _("decided without a second opinion after all"),
        "together": _("several decided together"),
        "reveal": _("looked at who is behind a one-off name"),
        "appeal": _("appealed against"),
        "uphold": _("upheld on appeal"),
        "change": _("changed on appeal"),
        "reverse": _("reversed on appeal"),
    }
    return words.get(verb, verb)


def subject(kind: str) -> str:
    """What a decision is about, in the list of somebody's decisions."""
    words = {
        "topic": _("A topic of yours"),
        "post": _("A post of yours"),
        "experience": _("An experience of yours"),
        "member": _("Your part in the forum"),
        "contact": _("Your message to the team"),
    }
    return words[kind]


def thing_words(terms: Terms) -> str:
    """What a letter is about."""
    title = terms.title
    if terms.kind == "topic":
        return _("your topic “%(title)s”", title=title)
    if terms.kind == "experience":
        return _("your experience with LDN for %(condition)s", condition=title)
    if terms.kind == "member":
        return _("what you do in the forum")
    return _("your post in “%(title)s”", title=title) if title else _("your post")


def what_became_of_appeal(terms: Terms, again: Again, thing: str) -> str:
    """The same of a letter about an appeal: who looked again, and what holds now."""
    sentences = [
        _("You appealed against our decision about %(thing)s.", thing=thing),
        _("Somebody who had not made it looked again."),
    ]
    if terms.verb == "uphold":
        return " ".join([*sentences, _("The decision stands.")])
    if terms.verb == "reverse":
        sentences.append(_("The decision was wrong, and we are sorry."))
        sentences.append(_("It is undone, with everything that followed from it."))
    else:
        now = {
            "keep": _("We have changed it: what you wrote can be read like any other again."),
            "lock": _("We have changed it: it can be read again, but nobody can reply to it."),
            "hide": _("We have changed it: it is hidden, and you can change it and ask us to look again."),
        }
        sentences.append(now.get(again.instead, _("We have changed it.")))
    if again.lifted:
        sentences.append(_("The sanction that came with it has ended and no longer counts."))
    return " ".join(sentences)


def what_happened(terms: Terms) -> str:
    """The first sentence of the letter."""
    thing = thing_words(terms)
    if terms.again is not None:
        return what_became_of_appeal(terms, terms.again, thing)
    sentences = {
        "keep": _("We have looked at %(thing)s. It stays, and it can be read like any other.", thing=thing),
        "hide": _("We have hidden %(thing)s. You can still read it; other members cannot.", thing=thing),
        "remove": _("We have removed %(thing)s. You can still read it; other members cannot.", thing=thing),
        "lock": _("We have locked %(thing)s. It can be read, but nobody can reply to it.", thing=thing),
        "message": _("We are writing to you about what you do in the forum."),
        "answer": _("Thank you for writing to us."),
    }
    return sentences.get(terms.verb, "")


def call_of(case: Case, *, is_flagged: bool) -> str:
    """On whose call moderators looked: a word, and never who."""
    if case.is_appeal:
        return ""
    if is_flagged:
        return "flagged"
    return {"held": "automatic", "asked_again": "asked_again", "contact": ""}.get(case.reason, "moderator")


def call_words(call: str) -> str:
    """The same, as a member reads it."""
    words = {
        "flagged": _("It was flagged to us. We do not say who did."),
        "automatic": _("It was held automatically until one of us had looked at it. Nobody had flagged it."),
        "asked_again": _("You had changed it and asked us to look again."),
        "moderator": _("One of us took it up. Nobody had flagged it."),
    }
    return words.get(call, "")


def what_you_can_do(terms: Terms) -> str:
    """The last sentence of the letter: the way on."""
    if terms.verb == "hide" and terms.kind == "experience":
        return _("You can change it: once you have, we look at it again.")
    if terms.verb == "hide":
        return _("You can change it and ask us to look again: open it and choose “Edit”.")
    return ""


def how_to_appeal(terms: Terms) -> str:
    """Until when somebody else can be asked."""
    if terms.appeal_until is None:
        return ""
    day = format_date(terms.appeal_until, "d MMMM y")
    return _("If you think that we got this wrong, you can appeal until %(day)s: somebody else decides then.", day=day)


def author_letter(terms: Terms) -> list[str]:
    """The paragraphs that the author (or the member, or who wrote to the team) gets; none if nobody is told."""
    if not terms.message:
        return []
    greeting = _("Hello %(name)s,", name=terms.name) if terms.name else _("Hello,")
    rule = ""
    if terms.rule is not None:
        known = {"number": terms.rule.number, "title": terms.rule.title, "body": terms.rule.body.strip()}
        rule = _("Rule %(number)s, %(title)s: %(body)s", **known)
    given = terms.sanction
    measure = measure_words(given.kind, until=given.until, condition=given.condition) if given else ""
    opening = [greeting, what_happened(terms), measure, call_words(terms.call), rule]
    parts = [*opening, *terms.message.split("\n\n"), what_you_can_do(terms), how_to_appeal(terms)]
    return [part for part in (*parts, _("The moderation team")) if part.strip()]


def outcome_letter(verb: str, kind: str, *, on_appeal: str | None = None) -> list[str]:
    """The paragraphs that everyone who flagged gets: what became of it, and nobody's name.

    `on_appeal`: what an appeal came to since, as its verb. Nobody is told of that anew; it stands where they look.
    """
    outcome = {
        "keep": _("We have looked at it and kept it as it is. It was still right to tell us."),
        "hide": _("We have hidden it until its author changes it."),
        "remove": _("We have removed it."),
        "lock": _("We have locked the topic, so nobody can reply to it any more."),
        "nothing": _("We have looked into it and do nothing more for now. It was still right to tell us."),
        "message": _("We have looked into it and acted on it. What we say to a member stays between us and them."),
        "suspend": _("We have looked into it and acted on it. What we say to a member stays between us and them."),
        "withdrawn": _("Its author has taken it back, so other members can no longer read it."),
    }
    if verb not in outcome:
        return []
    thanks = {
        "topic": _("Thank you for flagging a topic."),
        "post": _("Thank you for flagging a post."),
        "experience": _("Thank you for flagging an experience."),
        "member": _("Thank you for telling us about a member."),
    }
    since = {
        "change": _("Somebody else has looked at it again since, and changed this."),
        "reverse": _("Somebody else has looked at it again since, and undone this. It was still right to tell us."),
    }
    parts = [thanks.get(kind, ""), outcome[verb], since.get(on_appeal or "", ""), _("Your name was not shared.")]
    return [part for part in (*parts, _("The moderation team")) if part]


def default_message(verb: str, *, waits: bool, with_sanction: bool = False) -> str:
    """The words a moderator starts from. `waits`: the text is held or hidden and its author waits for an answer."""
    if verb == "keep" and waits:
        return _("Thank you for your patience while we read it.")
    if with_sanction and verb in {"keep", "message"}:
        return _("We hope that you will go on taking part.")
    messages = {
        "uphold": _("Thank you for telling us how you see it."),
        "change": _("Thank you for telling us how you see it."),
        "reverse": _("Thank you for telling us. It was right to."),
        "hide": _("Your own experience is welcome: could you put it as what you did and what happened to you?"),
        "remove": _("We know that this may be disappointing. You are welcome to go on taking part."),
        "lock": _("We close topics when they no longer do those who take part in them any good."),
        "message": _("Could you keep this rule in mind? Nothing else follows from this letter."),
    }
    return messages.get(verb, "")
