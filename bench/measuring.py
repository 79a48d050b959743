"""One work after another: how much it costs, against a bare view of the same size."""

import gzip
import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from bench import load, processes
from bench.filling import STUDIED
from bench.texts import COMMON, RARE
from forum.accounts.library import SESSION_KEY, hash_token
from forum.accounts.models import SignIn
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.models import Topic

CONNECTIONS = 8
WARM_UP_SECONDS = 1
PAGE_SIZE = 20
BARE_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Work:
    name: str
    what: str
    path: str
    is_member: bool = False
    is_reply: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    work: str
    what: str
    cpu_ms: float
    bare_ms: float
    ratio: float
    rate: float
    p50_ms: float
    p99_ms: float
    statements: int
    size: int
    size_gzip: int


def works(app: Forum) -> list[Work]:
    with app.app_context():
        topic = db.session.query(Topic).filter(Topic.numbered >= PAGE_SIZE * 2).order_by(Topic.id).first()
        assert topic
        page = f"/topics/{topic.public_id}"
    ref = app.test_client().get(page)
    page = ref.headers.get("Location", page) if ref.status_code in (301, 302, 303, 308) else page
    page = page.removeprefix("http://localhost")
    rare = RARE[0]
    return [
        Work("W1", "visitor, topic", page),
        Work("W2", "member, topic", page, is_member=True),
        Work("W3", "visitor, list", "/conditions/condition-3"),
        Work("W3", "member, list", "/conditions/condition-3", is_member=True),
        Work("W4", "member, reply", page, is_member=True, is_reply=True),
        Work("W5", "search, common", f"/search?q={COMMON[0]}"),
        Work("W5", "search, rare", f"/search?q={rare}"),
        Work("W5", "search, two", f"/search?q={COMMON[0]}+{COMMON[1]}"),
        Work("W6", "visitor, numbers", "/conditions/condition-3/experiences"),
        Work("W6", "member, numbers", "/conditions/condition-3/experiences", is_member=True),
        Work("W7", "visitor, summary", f"/conditions/{STUDIED}/evidence"),
        Work("W7", "visitor, 50 sources", "/sources"),
        Work("W7", "visitor, comparison", "/evidence"),
    ]


def sign_in(app: Forum) -> str:
    """The cookie of a member who is signed in."""
    token = secrets.token_urlsafe(32)
    with app.app_context(), transaction():
        db.session.add(SignIn(member_id=1, token_hash=hash_token(token)))
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({SESSION_KEY: token})}"


def statements(app: Forum, work: Work, *, cookie: str) -> tuple[int, bytes]:
    """How many statements the page takes, and the page."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    client = app.test_client(use_cookies=False)
    headers = {"Cookie": cookie} if work.is_member else {}
    client.get(work.path, headers=headers)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        if work.is_reply:
            answer = load.reply_in_process(client, work.path, cookie=cookie)
        else:
            answer = client.get(work.path, headers=headers)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    if answer.status_code not in (200, 303):
        raise SystemExit(f"{work.path} answered {answer.status}")
    return len(seen), answer.data


def database_pids(app: Forum) -> list[int]:
    """The processes of PostgreSQL that work for this database; none for SQLite, which works inside the server.

    Its background processes are left out: they work for every database of that server.
    """
    if not os.environ.get("FORUM_DATABASE_URL"):
        return []
    query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    with app.app_context(), db.engine.connect() as connection:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        return [pid for (pid,) in connection.execute(text(query)) if pid != own]


def pin(pids: Iterable[int]) -> None:
    """The database on the server's core, where that is allowed."""
    core, _ = processes.cores()
    for pid in pids:
        try:
            os.sched_setaffinity(pid, core)
        except OSError:
            return


def run(base: str, work: Work, *, cookie: str, seconds: float) -> load.Run:
    """The load of one work."""
    shown = cookie if work.is_member else ""
    if work.is_reply:
        return load.replies(base, work.path, cookie=cookie, seconds=seconds, connections=CONNECTIONS)
    if shutil.which("wrk"):
        return load.Run(*processes.wrk(base + work.path, cookie=shown, seconds=seconds, connections=CONNECTIONS))
    return load.pages(base, work.path, cookie=shown, seconds=seconds, connections=CONNECTIONS)


def measure(app: Forum, folder: Path, *, seconds: float, only: list[str]) -> list[Figures]:
    """Every work (or those named) against the running server."""
    chosen = [work for work in works(app) if not only or work.name in only]
    cookie = sign_in(app)
    counted = [statements(app, work, cookie=cookie) for work in chosen]
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    port, bare_port = processes.free_port(), processes.free_port()
    environment = {
        "FORUM_INSTANCE_PATH": str(folder),
        "FORUM_PORT": str(port),
        "FORUM_RATE_FACTOR": "1e6",
        "FORUM_HOLD_FIRST_POSTS": "0",
        "FORUM_ORIGIN": "http://localhost",
        "FORUM_PRODUCTION": "true",
        "FORUM_LOG_LEVEL": "WARNING",
    }
    found = []
    server = processes.running(
        ["-m", "flask", "--app", "wsgi", "serve", "--without-worker"],
        environment=environment,
        port=port,
        path="/healthz",
    )
    bare = processes.running(["-m", "bench.bare", str(bare_port)], environment={}, port=bare_port, path="/10")
    with server as server_pid, bare as bare_pid:
        for work, (count, page) in zip(chosen, counted, strict=True):
            size = len(page)
            base = f"http://127.0.0.1:{port}"
            run(base, work, cookie=cookie, seconds=WARM_UP_SECONDS)
            pids = database_pids(app)
            pin(pids)
            before = processes.cpu_ms(processes.tree(server_pid) + pids)
            done = run(base, work, cookie=cookie, seconds=seconds)
            spent = processes.cpu_ms(processes.tree(server_pid) + pids) - before
            bare_ms = measure_bare(bare_pid, bare_port, size=size)
            cost = spent / done.count
            found.append(
                Figures(
                    work=work.name,
                    what=work.what,
                    cpu_ms=cost,
                    bare_ms=bare_ms,
                    ratio=cost / bare_ms,
                    rate=done.rate,
                    p50_ms=done.p50_ms,
                    p99_ms=done.p99_ms,
                    statements=count,
                    size=size,
                    size_gzip=len(gzip.compress(page, compresslevel=6)),
                )
            )
    return found


def measure_bare(pid: int, port: int, *, size: int) -> float:
    """Milliseconds per request of the bare view for a page of `size` bytes."""
    base, work = f"http://127.0.0.1:{port}", Work("bare", "", f"/{size}")
    run(base, work, cookie="", seconds=WARM_UP_SECONDS)
    before = processes.cpu_ms(processes.tree(pid))
    done = run(base, work, cookie="", seconds=BARE_SECONDS)
    return (processes.cpu_ms(processes.tree(pid)) - before) / done.count
