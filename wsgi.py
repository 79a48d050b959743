"""The WSGI entry point: `flask --app wsgi …` and every server start here."""

import sys

from forum.app import create_app
from forum.config import Misconfigured

try:
    app = create_app()
except Misconfigured as problem:
    sys.exit(f"The forum cannot start: {problem}")
