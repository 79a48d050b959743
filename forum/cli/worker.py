"""The worker: what the jobs' names mean, and what it does by itself every minute, hour, night and week."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable

import click
from flask import Flask
from huey.api import crontab

from forum.cli.evidence import alarm
from forum.cli.experiences import release_all, release_one, remind
from forum.cli.letters import deliver_letter, enqueue_missed_letters
from forum.cli.moderation import return_unedited
from forum.cli.retention import forget_what_is_past
from forum.cli.risk import watch_over
from forum.jobs import jobs_of

__all__ = ["init_app", "run_worker", "start_process"]

THREADS = 2
IDLE_SECONDS = 2.0  # how long an idle worker waits before it looks again
HOUR = {
    "minute": "23"
}  # of every hour: when members are reminded of check-ins, and moderators of texts that were to be changed
WEEK = {"day_of_week": "0", "hour": "23", "minute": "41"}  # UTC, Sunday night: when experiences are counted
NIGHT = {"hour": "3", "minute": "17"}  # UTC: when what is past its time is deleted, and editors hear of reviews


def run_worker(app: Flask) -> None:
    """Work until told to stop."""
    jobs = jobs_of(app)

    def every_minute() -> None:
        with app.app_context():
            enqueue_missed_letters()

    def every_minute_for_those_at_risk() -> None:
        with app.app_context():
            watch_over()

    def every_night() -> None:
        with app.app_context():
            forget_what_is_past()

    def every_night_reviews() -> None:
        with app.app_context():
            alarm()

    def every_hour() -> None:
        with app.app_context():
            remind()
            return_unedited()

    def every_week() -> None:
        with app.app_context():
            release_all()

    jobs.huey.periodic_task(crontab(), name="every_minute")(every_minute)
    # A task of its own: what goes wrong with a letter must not keep anybody waiting who may be at risk.
    jobs.huey.periodic_task(crontab(), name="every_minute_at_risk")(every_minute_for_those_at_risk)
    jobs.huey.periodic_task(crontab(**HOUR), name="every_hour")(every_hour)
    jobs.huey.periodic_task(crontab(**WEEK), name="every_week")(every_week)
    jobs.huey.periodic_task(crontab(**NIGHT), name="every_night")(every_night)
    jobs.huey.periodic_task(crontab(**NIGHT), name="every_night_reviews")(every_night_reviews)
    logging.getLogger("huey").setLevel(logging.WARNING)
    jobs.huey.create_consumer(
        workers=THREADS, max_delay=IDLE_SECONDS, graceful_signal="TERM", shutdown_timeout=10
    ).run()


def end_with(parent: int) -> None:
    """Stop this process when its parent is gone, however that ended."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def start_process(app: Flask, *, close: Iterable[int]) -> int:
    """Run the worker in a child process, which does not keep these files open. Gives its process id."""
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        for number in (signal.SIGCHLD, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH):
            signal.signal(number, signal.SIG_DFL)
        for file in close:
            os.close(file)
        threading.Thread(target=end_with, args=(parent,), daemon=True).start()
        run_worker(app)
        status = 0
    except KeyboardInterrupt:  # Ctrl-C reaches every process of the terminal
        status = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def init_app(app: Flask) -> None:
    """Say what the jobs' names mean, and offer the worker as a command of its own."""
    jobs_of(app).known["deliver_letter"] = deliver_letter
    jobs_of(app).known["make_release"] = release_one

    @app.cli.command("worker")
    def worker() -> None:
        """Do the jobs that wait, for a site whose web processes run with --without-worker."""
        click.echo("The worker runs. Ctrl-C stops it.")
        run_worker(app)
