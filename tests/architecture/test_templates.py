"""What every template must keep to."""

import re
from pathlib import Path

import pytest

from forum.app import create_app

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "templates").rglob("*.xml"))
SETTINGS = {"SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests", "DATABASE_URL": "sqlite://"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> object:
    return create_app(SETTINGS, instance_path=str(tmp_path_factory.mktemp("instance")))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_it_compiles(path: Path, forum: object) -> None:
    assert forum.jinja_env.get_template(name(path)) is not None  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_address_is_a_real_endpoint(path: Path, forum: object) -> None:
    known = {rule.endpoint for rule in forum.url_map.iter_rules()}  # type: ignore[attr-defined]
    used = set(re.findall(r"url_for\(\s*['\"]([\w.]+)['\"]", path.read_text("utf-8")))
    assert used - known == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_is_declared_safe(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text("utf-8")
    text = text.replace('<script type="application/ld+json">', "")  # data, which no browser runs
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)", text, re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_attributes_are_quoted(path: Path) -> None:
    assert not re.search(r"\s[\w-]+=\{\{", path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_authors_are_known_by_their_byline_alone(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\.voice\b|voice_id|\.author_id|\.member_id|\.author\.|\.flagger", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_query_stands_in_it(path: Path) -> None:
    assert not re.search(r"\bdb\.|session\.(get|execute)|\.query\b", path.read_text("utf-8"))
