"""The WSGI entry point: `flask --app wsgi …` and every server start here."""

from forum.app import create_app

app = create_app()
