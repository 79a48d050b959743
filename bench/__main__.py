"""`python -m bench`: fill, start, measure, print."""

import argparse
import json
import os
import platform
import sqlite3
from dataclasses import asdict
from pathlib import Path

from bench.filling import filled
from bench.measuring import Figures, measure
from forum import clock

HEADINGS = ("", "CPU ms", "x bare", "req/s", "p50 ms", "p99 ms", "SQL", "KB", "KB gz")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--topics", type=int, default=int(os.environ.get("TOPICS") or 2_000))
    parser.add_argument("--posts", type=int, default=int(os.environ.get("POSTS") or 100_000))
    parser.add_argument("--json", type=Path, default=os.environ.get("JSON") or None)
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("SECONDS_EACH") or 6))
    parser.add_argument("--only", default="", help="works to measure, such as W1,W4")
    return parser.parse_args()


def row(each: Figures) -> tuple[str, ...]:
    return (
        f"{each.work}  {each.what}",
        f"{each.cpu_ms:.2f}",
        f"{each.ratio:.1f}",
        f"{each.rate:.0f}",
        f"{each.p50_ms:.1f}",
        f"{each.p99_ms:.1f}",
        f"{each.statements}",
        f"{each.size / 1024:.1f}",
        f"{each.size_gzip / 1024:.1f}",
    )


def show(figures: list[Figures]) -> None:
    rows = [HEADINGS, *(row(each) for each in figures)]
    widths = [max(len(line[i]) for line in rows) for i in range(len(HEADINGS))]
    for line in rows:
        print(
            "  ".join(
                cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths, strict=True))
            )
        )


def main() -> None:
    words = arguments()
    forum = filled(topics=words.topics, posts=words.posts)
    engine = "PostgreSQL" if os.environ.get("FORUM_DATABASE_URL") else f"SQLite {sqlite3.sqlite_version}"
    print(f"{words.topics:,} topics, {words.posts:,} posts, {engine}, Python {platform.python_version()}", flush=True)
    only = [each for each in words.only.split(",") if each]
    figures = measure(forum.app, forum.folder, seconds=words.seconds, only=only)
    show(figures)
    print("CPU: server and database together, per request. x bare: against a Flask view of as many bytes, same server.")
    if words.json:
        found = {
            "at": clock.now().isoformat(timespec="seconds"),
            "topics": words.topics,
            "posts": words.posts,
            "database": engine,
            "filled_in_seconds": forum.seconds,
            "figures": [asdict(each) for each in figures],
        }
        words.json.write_text(json.dumps(found, indent=1), "utf-8")


if __name__ == "__main__":
    main()
