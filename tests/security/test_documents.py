"""The documents say what is so: every test that they name exists, and the permissions are those of the table."""

import re

from forum import config, markup
from forum.accounts import library, names, passwords
from forum.accounts.routes import addresses, recovery
from forum.cli import server, serving
from forum.discussions import forms
from forum.experiences.forms import check_ins, facts
from forum.experiences.numbers.figures import SMALLEST
from forum.moderation.forms import fields as moderation_forms
from forum.search import language
from scripts import permissions

PAGE = (config.ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = re.compile(r"`([a-z_/]+\.py)(?:::(\w+))?`")
PROMISES = [f"P{number:02}" for number in range(1, 26)] + [f"Q{number:02}" for number in range(1, 12)]


def promise_rows() -> dict[str, str]:
    """The row of each promise."""
    found: dict[str, str] = {}
    for line in PAGE.splitlines():
        if match := re.match(r"\| ((?:[PQ]\d\d(?:, )?)+)", line):
            found |= dict.fromkeys(match[1].split(", "), line)
    return found


def test_every_promise_has_its_row_and_a_test_or_says_not_yet() -> None:
    rows = promise_rows()
    assert list(rows) == PROMISES
    assert [name for name, row in rows.items() if not NAMED.search(row) and "not yet" not in row] == []


def test_every_test_that_is_named_exists() -> None:
    named = [each for each in NAMED.findall(PAGE) if not each[0].startswith("tests/")]
    texts = {file: (config.ROOT / "tests" / file).read_text("utf-8") for file, _name in named}
    assert [f"{file}::{name}" for file, name in named if name and f"def {name}(" not in texts[file]] == []


def test_the_permissions_are_those_of_the_table() -> None:
    assert permissions.FILE.read_text("utf-8") == permissions.document(), "run: python -m scripts.permissions"


def test_the_limits_are_those_of_the_program() -> None:
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", PAGE.split("## Limits")[1], re.MULTILINE))
    said = {key.split(";")[0]: re.findall(r"\d[\d,]*", value) for key, value in rows.items()}
    form_kilobytes = config.DEFAULTS["MAX_FORM_MEMORY_SIZE"] // 1024
    so = {
        "a text": (markup.LONGEST_BODY, forms.LONGEST_TITLE, forms.LONGEST_GIST, forms.LONGEST_REASON),
        "a draft": (forms.LONGEST_DRAFT, forms.LONGEST_DRAFT_LINE),
        "in an experience: the complaint": (facts.LONGEST_PURPOSE, facts.LONGEST_CHANGES, facts.LONGEST_SIDE_EFFECT),
        "a check-in’s line": (check_ins.LONGEST_LINE, check_ins.LONGEST_QUESTION),
        "the smallest count in members’ numbers": (SMALLEST,),
        "a note to a flag": (moderation_forms.LONGEST_NOTE, moderation_forms.LONGEST_MESSAGE),
        "a name": (names.SHORTEST, names.LONGEST, passwords.SHORTEST, passwords.LONGEST),
        "a search": (language.LONGEST_QUERY, language.MOST_TERMS),
        "a request": (config.DEFAULTS["MAX_CONTENT_LENGTH"] >> 20, form_kilobytes, config.DEFAULTS["MAX_FORM_PARTS"]),
        "a sign-in": (library.IDLE_DAYS,),
        "a link to confirm an address": (addresses.CONFIRM_DAYS, recovery.RESET_HOURS, 7),
        "a silent connection": (serving.SILENT_SECONDS, server.IDLE_SECONDS),
    }
    assert {key: said[key] for key in so} == {key: [f"{each:,}" for each in value] for key, value in so.items()}
