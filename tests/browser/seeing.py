"""What is looked for on a page: barriers, complaints, requests to elsewhere, and anything that scrolls sideways."""

from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page

__all__ = ["assert_fits", "assert_no_barriers", "listen"]

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
BARRIERS = """async (rules) => {
  const options = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
  const found = await axe.run(document, { ...options, resultTypes: ["violations"] });
  return found.violations.flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.html}`));
}"""
EXPECTED = "Failed to load resource: the server responded with a status of 4"  # a page that refuses, as it should


def listen(page: Page, complaints: list[str], *, address: str) -> None:
    """Gather what the page complains about (broken scripts, the content security policy), and requests to elsewhere."""

    def said(message: ConsoleMessage) -> None:
        is_page = message.location["url"] == page.url or "/static/" not in message.location["url"]
        if message.type in {"error", "warning"} and not (message.text.startswith(EXPECTED) and is_page):
            complaints.append(f"{page.url} said: {message.text}")

    def asked(url: str) -> None:
        if not url.startswith((f"{address}/", "about:", "data:")):
            complaints.append(f"{page.url} asked {url}")

    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(f"{page.url} broke: {error}"))
    page.on("request", lambda request: asked(request.url))


def assert_no_barriers(page: Page, *rules: str) -> None:
    """Nothing for axe-core to say: by all its rules, or by these.

    It is a script: where scripts are off it has nothing to say, and the same page is looked at with scripts.
    """
    if not page.evaluate("matchMedia('(scripting: enabled)').matches"):
        return
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    found: Any = page.evaluate(BARRIERS, list(rules))
    assert found == [], f"{page.url}: {found}"


def assert_fits(page: Page, *widths: int) -> None:
    """The page does not scroll sideways in windows of these widths."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        assert over <= 0, f"{page.url} is {over} px too wide at {width} px"
