"""Settings and secrets: what the site refuses to start with, and in which words."""

import json
import multiprocessing
import stat
from pathlib import Path
from typing import Any

import pytest

from forum.app import create_app
from forum.config import SECRETS_FILE, Misconfigured, make_secrets

PRODUCTION = {"PRODUCTION": True, "ORIGIN": "https://forum.example.org"}


def secrets_of(file: Path) -> str:
    """What a process that starts now would use."""
    make_secrets(file)
    return str(json.loads(file.read_text("utf-8"))["SECRET_KEY"])


def test_secrets_are_the_owners_alone_and_made_once_in_a_race(tmp_path: Path) -> None:
    file = tmp_path / SECRETS_FILE
    with multiprocessing.get_context("fork").Pool(8) as pool:
        found = pool.map(secrets_of, [file] * 32)
    assert len(set(found)) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("secrets*")] == [SECRETS_FILE]


def test_production_does_not_start_without_secrets(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"no secrets yet.*flask --app wsgi secrets"):
        create_app(PRODUCTION, instance_path=str(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (PRODUCTION | {"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"PRODUCTION": True, "SECRET_KEY": "x" * 40}, "FORUM_ORIGIN=https"),
        (PRODUCTION | {"SECRET_KEY": "x" * 40, "RATE_FACTOR": 0}, "limits are never off"),
        ({"SECRET_KEY": "x" * 40, "WORKERS": 2}, "needs Redis"),
        ({"SECRET_KEY": "x" * 40, "WORKERS": 2, "REDIS_URL": "redis://127.0.0.1"}, "needs PostgreSQL"),
        ({"SECRET_KEY": "x" * 40, "DATABASE_URL": "postgresql://x/y"}, r"postgresql\+psycopg://"),
    ],
)
def test_what_would_be_unsafe_is_refused_with_a_sentence(
    settings: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(Misconfigured, match=sentence):
        create_app(settings, instance_path=str(tmp_path))


def test_a_setting_of_the_wrong_kind_is_refused_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORUM_THREADS", "many")
    with pytest.raises(Misconfigured, match="FORUM_THREADS should be a number"):
        create_app(instance_path=str(tmp_path))


def test_a_folder_that_cannot_be_written_is_refused_with_a_sentence() -> None:
    with pytest.raises(Misconfigured, match="cannot be written"):
        create_app(instance_path="/proc/nowhere")


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.py").write_text("SITE_NAME = 'From the file'\nTHREADS = 3\n", "utf-8")
    monkeypatch.setenv("FORUM_SITE_NAME", "From outside")
    app = create_app(instance_path=str(tmp_path))
    assert (app.config["SITE_NAME"], app.config["THREADS"]) == ("From outside", 3)
