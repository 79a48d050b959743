"""The WSGI entry point: `flask --app wsgi …` and every server start here."""

import os
import sys
from pathlib import Path

from forum.app import create_app
from forum.config import Misconfigured

os.umask(0o077)  # the files that the forum makes hold health data: they are their owner's alone

try:
    folder = os.environ.get("FORUM_INSTANCE_PATH")  # where database and secrets are; instance/ beside this file
    app = create_app(instance_path=str(Path(folder).resolve()) if folder else None)
except Misconfigured as problem:
    sys.exit(f"The forum cannot start: {problem}")
