"""The rules, brought from their file into the database, every version kept."""

from pathlib import Path

import yaml

from forum.accounts import queries
from forum.accounts.models import Rule
from forum.database import db

__all__ = ["load_rules"]

FILE = Path(__file__).resolve().parent.parent / "content" / "rules.yaml"


def load_rules() -> int:
    """Add the rules that are not there yet in their version, and retire the others. Gives how many were added."""
    wanted = {(each["number"], each["version"]): each for each in yaml.safe_load(FILE.read_text("utf-8"))}
    there = {(rule.number, rule.version): rule for rule in queries.all_rules()}
    for key, rule in there.items():
        rule.is_current = key in wanted
    new = [key for key in wanted if key not in there]
    db.session.add_all(Rule(**wanted[key]) for key in new)
    db.session.flush()
    return len(new)
