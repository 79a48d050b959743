"""`flask member`: roles by whoever has the machine."""

from flask.testing import FlaskCliRunner

from forum.app import Forum
from tests import factories


def runner(app: Forum) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_a_member_is_made_an_admin_and_listed(app: Forum) -> None:
    with app.app_context():
        factories.member("Anna")
    done = runner(app).invoke(args=["member", "make-admin", "anna"])
    assert done.exit_code == 0, done.output
    assert "admin      Anna" in runner(app).invoke(args=["member", "list-admins"]).output


def test_roles_are_granted_and_taken(app: Forum) -> None:
    with app.app_context():
        key = factories.member("Berta").id
    assert runner(app).invoke(args=["member", "grant", "Berta", "moderator"]).exit_code == 0
    with app.app_context():
        assert factories.viewer_for(key).is_moderator
    assert runner(app).invoke(args=["member", "revoke", "Berta", "moderator"]).exit_code == 0
    with app.app_context():
        assert not factories.viewer_for(key).is_moderator


def test_the_last_admin_stays_one(app: Forum) -> None:
    with app.app_context():
        key = factories.member("Clara", roles=("admin",)).id
    done = runner(app).invoke(args=["member", "revoke", "Clara", "admin"])
    assert done.exit_code == 1
    assert "only admin" in done.output
    with app.app_context():
        assert factories.viewer_for(key).is_admin


def test_a_name_that_nobody_has_is_said_in_a_sentence(app: Forum) -> None:
    done = runner(app).invoke(args=["member", "make-admin", "nobody"])
    assert done.exit_code == 1
    assert "no member called nobody" in done.output


def test_a_site_without_an_admin_says_how_to_make_one(app: Forum) -> None:
    assert "make-admin" in runner(app).invoke(args=["member", "list-admins"]).output


def test_a_role_that_does_not_exist_is_refused(app: Forum) -> None:
    assert runner(app).invoke(args=["member", "grant", "x", "emperor"]).exit_code == 2
