"""A small forum in which every kind of text that somebody may not read exists, each with a word of its own."""

from dataclasses import dataclass, field

from flask.testing import FlaskClient

from forum import clock, markup
from forum.accounts.models import Block, Limit, SignIn
from forum.accounts.operations import load_rules
from forum.accounts.queries import own_voice
from forum.app import Forum
from forum.conditions.models import Condition
from forum.conditions.operations import load_conditions
from forum.database import db, transaction
from forum.discussions.models import Draft, Post, Revision, Topic
from forum.discussions.operations import recount_all
from forum.evidence.challenges.models import Challenge
from forum.evidence.drafts.models import DraftComment, SummaryDraft, SummarySignature
from forum.evidence.models import Source, Summary, SummaryCandidate, SummaryRevision
from forum.evidence.operations import load_starter
from forum.moderation.models import (
    Action,
    AtRisk,
    Batch,
    Case,
    ContactMessage,
    Decision,
    Flag,
    Note,
    RiskStep,
    SavedView,
    ScreeningHit,
    ScreeningRule,
    Wording,
    WordingVersion,
)
from forum.notifications.operations import notify
from tests import factories
from tests.access.experiences import SEEN, make_experiences, make_hidden_name

ROLES = ("visitor", "member", "author", "moderator", "editor", "admin", "silenced", "suspended")
STATES = ("held", "hidden", "removed", "taken_back")

# Who may read a word, besides nobody. "author" wrote all of them.
MEMBERS = frozenset(ROLES) - {"visitor", "suspended"}
READERS = {
    "canaryheldpost": {"author", "moderator"},
    "canaryhiddenpost": {"author", "moderator"},
    "canaryremovedpost": {"author", "moderator"},
    "canarytakenbackpost": {"author"},
    "canaryheldtopic": {"author", "moderator"},
    "canaryhiddentopic": {"author", "moderator"},
    "canaryremovedtopic": {"author", "moderator"},
    "canarytakenbacktopic": {"author"},
    "canarymemberspost": MEMBERS,
    "canarymemberstopic": MEMBERS,
    "canarywithheld": {"withdrawn"},
    "canarydraft": {"author"},
    "canaryoldheld": {"author", "moderator"},
    "canaryoldhidden": {"author", "moderator"},
    "canaryoldremoved": {"author", "moderator"},
    "canaryoldtakenback": {"author"},
    "canaryblocked": frozenset(ROLES) - {"author", "suspended"},
    "canaryflagnote": {"member", "moderator"},
    "canaryflagger": {"moderator"},
    "canarymodnote": {"moderator"},
    "canaryletter": {"author", "moderator"},
    "canaryquietname": {"moderator"},  # who wrote nothing that is open
    "canarycontact": {"moderator"},
    "canarynote": {"author", "moderator"},
    "canaryreply": {"moderator", "admin"},
    "canaryrulewords": {"moderator", "admin"},
    "canaryrulereason": {"moderator", "admin"},
    "canarycare": {"author", "moderator"},
    "canarystep": {"moderator"},
    "canaryobjection": {"author", "editor"},  # until an editor has answered
    "canarypersonal": {"author", "editor"},
    "canarycomment": {"editor", "admin"},
    "canaryinterest": {"editor", "admin"},  # until it is published
    "canarysummary": {"editor", "admin"},  # until it is published
    **SEEN,
}


@dataclass
class World:
    """The keys and public ids of what was made."""

    members: dict[str, int] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    posts: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    slugs: list[str] = field(default_factory=list)  # conditions about which somebody tells something

    def values(self) -> dict[str, str]:
        """What fills the braces of an address."""
        return {
            "slug": self.other["slug"],
            "topic": self.topics["open"],
            "post": self.posts["open"],
            "other": self.posts["other"],
            "taken_back": self.posts["taken_back"],
            "case": self.other["case"],
            "case_closed": self.other["case_closed"],
            "decision": self.other["decision"],
            "sign_in_of_author": self.other["sign_in_of_author"],
            "experience": self.other["experience"],
            "check_in": self.other["check_in"],
            "question": self.other["question"],
            "case_alias": self.other["case_alias"],
            "line": self.other["line"],
            "reply": self.other["reply"],
            "screening_rule": self.other["screening_rule"],
            "case_risk": self.other["case_risk"],
            "case_held": self.other["case_held"],
            "team_message": self.other["team_message"],
            "view_of_moderator": self.other["view_of_moderator"],
            "batch": self.other["batch"],
            "challenge": self.other["challenge"],
            "challenge_personal": self.other["challenge_personal"],
            "summary_draft": self.other["summary_draft"],
            "draft_approved": self.other["draft_approved"],
            "draft_comment": self.other["draft_comment"],
        }

    def client(self, app: Forum, role: str) -> FlaskClient:
        """A browser of somebody in this role."""
        client = app.test_client()
        return client if role == "visitor" else factories.sign_in(client, self.members[role])


def write_topic(condition: Condition, member_id: int, word: str, **fields: object) -> Topic:
    """A topic whose title and opening text hold the word."""
    voice = own_voice(member_id)
    topic = Topic(
        condition_id=condition.id, voice_id=voice.id, kind="story", title=f"Title {word}", numbered=0, **fields
    )
    db.session.add(topic)
    db.session.flush()
    write_post(topic, member_id, word, audience=topic.audience)
    return topic


def write_post(topic: Topic, member_id: int, word: str, **fields: object) -> Post:
    """The next post of a topic, holding the word."""
    text = f"Some words about a slow month, and {word}."
    topic.numbered += 1
    post = Post(
        topic_id=topic.id,
        number=topic.numbered,
        voice_id=own_voice(member_id).id,
        body_markdown=text,
        body_html=markup.render(text),
        markup_version=markup.VERSION,
        **fields,
    )
    db.session.add(post)
    db.session.flush()
    return post


def make_people(world: World) -> None:
    """One member for every role; the author has blocked somebody, and somebody withdrew consent."""
    for role in ROLES[1:]:
        roles = (role,) if role in {"moderator", "editor", "admin"} else ()
        world.members[role] = factories.member(f"{role}_of_the_house", roles=roles).id
    world.members["withdrawn"] = factories.member("withdrawn_of_the_house").id
    world.members["blocked"] = factories.member("blocked_of_the_house").id
    device = SignIn(member_id=world.members["author"], token_hash="0" * 64)
    db.session.add(device)
    db.session.add(Block(blocker_id=world.members["author"], blocked_id=world.members["blocked"]))
    db.session.flush()
    world.other["sign_in_of_author"] = str(device.id)
    for role in ("silenced", "suspended"):
        limit = Limit(member_id=world.members[role], kind=role, until=clock.ahead(days=3), reason="A sentence.")
        db.session.add(limit)


def make_texts(world: World, condition: Condition) -> None:
    """An open topic with a post in every state, topics in every state, and what only members may read."""
    author = world.members["author"]
    topic = write_topic(condition, author, "canaryopen")
    world.topics["open"] = topic.public_id
    world.posts["open"] = write_post(topic, author, "plainreply").public_id
    world.posts["other"] = write_post(topic, world.members["member"], "otherreply").public_id
    for state in STATES:
        word = state.replace("_", "")
        moment = clock.now()
        post = write_post(topic, author, f"canary{word}post", state=state, state_at=moment, edits=1)
        db.session.add(
            Revision(post_id=post.id, number=1, body_markdown=f"canaryold{word}", body_html="", written_at=moment)
        )
        world.posts[state] = post.public_id
        gone = write_topic(condition, author, f"canary{word}topic", state=state, state_at=moment)
        world.topics[state] = gone.public_id
    world.posts["members"] = write_post(topic, author, "canarymemberspost", audience="members").public_id
    quiet = factories.member("canaryquietname").id
    world.posts["quiet"] = write_post(topic, quiet, "quietreply", state="hidden", state_at=clock.now()).public_id
    world.topics["members"] = write_topic(condition, author, "canarymemberstopic", audience="members").public_id
    world.posts["withheld"] = write_post(topic, world.members["withdrawn"], "canarywithheld").public_id
    world.posts["blocked"] = write_post(topic, world.members["blocked"], "canaryblocked").public_id
    db.session.add(Draft(member_id=author, place=f"topic/{topic.public_id}", body_markdown="canarydraft"))
    voice = own_voice(world.members["withdrawn"])
    voice.withheld_at = clock.now()


def make_case(world: World) -> None:
    """A decided case on the author's hidden post, an open one on an open post, and a message to the team."""
    author, member = world.members["author"], world.members["member"]
    hidden = db.session.query(Post).filter_by(public_id=world.posts["hidden"]).one()
    shown = db.session.query(Post).filter_by(public_id=world.posts["open"]).one()
    flagger = factories.member("canaryflagger").id
    for post, closed in ((hidden, clock.ago(minutes=5)), (shown, None)):
        case = Case(
            post_id=post.id,
            author_id=author,
            reason="other",
            severity=7,
            closed_at=closed,
            snapshot_markdown=post.body_markdown,
            snapshot_html=post.body_html,
        )
        db.session.add(case)
        db.session.flush()
        for who, note in ((member, "canaryflagnote"), (flagger, "canarymodnote")):
            db.session.add(
                Flag(case_id=case.id, flagger_id=who, reason="other", note=note, seen_markdown=post.body_markdown)
            )
        world.other["case_closed" if closed else "case"] = case.public_id
        if closed:
            decision = Decision(
                case_id=case.id,
                verb="hide",
                message="canaryletter",
                note="canarymodnote",
                decided_by_id=world.members["moderator"],
                decided_at=closed,
                final_at=closed,
            )
            db.session.add(decision)
            db.session.flush()
            world.other["decision"] = decision.public_id
            line = Action(
                at=closed,
                verb="hide",
                case_id=case.id,
                decision_id=decision.id,
                target=f"post:{post.public_id}",
                actor_id=world.members["moderator"],
                reason="",
                details={},
            )
            db.session.add(line)
            db.session.flush()
            world.other["line"] = str(line.id)
            notify(author, kind="decision", path=f"/decisions/{decision.public_id}")
    message = ContactMessage(body="canarycontact")
    db.session.add(message)
    db.session.flush()
    letter = Case(
        contact_id=message.id, reason="contact", severity=7, snapshot_markdown="canarycontact", snapshot_html=""
    )
    db.session.add(letter)
    db.session.flush()
    world.other["case_contact"] = letter.public_id
    view = SavedView(member_id=world.members["moderator"], name="canaryview", filters={"reason": "other"})
    batch = Batch(made_by_id=world.members["moderator"], left=[])
    db.session.add_all([view, batch])
    db.session.flush()
    world.other["view_of_moderator"], world.other["batch"] = view.public_id, batch.public_id
    make_reply(world)
    for note in (Note(member_id=author, body="canarynote"), Note(case_id=case.id, body="canarynote")):
        db.session.add(note)


def make_reply(world: World) -> None:
    """Words that moderators start a letter from."""
    wording = Wording(version=1)
    db.session.add(wording)
    db.session.flush()
    db.session.add(WordingVersion(wording_id=wording.id, number=1, title="canaryreply", body="canaryreply"))
    world.other["reply"] = wording.public_id


def make_screening_rule(world: World) -> None:
    """A rule that acts first, which finds nothing here, and what it found in the author's hidden post all the same."""
    rule = ScreeningRule(
        name="canaryrule",
        kind="word",
        words="canaryrulewords",
        action="flag",
        reason="canaryrulereason",
        review_on=clock.ahead(days=9).date(),
        tried_texts=0,
        tried_hits=0,
    )
    db.session.add(rule)
    db.session.flush()
    hidden = db.session.query(Post).filter_by(public_id=world.posts["hidden"]).one()
    db.session.add(ScreeningHit(rule_id=rule.id, post_id=hidden.id))
    world.other["screening_rule"] = rule.key


def make_risks(world: World, condition: Condition) -> None:
    """Two topics of the author's about which somebody worries: one nobody looks after, and one the moderator does."""
    for name in ("case_risk", "case_held"):
        topic = write_topic(condition, world.members["author"], f"plain{name}")
        case = Case(
            topic_id=topic.id,
            author_id=world.members["author"],
            reason="at_risk",
            severity=0,
            snapshot_title=topic.title,
            snapshot_markdown="A text.",
            snapshot_html="<p>A text.</p>",
        )
        db.session.add(case)
        db.session.flush()
        is_held = name == "case_held"
        db.session.add(AtRisk(case_id=case.id, holder_id=world.members["moderator"] if is_held else None))
        world.other[name] = case.public_id
        if is_held:
            message = RiskStep(case_id=case.id, kind="message", words="canarycare")
            note = RiskStep(case_id=case.id, kind="note", words="canarystep")
            db.session.add_all([message, note])
            db.session.flush()
            world.other["team_message"] = message.public_id


def make_challenges(world: World, condition: Condition) -> None:
    """Two sentences that the author objects to, one of them for what it says about a person."""
    summary = db.session.query(Summary).filter_by(condition_id=condition.id).one()
    for name, word, is_personal in (
        ("challenge", "canaryobjection", False),
        ("challenge_personal", "canarypersonal", True),
    ):
        made = Challenge(
            summary_id=summary.id,
            number=1,
            sentence="A personal sentence: canarypersonal." if is_personal else "A sentence.",
            words=f"Why it is wrong: {word}.",
            is_personal=is_personal,
            member_id=world.members["author"],
        )
        db.session.add(made)
        db.session.flush()
        world.other[name] = made.public_id


def make_candidate(condition: Condition) -> None:
    """A publication about which nobody has said whether the summary changes."""
    summary = db.session.query(Summary).filter_by(condition_id=condition.id).one()
    unread = {"design": "not-read", "direction": "not-read", "status": "identifier-only", "use_on_page": "no"}
    source = Source(
        key="newer-2026", title="A newer paper", authors=[], origin="editor", conditions=[condition], **unread
    )
    db.session.add(source)
    db.session.flush()
    db.session.add(SummaryCandidate(summary_id=summary.id, source_id=source.id))


def make_summary_draft(world: World, condition: Condition) -> None:
    """The next version of the summary, which the editor writes."""
    query = db.session.query(SummaryRevision).join(Summary).filter(Summary.condition_id == condition.id)
    first = query.one()
    draft = SummaryDraft(
        condition_id=condition.id,
        base_number=first.number,
        parts={**first.parts, "not_shown": [*first.parts["not_shown"], "One thing more: canarysummary."]},
        searched_on=first.searched_on,
        searched_where=first.searched_where,
        review_due=first.review_due,
        written_by_id=world.members["editor"],
    )
    db.session.add(draft)
    db.session.flush()
    world.other["summary_draft"] = draft.public_id
    sign_drafts(world, draft)


def sign_drafts(world: World, draft: SummaryDraft) -> None:
    """What was said about the editor's draft, and another one of theirs that only has to be published."""
    said = DraftComment(draft_id=draft.id, place="short", words="canarycomment", member_id=world.members["admin"])
    signed = SummaryDraft(
        condition_id=draft.condition_id,
        base_number=draft.base_number,
        state="approved",
        parts=draft.parts,
        searched_on=draft.searched_on,
        searched_where=draft.searched_where,
        review_due=draft.review_due,
        change_note="canarysummary",
        written_by_id=world.members["editor"],
        submitted_at=clock.now(),
    )
    db.session.add_all([said, signed])
    db.session.flush()
    db.session.add(
        SummarySignature(
            draft_id=signed.id, role="writer", member_id=world.members["editor"], interests="canaryinterest"
        )
    )
    world.other["draft_comment"], world.other["draft_approved"] = str(said.id), signed.public_id


def make_world() -> World:
    """Everything, stored, on top of the content that a new site starts with."""
    world = World()
    with transaction():
        load_rules()
        load_conditions()
        load_starter()
    make_people(world)
    condition = db.session.query(Condition).filter_by(slug="fibromyalgia").one()
    world.other["slug"] = condition.slug
    with transaction():
        make_texts(world, condition)
        make_case(world)
        make_screening_rule(world)
        make_risks(world, condition)
        make_challenges(world, condition)
        make_candidate(condition)
        make_summary_draft(world, condition)
        make_experiences(world, condition)
        make_hidden_name(world, condition)
    with transaction():
        recount_all()
    return world
