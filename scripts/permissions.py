"""Write docs/permissions.md from the access table, so that the two cannot differ.

Run it as .venv/bin/python -m scripts.permissions.
"""

from itertools import groupby
from pathlib import Path

from tests.access.rows import REQUESTS
from tests.access.table import STATUSES
from tests.access.world import ROLES

FILE = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"
HEAD = """# Who may do what

Made by `python -m scripts.permissions` from `tests/access/table.py`, which is written by hand and held to the program
by `tests/access/test_table.py`: every address is asked by everybody, and answers as it says here.

The author is the author of what is asked for, and a member without a role. Silenced and suspended members are under a
sanction for the whole site. **200** and **204**: given. **303**: done, and look there; to a visitor, the way to the
sign-in page. **302**: it is there. **403**: may not. **404**: is not there, or not for them. **409**: not now. **422**:
may, but the form of the table leaves something out. `flask addresses` lists every address for a program to read.
"""


def area_of(key: str) -> str:
    """The area that serves a request."""
    return key.partition(".")[0]


def document() -> str:
    """The whole page."""
    paths = {f"{ask.endpoint} {ask.method}": ask.path.partition("?")[0] for ask in REQUESTS}
    keys = sorted(STATUSES, key=lambda key: (area_of(key), paths[key], key))
    parts = [HEAD]
    for area, found in groupby(keys, key=area_of):
        parts.append(
            f"\n## {area.split()[0].capitalize()}\n\n| request | {' | '.join(ROLES)} |\n|---|{'---|' * len(ROLES)}\n"
        )
        for key in found:
            statuses = " | ".join(map(str, STATUSES[key]))
            parts.append(f"| `{key.rpartition(' ')[2]} {paths[key]}` | {statuses} |\n")
    return "".join(parts)


if __name__ == "__main__":
    FILE.write_text(document(), "utf-8")
