"""`flask demo`: the same site on its own database, filled with invented members and texts."""

import json
import os
import secrets
import sys
from pathlib import Path

import click
from flask import Flask

from forum import clock
from forum.accounts import library
from forum.accounts import operations as accounts
from forum.accounts.queries import get_member, viewer_of
from forum.cli import invented, queries, seeding, serving, starting
from forum.cli.demo_experiences import fill_experiences
from forum.conditions.queries import all_conditions
from forum.database import transaction
from forum.discussions.queries import get_post
from forum.experiences.queries import get_experience
from forum.moderation import operations as moderation
from forum.viewers import Viewer

__all__ = ["init_app"]

FOLDER = "demo"  # in instance/: another database, other secrets, nothing shared with the real site
SIGN_INS = "sign-ins.json"
SEED = 7
STAFF = {"Marigold": "moderator", "Elderberry": "editor", "Alderwood": "admin"}
REAL_SITE = ("DATABASE_URL", "REDIS_URL", "MAIL_SERVER", "ORIGIN", "PRODUCTION")
FLAGS = (
    ("spam", "Invented: this reads like an advertisement to me."),
    ("harassment", "Invented: I felt attacked by this answer."),
    ("misleading", "Invented: it says more than anybody can know."),
    ("private_details", "Invented: I think the sister would not like to be named here."),
    ("unsafe_instruction", "Invented: it sounds like an instruction."),
    ("other", "Invented: I think this belongs in another topic."),
    ("at_risk", "Invented: I am worried about how this was written."),
)


def start_elsewhere(app: Flask) -> None:
    """Begin again in the demonstration's own folder, without the real site's database, mail and address."""
    own = {name: value for name, value in os.environ.items() if name.removeprefix("FORUM_") not in REAL_SITE}
    own |= {"FORUM_INSTANCE_PATH": str(Path(app.instance_path) / FOLDER), "FORUM_DEMO": "true"}
    words = [sys.executable, "-m", "flask", "--app", "wsgi", *sys.argv[sys.argv.index("demo") :]]
    os.execve(sys.executable, words, own)  # noqa: S606 - this very program


def fill(app: Flask, *, members: int, topics: int, posts: int) -> None:
    """Make everybody and everything, once. Raises a sentence on a database that holds somebody else."""
    file = Path(app.instance_path) / SIGN_INS
    if file.exists():
        return
    if queries.is_anybody_there():
        raise click.ClickException("This database has members already. A demonstration needs an empty one.")
    click.echo(f"Inventing {members} members, {topics} topics, {posts} posts and what members experienced …")
    passwords = {name: secrets.token_urlsafe(9) for name in (*STAFF, "")}
    began = clock.now()
    with transaction():
        for name, role in STAFF.items():
            member = accounts.create_member(name, password=passwords[name]).member
            accounts.grant_role(member, role=role)
    names = invented.names(members - len(STAFF), seed=SEED)
    voices = seeding.seed_members(
        names, password_hash=library.hash_password(passwords[""]), joined_at=clock.ago(days=320)
    )
    writer = invented.Writer(seed=SEED)
    plan = seeding.Plan(topics=topics, posts=posts, until=clock.now(), seed=SEED)
    seeding.seed_topics(
        plan,
        conditions=all_conditions(),
        voices=voices,
        title=lambda kind, about: writer.title(kind, about=about),
        text=lambda number: writer.text(longest=4 if number == 1 else 2),
    )
    teller = fill_experiences(all_conditions(), members=members, until=clock.now(), seed=SEED)
    flag_some()
    flag_an_experience()
    file.write_text(json.dumps({"staff": passwords, "member": teller or names[0]}), "utf-8")
    click.echo(f"That took {(clock.now() - began).total_seconds():.0f} seconds.")


def viewer(member_id: int) -> Viewer:
    """A member as the operations see them."""
    return viewer_of(get_member(member_id), at=clock.now())


def flag_some() -> None:
    """Leave something for the moderator to do."""
    replies = queries.some_replies(len(FLAGS))
    for (reason, note), (public_id, other_members) in zip(FLAGS, replies, strict=False):
        for member_id in other_members[: 2 if reason == "spam" else 1]:
            flagger = viewer(member_id)
            with transaction():
                moderation.flag_text(get_post(flagger, public_id), viewer=flagger, reason=reason, note=note)


def flag_an_experience() -> None:
    """One of them under a one-off name, so that the moderator meets a case without knowing whose it is."""
    found = queries.somebody_elses_under_alias()
    if found is None:
        return
    public_id, member_id = found
    flagger = viewer(member_id)
    with transaction():
        experience = get_experience(flagger, public_id)
        note = "Invented: I cannot believe that it went so fast."
        moderation.flag_experience(experience, viewer=flagger, reason="misleading", note=note)


def tell_sign_ins(app: Flask) -> None:
    """Print who can sign in."""
    found = json.loads((Path(app.instance_path) / SIGN_INS).read_text("utf-8"))
    click.echo("A demonstration: every member, story and number in it is invented. Sign in as")
    for name, role in STAFF.items():
        click.echo(f"  {name:<14} {found['staff'][name]:<16} {role}")
    click.echo(f"  {found['member']:<14} {found['staff']['']:<16} member (all others have this password, too)")


def init_app(app: Flask) -> None:
    """Offer the command."""

    @app.cli.command("demo")
    @click.option("--members", default=560, show_default=True, type=click.IntRange(5, 100_000))
    @click.option("--topics", default=300, show_default=True, type=click.IntRange(10, 1_000_000))
    @click.option("--posts", default=2_400, show_default=True, type=click.IntRange(10, 10_000_000))
    @click.option("--only-fill", is_flag=True, help="Fill the database and stop.")
    def command(members: int, topics: int, posts: int, only_fill: bool) -> None:
        """Start a demonstration on its own database: invented members, texts and flags. Its sign-ins are printed.

        It lives in instance/demo; delete that folder for a new one. The sizes count when it is first made.
        """
        if not app.config["DEMO"]:
            start_elsewhere(app)
        starting.check_folder(app)
        starting.migrate()
        starting.load_new_content()
        fill(app, members=members, topics=min(topics, posts), posts=posts)
        tell_sign_ins(app)
        if not only_fill:
            serving.serve(app, with_worker=True)
