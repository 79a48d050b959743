"""What was answered is there, exactly once: whatever process dies, however many write, whenever a backup is made."""

import http.client
import secrets
import shutil
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from bench.load import ReplyForm, cookies
from forum import clock
from forum.accounts.library import SESSION_KEY, hash_token
from forum.accounts.models import SignIn
from forum.app import create_app
from forum.cli import invented, seeding, starting
from forum.database import db, transaction
from tests import factories, servers

WRITERS = 8
REPLIES = 100
KILLS = 3
SETTINGS = {"FORUM_RATE_FACTOR": "1e6"}


@dataclass
class Site:
    """An instance folder with members who are signed in, and a topic."""

    folder: Path
    path: str
    cookies: list[str]
    answered: set[str] = field(default_factory=set)
    statuses: list[int] = field(default_factory=list)

    def rows(self, query: str, *, file: Path | None = None) -> list[tuple[str]]:
        with closing(sqlite3.connect(file or self.folder / "forum.sqlite3")) as database:
            return database.execute(query).fetchall()

    def bodies(self, *, file: Path | None = None) -> list[str]:
        return [body for (body,) in self.rows("SELECT body_markdown FROM post WHERE number > 1", file=file)]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with one topic and as many members as write at once."""
    app = create_app({"ORIGIN": "http://localhost"}, instance_path=str(tmp_path))
    with app.app_context():
        starting.migrate()
        condition = factories.condition()
        names = invented.names(WRITERS, seed=1)
        voices = seeding.seed_members(names, password_hash="x", joined_at=clock.ago(days=99))
        writer = invented.Writer(seed=1)
        plan = seeding.Plan(topics=1, posts=1, until=clock.now())
        seeding.seed_topics(
            plan, conditions=[condition], voices=voices, title=lambda *_: "A topic", text=lambda _: writer.text()
        )
        tokens = [secrets.token_urlsafe(32) for _ in names]
        with transaction():
            db.session.add_all(
                SignIn(member_id=number, token_hash=hash_token(token)) for number, token in enumerate(tokens, start=1)
            )
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        jar = [f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({SESSION_KEY: token})}" for token in tokens]
        with app.test_client() as client:
            public_id = db.session.connection().exec_driver_sql("SELECT public_id FROM topic").scalar_one()
            path = client.get(f"/topics/{public_id}").headers.get("Location", f"/topics/{public_id}")
        db.session.remove()
        db.engine.dispose()
    return Site(tmp_path, urlsplit(path).path, jar)


def form_of(site: Site, server: servers.Server, cookie: str) -> tuple[ReplyForm, str]:
    """The form by which this member replies, and their cookies after it."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request("GET", site.path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    form, kept = ReplyForm(answer.read().decode()), cookies(cookie, answer.getheaders())
    connection.close()
    assert form.action, answer.status
    return form, kept


def sender(site: Site, server: servers.Server) -> Callable[[int], None]:
    """Something that sends reply number so-and-so, always with the same key, and notes the answer."""
    forms = [form_of(site, server, cookie) for cookie in site.cookies]
    host = urlsplit(server.url).netloc

    def send(number: int) -> None:
        form, cookie = forms[number % WRITERS]
        body = f"Reply number {number}."
        fields = form.fields | {"body": body, "key": f"key-of-reply-number-{number:04}"}
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection(host, timeout=30)
        try:
            connection.request("POST", form.action, body=urlencode(fields), headers=headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()
        site.statuses.append(status)
        if status == 303:
            site.answered.add(body)

    return send


def assert_whole(site: Site) -> None:
    """The database is sound, and the posts of the topic are numbered without a gap, as it says itself."""
    assert site.rows("PRAGMA integrity_check") == [("ok",)]
    assert site.rows("PRAGMA foreign_key_check") == []
    ((count, highest, numbered, replies),) = site.rows(
        "SELECT count(*), max(number), (SELECT numbered FROM topic), (SELECT replies_everyone FROM topic) FROM post"
    )
    assert count == highest == numbered == replies + 1


def kill_in_the_middle(site: Site, numbers: range) -> None:
    """Send these replies, eight at a time, and kill every process of the server when a third is answered."""
    server = servers.start(site.folder, "--without-worker", **SETTINGS)
    enough, before = threading.Event(), len(site.statuses)

    def kill() -> None:
        enough.wait(30)
        server.kill()

    def send_and_look(number: int) -> None:
        send(number)
        if len(site.statuses) - before >= len(numbers) // 3:
            enough.set()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        send = sender(site, server)
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(send_and_look, numbers))
    finally:
        enough.set()
        killer.join()


def test_every_answered_reply_is_there_once_after_the_server_was_killed(site: Site) -> None:
    for kill in range(KILLS):
        kill_in_the_middle(site, range(kill * REPLIES, (kill + 1) * REPLIES))
        there = site.bodies()
        assert len(there) == len(set(there))
        assert site.answered <= set(there)
        assert_whole(site)
    assert 0 < len(site.answered) < KILLS * REPLIES
    with servers.running(site.folder, "--without-worker", **SETTINGS) as server:
        send = sender(site, server)
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(send, range(KILLS * REPLIES)))
    assert sorted(site.bodies()) == sorted(f"Reply number {number}." for number in range(KILLS * REPLIES))
    assert set(site.statuses) == {303}
    assert_whole(site)


def test_eight_who_write_at_once_all_get_through(site: Site) -> None:
    with servers.running(site.folder, "--without-worker", **SETTINGS) as server:
        send = sender(site, server)
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(send, range(REPLIES)))
        assert "locked" not in server.said
    assert site.statuses == [303] * REPLIES
    assert len(set(site.bodies())) == REPLIES
    assert_whole(site)


def test_a_backup_made_while_members_write_holds_everything_answered_before_it(site: Site, tmp_path: Path) -> None:
    file, other = tmp_path / "copy.sqlite3", tmp_path / "other"
    with servers.running(site.folder, "--without-worker", **SETTINGS) as server:
        send = sender(site, server)
        with ThreadPoolExecutor(WRITERS) as pool:
            sent = [pool.submit(send, number) for number in range(REPLIES * 3)]
            while len(site.answered) < REPLIES // 4 and not all(each.done() for each in sent):
                threading.Event().wait(0.01)
            before = set(site.answered)
            done = servers.flask(site.folder, "database", "backup", str(file))
            assert done.returncode == 0, done.stderr
    assert before
    assert before <= set(site.bodies(file=file))
    other.mkdir()
    shutil.copyfile(site.folder / "secrets.json", other / "secrets.json")
    done = servers.flask(other, "database", "restore", str(file))
    assert done.returncode == 0, done.stderr
    assert sorted(site.bodies(file=other / "forum.sqlite3")) == sorted(site.bodies(file=file))
