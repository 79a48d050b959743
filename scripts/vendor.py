"""Copy the npm packages of package.json to where the forum needs them, each with its licence beside it.

`make vendor` runs this. npm checks every package against package-lock.json; nothing is built or changed,
except that the icons of lucide become the symbols of one file.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static" / "vendor"
BROWSER = ROOT / "tests" / "browser" / "vendor"
FONTS = ROOT / "forum" / "pages" / "fonts"
FOLDERS = (STATIC, BROWSER, FONTS)
SVG = "http://www.w3.org/2000/svg"

# Only beside a word, never as decoration. Another glyph: add its lucide name and run `make vendor`.
ICONS = """
    bell bold book-open check chevron-down chevron-left chevron-right clock external-link eye-off flag heading
    italic key link list list-ordered lock menu message-circle pencil quote rss search undo-2 users x
""".split()  # noqa: SIM905  # a list would be 27 lines


@dataclass(frozen=True)
class Package:
    """One npm package: which of its files go where. Paths on the right are relative to `folder`."""

    name: str
    folder: Path
    files: dict[str, str]
    what: str


PACKAGES = (
    Package(
        "htmx.org",
        STATIC,
        {"dist/htmx.min.js": "htmx/htmx.min.js", "LICENSE": "htmx/LICENSE"},
        "improves forms and links without a reload",
    ),
    Package(
        "modern-normalize",
        STATIC,
        {
            "modern-normalize.css": "modern-normalize/modern-normalize.css",
            "license": "modern-normalize/LICENSE",
        },
        "the reset under the forum's own stylesheet",
    ),
    Package(
        "@github/markdown-toolbar-element",
        STATIC,
        {
            "dist/index.js": "markdown-toolbar-element/markdown-toolbar-element.js",
            "LICENSE": "markdown-toolbar-element/LICENSE",
        },
        "formatting buttons over a text field; an ES module",
    ),
    Package(
        "lucide-static",
        STATIC,
        {"LICENSE": "icons.LICENSE"},
        "the glyphs of `icons.svg`, one symbol each",
    ),
    Package(
        "axe-core",
        BROWSER,
        {
            "axe.min.js": "axe-core/axe.min.js",
            "LICENSE": "axe-core/LICENSE",
            "LICENSE-3RD-PARTY.txt": "axe-core/LICENSE-3RD-PARTY.txt",
        },
        "finds barriers in the browser tests; never served",
    ),
    Package(
        "dejavu-fonts-ttf",
        FONTS,
        {
            "ttf/DejaVuSansCondensed.ttf": "DejaVuSansCondensed.ttf",
            "ttf/DejaVuSansCondensed-Bold.ttf": "DejaVuSansCondensed-Bold.ttf",
            "LICENSE": "DejaVu.LICENSE",
        },
        "the letters of the sheet as PDF; never served",
    ),
)


def main() -> None:
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm was not found. It is needed for `make vendor` only, not to run the forum.")
    with tempfile.TemporaryDirectory() as work:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, work)
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=work, check=True)
        modules = Path(work) / "node_modules"
        for folder in FOLDERS:
            shutil.rmtree(folder, ignore_errors=True)
        for package in PACKAGES:
            copy_files(package, modules / package.name)
        (STATIC / "icons.svg").write_text(sprite(modules / "lucide-static" / "icons"))
        for folder in FOLDERS:
            (folder / "README.md").write_text(readme(folder, modules))


def copy_files(package: Package, source: Path) -> None:
    for there, here in package.files.items():
        target = package.folder / here
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / there, target)


def sprite(icons: Path) -> str:
    """All glyphs as symbols: `<use href="icons.svg#flag">`. They take size and colour from the outer svg."""
    symbols = [symbol(name, icons / f"{name}.svg") for name in ICONS]
    return "\n".join([f'<svg xmlns="{SVG}">', "<!-- lucide, see icons.LICENSE -->", *symbols, "</svg>", ""])


def symbol(name: str, file: Path) -> str:
    ET.register_namespace("", SVG)
    glyph = ET.fromstring(file.read_text())  # noqa: S314  # npm has checked it against the lock file
    shapes = "".join(ET.tostring(shape, encoding="unicode").strip() for shape in glyph)
    shapes = re.sub(rf' xmlns="{re.escape(SVG)}"', "", shapes)
    look = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {look}>{shapes}</symbol>'


def readme(folder: Path, modules: Path) -> str:
    rows = []
    for package in PACKAGES:
        if package.folder == folder:
            about = json.loads((modules / package.name / "package.json").read_text())
            files = ", ".join(f"`{path}`" for path in package.files.values())
            rows.append(f"| {package.name} | {about['version']} | {about['license']} | {files} | {package.what} |")
    return "\n".join(
        [
            "# Packages of others",
            "",
            "Copied from npm by `make vendor`, unchanged, in the versions of `package.json`. Do not edit:",
            "the next run overwrites it.",
            "",
            "| npm package | version | licence | files | what for |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main()
