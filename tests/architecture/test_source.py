"""The house rules that the source itself can show."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORUM = ROOT / "forum"
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
LONGEST_CONFTEST = 150
AREA_FILES = {"routes", "forms", "operations", "queries", "policies", "models"}
# What a library imposes on queries stands in one file.
LIBRARY = FORUM / "accounts" / "library.py"


def modules(folder: Path = FORUM) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


MODULES = list(modules())


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def code(path: Path) -> str:
    """The source without its comments and strings, so that words about code do not count as code."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.unparse(tree)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    long = {f.name: (f.end_lineno or 0) - f.lineno + 1 for f in functions(path)}
    assert {k: v for k, v in long.items() if v > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_stand_at_the_top(path: Path) -> None:
    inside = [f.name for f in functions(path) for node in ast.walk(f) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert inside == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_database_commits(path: Path) -> None:
    if path not in {FORUM / "database.py", LIBRARY} and "migrations" not in path.parts:
        assert not re.search(r"\.commit\(", code(path))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_queries_read_with_the_session(path: Path) -> None:
    if path.name == "queries.py" or "queries" in path.parts or path in {FORUM / "database.py", LIBRARY}:
        return
    if "migrations" in path.parts:
        return
    reading = r"\bselect\(|\bread_plain\(|session(\(\))?\.(get|get_one|execute|scalars?|query|stream)\(|\.paginate\("
    assert re.findall(reading, code(path)) == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_markup_declares_text_safe(path: Path) -> None:
    if path != FORUM / "markup.py":
        assert "Markup(" not in code(path)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_words_that_mean_three_things_are_not_used(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            assert not re.search(r"(?i)(^|_)users?(_|$)|(^|_)reports?(_|$)|utils|helper|manager", node.name)


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "common", "core", "misc", "manager", "handlers", "services", "service"}
    assert [name(path) for path in modules() if path.stem in empty or path.parent.name in empty] == []


def test_conftest_stays_small() -> None:
    assert len((ROOT / "tests" / "conftest.py").read_text("utf-8").splitlines()) < LONGEST_CONFTEST


def test_imports_go_down_the_layers() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
