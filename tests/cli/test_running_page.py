"""docs/running.md promises members how long things are kept, and admins which commands there are."""

import re
from pathlib import Path

import pytest

from forum.app import Forum
from forum.cli.retention import KEPT
from forum.config import DEFAULTS, ROOT

PAGE = Path(ROOT / "docs" / "running.md").read_text("utf-8")
IN_WORDS = {
    "attempt": r"tries at signing in .* \| 2 days",
    "submission": r"keys of sent forms.* \| 7 days",
    "sent letter": r"letters \| 1 day after they were sent",
    "letter": r"letters .* 7 days if they could not be",
    "ended sign-in": r"ended sign-ins; .* \| 30 days",
    "unused sign-in": r"sign-ins not used \| .* 90 days",
    "setup link": r"unused set-up links \| 7 days",
    "notice": r"notices, .* \| a year",
    "draft": r"drafts not touched \| a year",
}


@pytest.mark.parametrize("what", KEPT)
def test_the_page_says_how_long_it_is_kept(what: str) -> None:
    found = re.search(IN_WORDS[what], PAGE)
    assert found
    days = "a year" if KEPT[what].days == 365 else f"{KEPT[what].days} day"
    assert days in found[0]


def test_every_command_the_page_names_is_there(app: Forum) -> None:
    for words in re.findall(r"`flask ((?:database|maintenance|member|content|experiences) [a-z-]+)", PAGE):
        done = app.test_cli_runner().invoke(args=[*words.split(), "--help"])
        assert done.exit_code == 0, words


def test_every_setting_the_page_names_is_one() -> None:
    table = PAGE.split("## Settings")[1].split("## With systemd")[0]
    named = set(re.findall(r"`([A-Z_]{4,})`", table)) - {"FORUM_INSTANCE_PATH"}
    assert named
    assert named <= set(DEFAULTS)
