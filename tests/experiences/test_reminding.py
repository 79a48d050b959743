"""Reminders of check-ins: told once, on their day, and to nobody who took the agreement back."""

from datetime import date, timedelta
from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy import select

from forum import clock
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.cli import experiences
from forum.database import db, transaction
from forum.experiences.models import CheckInReminder
from forum.experiences.operations import reminding
from forum.notifications.models import Notice
from forum.privacy import operations as privacy
from tests import factories
from tests.discussions import texts
from tests.experiences import lives

TODAY = date(2026, 11, 22)


def wanted(member_id: int | None, *days: int) -> str:
    """An experience with reminders due so many days after today; its public id."""
    assert member_id is not None
    experience = lives.experience(member_id)
    for months, day in zip((1, 3, 6, 12), days, strict=False):
        due = TODAY + timedelta(days=day)
        db.session.add(CheckInReminder(experience_id=experience.id, months=months, due_on=due))
    db.session.commit()
    return experience.public_id


def tell(today: date = TODAY) -> int:
    with transaction():
        return reminding.tell_due_check_ins(today)


def notices() -> list[tuple[int, str, str]]:
    return [(n.member_id, n.kind, n.path) for n in db.session.scalars(select(Notice).order_by(Notice.id))]


def test_who_is_due_is_told_once(app: Forum) -> None:
    with app.app_context():
        wren = factories.member("wren").id
        public_id = wanted(wren, 0, 30)
        assert tell(TODAY - timedelta(days=1)) == 0
        assert tell() == 1
        assert tell() == 0
        assert notices() == [(wren, "check_in", f"/experiences/{public_id}")]
        assert tell(TODAY + timedelta(days=30)) == 1
        assert len(notices()) == 2


def test_several_that_waited_for_one_experience_make_one_notice(app: Forum) -> None:
    with app.app_context():
        wanted(factories.member().id, -60, -30, -1, 5)
        assert tell() == 3
        assert len(notices()) == 1


def test_whoever_took_the_agreement_back_is_asked_when_it_is_given_again(app: Forum) -> None:
    with app.app_context():
        member = factories.member()
        wanted(member.id, 0)
        with transaction():
            privacy.withdraw_consent(get_member(member.id))
        assert tell() == 0
        with transaction():
            privacy.give_consent(get_member(member.id))
        assert tell() == 1


def test_the_command_tells_all_however_many(app: Forum) -> None:
    with app.app_context(), patch.object(reminding, "AT_ONCE", 2):
        for _ in range(5):
            wanted(factories.member().id, 0)
        with patch.object(clock, "now", return_value=clock.now().replace(year=2026, month=11, day=22)):
            assert experiences.remind() == 5
        assert len(notices()) == 5
    done = app.test_cli_runner().invoke(args=["experiences", "remind"])
    assert (done.exit_code, done.output) == (0, "Reminded: 0 check-ins.\n")


def test_two_workers_at_once_tell_once(app: Forum) -> None:
    with app.app_context():
        wanted(factories.member().id, 0)
    assert texts.run_at_once(app, lambda _number: tell() and None, count=4) == []
    with app.app_context():
        assert len(notices()) == 1


def test_the_box_says_what_it_is_about(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        wren = factories.member().id
        public_id = wanted(wren, 0)
        tell()
    page = factories.sign_in(client, wren).get("/notifications").text
    assert f'<a href="/experiences/{public_id}">You wanted to be asked: how is it going?' in page
