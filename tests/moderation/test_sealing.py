"""Nobody changes the moderation log unseen, not even with the database in their hands."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from forum.app import Forum
from forum.database import db, transaction
from forum.moderation import operations, queries
from forum.moderation.models import Action, LogHead, Seal
from forum.moderation.operations import cases as writing
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes

WRITERS = 6
TABLES = ("action", "log_seal", "log_head")
SQLITE_TRIGGERS = (
    *("action_no_update", "action_no_delete", "log_seal_no_update", "log_seal_no_delete"),
    *("log_head_no_delete", "log_head_only_grows"),
)
A_WHILE = 1.0  # seconds that the slow one of two waits for the other, who may be waiting for the slow one


@pytest.fixture
def lines(app: Forum) -> Iterator[list[int]]:
    """A log of some lines, in a database whose triggers somebody has taken away; their keys."""
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        with transaction():
            operations.claim_case(queries.get_case(case), viewer=scene.moderator)
        made = scenes.decide(scene.moderator, case, scenes.choice("hide", rule=scene.rule, note="Für Ärzte: “4.5”"))
        scenes.undo(scene.moderator, made)
        scenes.decide(scene.moderator, case, scenes.choice("keep"))
        disarm()
        yield list(db.session.scalars(select(Action.id).order_by(Action.id)))


def disarm() -> None:
    """What somebody with the database in their hands can do."""
    if db.engine.dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            db.session.execute(text(f"DROP TRIGGER {name}"))
    else:
        for table in TABLES:
            db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    db.session.commit()


def rearm() -> None:
    """PostgreSQL's triggers live on in the database of the next test."""
    if db.engine.dialect.name != "sqlite":
        for table in TABLES:
            db.session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        db.session.commit()


@pytest.fixture(autouse=True)
def armed_again(app: Forum) -> Iterator[None]:
    yield
    with app.app_context():
        rearm()


def test_a_log_that_nobody_touched_is_sound(app: Forum, lines: list[int]) -> None:
    head = db.session.scalars(select(LogHead)).one()
    assert queries.soundness_of_log() == queries.Soundness(sound=len(lines), broken=None, is_cut=False, seal=head.seal)
    assert len(lines) == 4
    done = app.test_cli_runner().invoke(args=["log", "verify"])
    assert (done.exit_code, done.output) == (0, f"The log is sound: 4 lines. Last seal: {head.seal}\n")


def test_without_its_head_the_log_is_not_sound(app: Forum, lines: list[int]) -> None:
    db.session.execute(delete(LogHead))
    db.session.commit()
    assert queries.soundness_of_log().is_cut
    assert app.test_cli_runner().invoke(args=["log", "verify"]).exit_code == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_seal SET seal = 'x'",
        "DELETE FROM log_seal",
        "DELETE FROM log_head",
        "UPDATE log_head SET lines = lines - 1",
        "UPDATE log_head SET lines = lines",
    ],
)
def test_the_database_refuses_to_change_the_seals(app: Forum, statement: str) -> None:
    with app.app_context():
        with transaction():
            writing.log("open", actor_id=None, target="post:first")
        with pytest.raises(DBAPIError, match="the moderation log cannot be changed"):
            db.session.execute(text(statement))
        db.session.rollback()
        assert queries.soundness_of_log().sound == 1


@pytest.mark.parametrize("change", [{"reason": "another"}, {"verb": "keep"}, {"actor_id": None}, {"details": {}}])
def test_a_changed_line_is_named(app: Forum, lines: list[int], change: dict[str, object]) -> None:
    db.session.execute(update(Action).where(Action.id == lines[1]).values(change))
    db.session.commit()
    found = queries.soundness_of_log()
    assert (found.sound, found.broken, found.is_cut) == (1, lines[1], False)
    done = app.test_cli_runner().invoke(args=["log", "verify"])
    assert done.exit_code == 1
    assert f"Line {lines[1]} is not as it was written" in done.output


@pytest.mark.parametrize("also_its_seal", [True, False])
def test_a_line_taken_out_is_missed(app: Forum, lines: list[int], also_its_seal: bool) -> None:
    take_out(lines[1], also_its_seal=also_its_seal)
    assert queries.soundness_of_log().broken == lines[2]


def test_lines_cut_off_the_end_are_missed(app: Forum, lines: list[int]) -> None:
    take_out(lines[-1], also_its_seal=True)
    found = queries.soundness_of_log()
    assert (found.sound, found.broken, found.is_cut) == (3, None, True)
    done = app.test_cli_runner().invoke(args=["log", "verify"])
    assert done.exit_code == 1
    assert "The end of the log is missing" in done.output


def test_a_line_put_in_without_a_seal_is_named(app: Forum, lines: list[int]) -> None:
    db.session.add(Action(verb="keep", target="post:x", reason="", details={}))
    db.session.commit()
    assert (queries.soundness_of_log().broken or 0) > lines[-1]


def take_out(line: int, *, also_its_seal: bool) -> None:
    if not also_its_seal and db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA foreign_keys=OFF"))
    if also_its_seal or db.engine.dialect.name != "sqlite":
        db.session.execute(delete(Seal).where(Seal.action_id == line))
    db.session.execute(delete(Action).where(Action.id == line))
    db.session.commit()


def test_many_who_write_at_once_make_one_chain(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        cases = []
        for number in range(WRITERS):
            post = texts.reply(scene.author, scene.topic, body=f"Reply {number}").public_id
            cases.append(scenes.flag(scene.flagger, post))
        moderators = [factories.viewer(f"m{number}", roles=("moderator",)) for number in range(WRITERS)]

    def work(number: int) -> None:
        scenes.decide(moderators[number], cases[number], scenes.choice("keep"))

    assert texts.run_at_once(app, work, count=WRITERS) == []
    with app.app_context():
        found = queries.soundness_of_log()
        assert (found.sound, found.broken, found.is_cut) == (WRITERS, None, False)
        assert db.session.scalars(select(LogHead)).one().lines == WRITERS


def test_whoever_is_slow_to_reach_the_end_of_the_chain_breaks_it_for_nobody(
    app: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), transaction():
        writing.log("open", actor_id=None, target="post:first")
    at_the_end, overtaken, hold = threading.Event(), threading.Event(), writing.hold_log_head

    def hold_slowly() -> LogHead:
        if threading.current_thread().name == "slow":
            at_the_end.set()
            overtaken.wait(A_WHILE)
        return hold()

    def write() -> None:
        with app.app_context(), transaction():
            writing.log("open", actor_id=None, target="post:slow")

    monkeypatch.setattr(writing, "hold_log_head", hold_slowly)
    slow = threading.Thread(target=write, name="slow")
    slow.start()
    assert at_the_end.wait(20)
    with app.app_context(), transaction():
        writing.log("open", actor_id=None, target="post:quick")
    overtaken.set()
    slow.join()
    with app.app_context():
        found = queries.soundness_of_log()
        assert (found.sound, found.broken, found.is_cut) == (3, None, False)
