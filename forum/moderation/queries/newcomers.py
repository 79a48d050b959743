"""Whom the forum does not know yet, and texts of theirs that are alike."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Voice
from forum.database import db
from forum.discussions.models import Post, Topic
from forum.moderation.models import Case, ScreeningHit, ScreeningMark, Wave

__all__ = [
    "MOST_IN_WAVE",
    "WAVE_MEMBERS",
    "WAVE_SPAN",
    "Acquaintance",
    "acquaintance",
    "find_wave",
    "hits_on",
    "newcomers_alike",
    "posts_alike",
    "signs_on",
]

# Chosen for the forum and changed in its decisions (docs/decisions/0012-acting-first.md); no study says better.
KNOWN_POSTS = 2  # open posts after which somebody is no newcomer
KNOWN_AFTER = timedelta(days=1)  # or after the first open post is so old
WAVE_MEMBERS = 3  # newcomers whose texts are alike
WAVE_SPAN = timedelta(days=1)
MOST_IN_WAVE = 50  # texts of a wave that are taken up at once; the next one takes up the next


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """How well the forum knows a member: their open posts besides the one at hand, and the first of them.

    `words` is the text at hand as it stands, and `is_open` whether it is; a new text has none.
    """

    posts: int
    first_at: datetime | None
    is_open: bool
    words: str | None

    def is_newcomer(self, at: datetime) -> bool:
        """Fewer than two open posts, and none of them older than a day."""
        return self.posts < KNOWN_POSTS and (self.first_at is None or self.first_at > at - KNOWN_AFTER)


def acquaintance(member_id: int, *, post_id: int | None) -> Acquaintance:
    """The same of a member who is about to write, or to change the post with this key; in one statement or two."""
    query = (
        select(func.count(), func.min(Post.created_at))
        .join(Voice, Post.voice_id == Voice.id)
        .where(Voice.member_id == member_id, Post.state == "open")
    )
    now = None
    if post_id is not None:
        query = query.where(Post.id != post_id)
        now = db.session.execute(select(Post.state, Post.body_markdown).where(Post.id == post_id)).one_or_none()
    posts, first_at = db.session.execute(query).one()
    return Acquaintance(posts, first_at, is_open=now is not None and now[0] == "open", words=now[1] if now else None)


def newcomers_alike(signs: Collection[str], *, since: datetime, besides: int | None = None) -> Mapping[str, int]:
    """By how many newcomers there are texts with each of these signs, besides this member."""
    query = (
        select(ScreeningMark.sign, func.count(Voice.member_id.distinct()))
        .join(Post, ScreeningMark.post_id == Post.id)
        .join(Voice, Post.voice_id == Voice.id)
        .where(ScreeningMark.sign.in_(signs), ScreeningMark.at >= since, Post.state.in_(("open", "held")))
        .group_by(ScreeningMark.sign)
    )
    if besides is not None:
        query = query.where(Voice.member_id != besides)
    return dict(db.session.execute(query).tuples().all())


def signs_on(post_id: int) -> Sequence[str]:
    """By what a text is known again."""
    return db.session.scalars(select(ScreeningMark.sign).where(ScreeningMark.post_id == post_id)).all()


def posts_alike(sign: str, *, since: datetime) -> Sequence[Post]:
    """The newest texts that bear this sign and stand in no case of its wave, oldest first, as targets need them."""
    in_wave = (
        select(Case.id)
        .join(Wave, Case.wave_id == Wave.id)
        .where(Wave.sign == sign, Case.closed_at.is_(None))
        .where((Case.post_id == Post.id) | ((Case.topic_id == Post.topic_id) & (Post.number == 1)))
    )
    query = (
        select(Post)
        .join(ScreeningMark, ScreeningMark.post_id == Post.id)
        .where(ScreeningMark.sign == sign, ScreeningMark.at >= since, Post.state.in_(("open", "held")))
        .where(~in_wave.correlate(Post).exists())
        .options(joinedload(Post.voice), joinedload(Post.topic).joinedload(Topic.voice))
        .order_by(Post.id.desc())
        .limit(MOST_IN_WAVE)
    )
    return list(reversed(db.session.scalars(query).all()))


def find_wave(sign: str) -> Wave | None:
    """The wave of texts with this sign."""
    return db.session.scalars(select(Wave).where(Wave.sign == sign)).one_or_none()


def hits_on(post_id: int) -> Sequence[ScreeningHit]:
    """What rules found in a text."""
    return db.session.scalars(select(ScreeningHit).where(ScreeningHit.post_id == post_id)).all()
