"""What comes from others has a stated version and its licence beside it, and loads nothing from elsewhere."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
FOLDERS = (STATIC / "vendor", ROOT / "tests" / "browser" / "vendor", ROOT / "forum" / "pages" / "fonts")
SERVED = sorted(file for file in STATIC.rglob("*") if file.suffix in {".css", ".js", ".svg", ".html", ".json"})

ROW = re.compile(r"^\| (?P<name>[@a-z][^ |]*) \| (?P<version>\d[^ |]*) \| (?P<licence>[^|]+) \| (?P<files>[^|]+) \|")
COMMENT = re.compile(r"/\*.*?\*/|<!--.*?-->", re.DOTALL)
# An address with a host, also without a scheme in the places from which something is loaded.
OUTSIDE = re.compile(r"""(?:https?|wss?)://[^\s"'`)<>]+|(?:url\(|@import|src=|href=)\s*["']?//[^\s"'`)<>]+""")
# The names of markup languages look like addresses, but nothing loads them.
NAMESPACE = re.compile(r"https?://www\.w3\.org/(?:\d{4}/(?:svg|xhtml|xlink)|1999/xlink|1998/Math/MathML)$")


def rows() -> list[tuple[Path, re.Match[str]]]:
    found = []
    for folder in FOLDERS:
        lines = (folder / "README.md").read_text().splitlines()
        found += [(folder, row) for line in lines if (row := ROW.match(line))]
    return found


def test_the_vendored_versions_are_those_of_package_json() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"]
    assert {row["name"]: row["version"] for _, row in rows()} == wanted


def test_the_lock_file_has_the_versions_of_package_json_with_checksums_and_no_host() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, version in (package["dependencies"] | package["devDependencies"]).items():
        entry = locked[f"node_modules/{name}"]
        assert entry["version"] == version
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry


@pytest.mark.parametrize("pins", ["requirements.txt", "requirements-dev.txt"])
def test_every_pinned_package_has_a_checksum_and_no_host(pins: str) -> None:
    text = (ROOT / pins).read_text()
    packages = [block for block in re.split(r"\n(?=\S)", text) if not block.startswith("#")]
    assert packages
    for block in packages:
        assert re.match(r"[a-z0-9-]+==\S+", block), block
        assert "--hash=sha256:" in block
    assert "://" not in text


def test_every_vendored_file_is_listed_and_every_package_has_its_licence() -> None:
    for folder in FOLDERS:
        listed = {"README.md"} | ({"icons.svg"} if folder == STATIC / "vendor" else set())
        for _, row in (pair for pair in rows() if pair[0] == folder):
            files = re.findall(r"`([^`]+)`", row["files"])
            assert any("LICENSE" in file for file in files), row["name"]
            listed |= set(files)
        there = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
        assert there == listed


@pytest.mark.parametrize("file", SERVED, ids=lambda file: str(file.relative_to(STATIC)))
def test_no_served_file_names_an_outside_host(file: Path) -> None:
    text = COMMENT.sub("", file.read_text())
    assert [found for found in OUTSIDE.findall(text) if not NAMESPACE.match(found)] == []


def test_every_icon_of_a_template_is_in_the_sprite() -> None:
    svg = ET.parse(STATIC / "vendor" / "icons.svg").getroot()
    there = {symbol.get("id") for symbol in svg}
    templates = "\n".join(file.read_text() for file in (ROOT / "templates").rglob("*.html"))
    assert set(re.findall(r"""\bicon\(\s*["']([a-z0-9-]+)["']""", templates)) <= there
