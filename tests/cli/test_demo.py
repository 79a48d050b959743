"""`flask demo`: invented people on a database of their own, and never in the real one."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from forum import markup
from forum.app import Forum
from forum.cli import invented
from tests import factories, servers

SMALL = ("demo", "--only-fill", "--members", "8", "--topics", "12", "--posts", "60")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An instance folder with a demonstration in it, and what the command said."""
    folder = tmp_path_factory.mktemp("instance")
    real = f"sqlite:///{folder}/real.sqlite3"
    done = servers.flask(folder, *SMALL, FORUM_DATABASE_URL=real, FORUM_MAIL_SERVER="mail.example.org")
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "demo" / "forum.sqlite3")) as database:
        return database.execute(query).fetchall()


def test_the_real_database_and_its_secrets_are_left_alone(made: tuple[Path, str]) -> None:
    folder, _ = made
    assert not (folder / "real.sqlite3").exists()
    assert not (folder / "forum.sqlite3").exists()
    assert (folder / "secrets.json").read_text("utf-8") != (folder / "demo" / "secrets.json").read_text("utf-8")


def test_it_has_members_topics_and_something_to_moderate(made: tuple[Path, str]) -> None:
    folder, _ = made
    assert rows(folder, "SELECT (SELECT count(*) FROM member), (SELECT count(*) FROM topic), count(*) FROM post") == [
        (8, 12, 60)
    ]
    assert len(rows(folder, "SELECT id FROM moderation_case WHERE closed_at IS NULL")) >= 5
    assert len(rows(folder, "SELECT id FROM condition")) == 28


def test_members_tell_of_experiences_also_beside_their_stories(made: tuple[Path, str]) -> None:
    folder, _ = made
    told = "SELECT count(*) FROM experience JOIN condition ON condition.id = condition_id WHERE slug = ?"
    with closing(sqlite3.connect(folder / "demo" / "forum.sqlite3")) as database:
        assert database.execute(told, ["fibromyalgia"]).fetchone() == (6,)
        assert database.execute(told, ["psoriasis"]).fetchone() == (4,)
    under_one_name = (
        "SELECT topic.voice_id = experience.voice_id FROM experience JOIN topic ON topic.id = experience.topic_id"
    )
    beside = rows(folder, under_one_name)
    assert beside
    assert set(beside) == {(1,)}


def test_every_text_says_that_it_is_invented(made: tuple[Path, str]) -> None:
    folder, _ = made
    texts = rows(
        folder,
        "SELECT body_markdown FROM post UNION ALL SELECT note FROM flag UNION ALL SELECT line FROM check_in"
        " UNION ALL SELECT gist FROM topic WHERE gist <> '' UNION ALL SELECT words FROM appointment_question"
        " UNION ALL SELECT words FROM side_effect WHERE kind = 'other'"
        " UNION ALL SELECT other_changes FROM experience WHERE other_changes <> ''",
    )
    assert [text for (text,) in texts if "nvented" not in str(text)] == []


def test_the_sign_ins_it_prints_are_those_of_every_start(made: tuple[Path, str]) -> None:
    folder, said = made
    kept = json.loads((folder / "demo" / "sign-ins.json").read_text("utf-8"))
    assert all(password in said for password in kept["staff"].values())
    again = servers.flask(folder, *SMALL)
    assert kept["staff"]["Marigold"] in again.stdout
    assert "Inventing" not in again.stdout
    stored = {str(hashed) for (hashed,) in rows(folder, "SELECT password FROM member")}
    assert all(hashed.startswith("$argon2id$") for hashed in stored)


def test_stored_counters_are_right(made: tuple[Path, str]) -> None:
    folder, _ = made
    assert "counted right" in servers.flask(folder / "demo", "maintenance", "recount").stdout


def test_a_database_with_members_is_not_filled(app: Forum) -> None:
    with app.app_context():
        factories.member()
    app.config["DEMO"] = True
    try:
        done = app.test_cli_runner().invoke(args=list(SMALL))
    finally:
        app.config["DEMO"] = False
    assert done.exit_code == 1
    assert "needs an empty one" in done.output


def test_paragraphs_put_together_are_what_the_forum_renders() -> None:
    writer = invented.Writer(seed=3)
    for _ in range(20):
        markdown, html = writer.text()
        assert html == markup.render(markdown)


def test_there_are_as_many_different_names_as_asked_for() -> None:
    names = invented.names(5_000, seed=1)
    assert len(set(names)) == 5_000
    assert names == invented.names(5_000, seed=1)
