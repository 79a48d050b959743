"""Settings: the defaults, then instance/config.py, then FORUM_* variables of the environment."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from flask import Flask

__all__ = ["ROOT", "Misconfigured", "load"]

ROOT = Path(__file__).resolve().parent.parent
SECRET_BYTES = 32
SECRETS_FILE = "secrets.json"

DEFAULTS: dict[str, Any] = {
    "SITE_NAME": "LDN Common Room",
    "ORIGIN": "",  # such as https://forum.example.org; empty: http://localhost:PORT
    "HOST": "127.0.0.1",
    "PORT": 8000,
    "PRODUCTION": False,  # refuses to start on made-up secrets, and needs an origin
    "DEMO": False,
    "DATABASE_URL": "",  # empty: instance/forum.sqlite3
    "REDIS_URL": "",  # empty: limits and caches in memory, jobs in instance/jobs.sqlite3
    "TRUSTED_PROXIES": 0,  # how many proxies in front may say who the client is
    "RATE_FACTOR": 1.0,  # multiplies every rate limit; never 0 in production
    "HOLD_FIRST_POSTS": 2,  # how many texts of a new member wait for a moderator; 0: none
    "AFTERWARDS_SECONDS": 1.0,
    "THREADS": 8,
    "WORKERS": 1,
    "MAIL_SERVER": "",  # empty: the site sends no mail and says so where it matters
    "MAIL_PORT": 25,
    "MAIL_USE_TLS": False,
    "MAIL_USERNAME": None,
    "MAIL_PASSWORD": None,
    "MAIL_DEFAULT_SENDER": "",
    "MAINTENANCE_FILE": "maintenance",  # in instance/: while it exists, every page is the maintenance page
    "MAX_CONTENT_LENGTH": 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 512 * 1024,
    "MAX_FORM_PARTS": 200,
    "BABEL_DEFAULT_LOCALE": "en",
    "LOG_LEVEL": "INFO",
    "SOURCE_URL": "",  # where this version of the program can be had (AGPL, section 13)
    # Where editors look up a DOI or a PMID; empty: switched off.
    "CROSSREF_URL": "https://api.crossref.org/works",
    "PUBMED_URL": "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi",
    "METRICS_TOKEN": "",  # empty: /metrics answers nobody in production, and this machine alone elsewhere
}


class Misconfigured(RuntimeError):
    """The site cannot start like this; the message says what to change."""


def load(app: Flask, overrides: dict[str, Any] | None = None) -> None:
    """Fill app.config. Raises Misconfigured with a sentence for the person who starts the site."""
    app.config.update(DEFAULTS)
    app.config.from_pyfile(str(Path(app.instance_path) / "config.py"), silent=True)
    app.config.update(from_environment(app.config))
    app.config.update(overrides or {})
    if not app.config["DATABASE_URL"]:
        app.config["DATABASE_URL"] = f"sqlite:///{app.instance_path}/forum.sqlite3"
    load_secrets(app)
    check(app)
    if not app.config["ORIGIN"]:
        app.config["ORIGIN"] = f"http://localhost:{app.config['PORT']}"


def from_environment(known: dict[str, Any]) -> dict[str, Any]:
    """FORUM_<NAME> for every known setting; numbers, true and false are read as JSON, the rest as text."""
    found: dict[str, Any] = {}
    for name, default in known.items():
        text = os.environ.get(f"FORUM_{name}")
        if text is None:
            continue
        if isinstance(default, bool | int | float):
            try:
                found[name] = json.loads(text.lower())
            except ValueError as error:
                raise Misconfigured(f"FORUM_{name} should be a number, true or false, not {text!r}.") from error
        else:
            found[name] = text
    return found


def load_secrets(app: Flask) -> None:
    """Read instance/secrets.json, made random at the first start and readable by its owner alone."""
    if app.config.get("SECRET_KEY"):
        app.config.setdefault("SECURITY_PASSWORD_SALT", app.config["SECRET_KEY"])
        return
    file = Path(app.instance_path) / SECRETS_FILE
    if not file.exists():
        if app.config["PRODUCTION"]:
            raise Misconfigured(
                f"There are no secrets yet ({file}). Make them once with:"
                " FORUM_PRODUCTION=false .venv/bin/flask --app wsgi secrets"
            )
        make_secrets(file)
    app.config.update(json.loads(file.read_text("utf-8")))


def make_secrets(file: Path) -> None:
    """Write new random secrets, unless another process was faster. Raises Misconfigured if it cannot."""
    values = {name: secrets.token_urlsafe(SECRET_BYTES) for name in ("SECRET_KEY", "SECURITY_PASSWORD_SALT")}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(values, out)
        try:
            os.link(part, file)  # atomic, and refuses where the file is there already
        except FileExistsError:
            pass
        finally:
            part.unlink()
    except OSError as error:
        raise Misconfigured(f"The folder {file.parent} cannot be written: {error.strerror}.") from error


def check(app: Flask) -> None:
    """Refuse what would be unsafe with real members."""
    if app.config["DATABASE_URL"].startswith(("postgres://", "postgresql://")):
        raise Misconfigured("Write the database address as postgresql+psycopg://… (the driver spelled out).")
    if app.config["WORKERS"] > 1 and not app.config["REDIS_URL"]:
        raise Misconfigured("More than one web process needs Redis for its limits: set FORUM_REDIS_URL.")
    if app.config["WORKERS"] > 1 and app.config["DATABASE_URL"].startswith("sqlite"):
        raise Misconfigured("More than one web process needs PostgreSQL: set FORUM_DATABASE_URL.")
    if not app.config["PRODUCTION"]:
        return
    if len(app.config["SECRET_KEY"]) < SECRET_BYTES:
        raise Misconfigured(f"SECRET_KEY is too short for a site with members: {SECRET_BYTES} characters at least.")
    if not app.config["ORIGIN"].startswith(("https://", "http://")):
        raise Misconfigured("Say where the site will be reached: FORUM_ORIGIN=https://…")
    if app.config["RATE_FACTOR"] <= 0:
        raise Misconfigured("FORUM_RATE_FACTOR must be above 0: limits are never off in production.")
