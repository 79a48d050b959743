"""What Flask-Security imposes on names, queries and statuses, in this one file."""

import hashlib

from flask import Flask, Response, g, session

from forum import clock
from forum.accounts import queries
from forum.viewers import VISITOR, Viewer

__all__ = ["SESSION_KEY", "hash_token", "init_app", "load_viewer", "mend_status"]

SESSION_KEY = "sign_in"  # where the signed cookie carries the token of the sign-in


def hash_token(token: str) -> str:
    """What is kept of a random token: enough to know it again, useless to whoever reads the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def load_viewer() -> Viewer:
    """Who is asking: the member of the sign-in that the cookie names, if it has not been ended."""
    token = session.get(SESSION_KEY)
    if not token:
        return VISITOR
    sign_in = queries.find_sign_in(hash_token(token))
    if sign_in is None or not sign_in.member.active or sign_in.member.deleted_at is not None:
        return VISITOR
    g.sign_in = sign_in
    return queries.viewer_of(sign_in.member, at=clock.now())


def mend_status(response: Response) -> Response:
    """The library answers 200 to an invalid form; readers of statuses expect 422."""
    return response


def init_app(app: Flask) -> None:
    """Bind the library."""
    app.extensions["viewer_loader"] = load_viewer
