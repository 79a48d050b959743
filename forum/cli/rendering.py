"""Making the HTML of stored texts again after the rules of markup changed."""

from sqlalchemy import update

from forum import markup
from forum.cli import queries
from forum.database import change, transaction
from forum.discussions.models import Post, Revision

__all__ = ["render_again"]

BATCH = 200  # texts per transaction: the lock is held for writing alone, some milliseconds


def render_again() -> tuple[int, int]:
    """Render posts of an older markup.VERSION, and earlier versions of texts, again. Gives how many were changed."""
    return render_posts(), render_revisions()


def render_posts() -> int:
    """Posts know under which rules they were rendered. One that is edited meanwhile is left alone."""
    changed = after = 0
    while posts := queries.posts_of_old_markup(version=markup.VERSION, after=after, limit=BATCH):
        made = [(post, markup.render(post.body_markdown)) for post in posts]
        after = posts[-1].id
        with transaction():
            for post, html in made:
                same = (Post.id == post.id) & (Post.body_markdown == post.body_markdown)
                changed += change(update(Post).where(same).values(body_html=html, markup_version=markup.VERSION))
    return changed


def render_revisions() -> int:
    """Earlier versions do not know: all are rendered, and those written that differ. They are never edited."""
    changed = after = 0
    while revisions := queries.revisions_after(after, limit=BATCH):
        made = [(revision.id, revision.body_html, markup.render(revision.body_markdown)) for revision in revisions]
        after = revisions[-1].id
        with transaction():
            for revision_id, old, html in made:
                if html != old:
                    changed += change(update(Revision).where(Revision.id == revision_id).values(body_html=html))
    return changed
