"""Check-ins: written, changed, taken out; what of them reaches the experience; and every kind of bad input."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from forum import clock
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import Refused
from forum.experiences.answers import Answers, answers_of
from forum.experiences.models import CheckIn, Experience, ExperienceRevision
from forum.experiences.operations import check_ins
from forum.experiences.operations.check_ins import add_check_in, edit_check_in, remove_check_in
from forum.experiences.queries.finding import find_own_experience
from tests import factories
from tests.experiences import lives

DAY = date(2026, 8, 9)


@pytest.fixture
def told(app: Forum) -> Experience:
    """A shared experience that began in March 2026, as its operations get it."""
    with app.app_context():
        new = lives.experience(factories.member("marlow_fern").id)
        return again(new.member_id, new.condition_id)


def again(member_id: int, condition_id: int) -> Experience:
    found = find_own_experience(member_id, condition_id)
    assert found is not None
    return found


@pytest.fixture
def own(app: Forum, told: Experience) -> FlaskClient:
    """The member's browser."""
    return factories.sign_in(app.test_client(), told.member_id)


def at(told: Experience, rest: str = "/check-ins") -> str:
    return f"/experiences/{told.public_id}{rest}"


def standing(app: Forum) -> list[CheckIn]:
    with app.app_context():
        found = db.session.query(CheckIn).filter(CheckIn.replaced_at.is_(None)).order_by(CheckIn.on_day)
        return list(found)


def experience(app: Forum) -> Experience:
    with app.app_context():
        return db.session.query(Experience).one()


def add(app: Forum, **said: object) -> None:
    """A check-in through the operation."""
    with app.app_context(), transaction():
        found = db.session.query(Experience).one()
        add_check_in(again(found.member_id, found.condition_id), told=Answers(**({"on_day": DAY} | said)))  # type: ignore[arg-type]


def test_a_check_in_is_kept_as_it_was_typed(app: Forum, own: FlaskClient, told: Experience) -> None:
    form = {
        "on_day": "2026-08-09",
        "effect": "much_better",
        "rating": "0",
        "amount": "4,5 mg",
        "side_effects": ["headache", "skin"],
        "line": "Slept <b>through</b>",
    }
    assert own.post(at(told), data=form).status_code == 303
    (kept,) = standing(app)
    assert answers_of(kept) == Answers(DAY, 4500, 0, "much_better", ("headache", "skin"), "Slept <b>through</b>")
    page = own.get(at(told, "")).text
    assert "Slept &lt;b&gt;through&lt;/b&gt;" in page


def test_the_form_begins_with_today(own: FlaskClient, told: Experience) -> None:
    assert f'value="{clock.now().date().isoformat()}"' in own.get(at(told)).text


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("on_day", "2026-02-31", "Please write the day"),
        ("on_day", "", "Please write the day"),
        ("on_day", "yesterday", "Please write the day"),
        ("on_day", "2099-01-01", "This day is still to come."),
        ("on_day", "2026-02-28", "This is before the start, March 2026."),
        ("amount", "a lot", "Please write a number"),
        ("on_day", "0001-01-01", "Please check the year."),
        ("amount", "1e309", "Please write a number"),
        ("amount", "4500", "Did you mean 4.5?"),
        ("amount", "45", "Did you mean 4.5?"),
        ("rating", "11", "Please choose a number from 0 to 10."),
        ("effect", "wonderful", "Please choose one of these."),
        ("side_effects", "boredom", "Please choose from the list."),
        ("line", "Look at www.example.com", "Please leave out links"),
        ("line", "x" * 301, "300 is the most"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(
    own: FlaskClient, told: Experience, *, field: str, text: str, why: str
) -> None:
    form = {"on_day": "2026-08-09", "effect": "no_change", "line": "A quiet week"} | {field: text}
    answer = own.post(at(told), data=form)
    assert answer.status_code == 422
    assert why in answer.text
    assert "Everything you wrote is still here." in answer.text
    for name, value in form.items():
        if name not in ("rating", "effect", "side_effects"):
            assert value in answer.text, name


def test_a_dose_that_was_asked_about_counts_when_it_is_sent_again(
    app: Forum, own: FlaskClient, told: Experience
) -> None:
    form = {"on_day": "2026-08-09", "amount": "45"}
    assert 'name="asked" type="hidden" value="45000"' in own.post(at(told), data=form).text
    assert own.post(at(told), data=form | {"asked": "45000"}).status_code == 303
    assert standing(app)[0].micrograms == 45_000


def test_an_empty_check_in_is_not_kept(own: FlaskClient, told: Experience) -> None:
    answer = own.post(at(told), data={"on_day": "2026-08-09"})
    assert answer.status_code == 422
    assert "There is nothing in this check-in yet." in answer.text


def test_a_second_check_in_of_a_day_leads_to_the_first(app: Forum, own: FlaskClient, told: Experience) -> None:
    add(app, effect="no_change")
    answer = own.post(at(told), data={"on_day": "2026-08-09", "line": "Again"})
    assert answer.status_code == 422
    assert "There is a check-in of 9 August 2026 already." in answer.text
    assert f'href="{at(told)}/{standing(app)[0].public_id}"' in answer.text


def test_of_two_at_once_for_one_day_one_is_kept(app: Forum, told: Experience) -> None:
    add(app, effect="no_change")
    with pytest.raises(Refused, match="already"):
        add(app, effect="much_better")
    assert [each.effect for each in standing(app)] == ["no_change"]


def test_there_is_an_end_to_check_ins(app: Forum, told: Experience, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_ins, "MOST_CHECK_INS", 1)
    add(app, effect="no_change")
    with pytest.raises(Refused, match="already"):
        add(app, on_day=DAY + timedelta(days=1), effect="no_change")


def test_a_change_leaves_the_old_row(app: Forum, own: FlaskClient, told: Experience) -> None:
    add(app, effect="no_change", line="Before")
    (old,) = standing(app)
    form = {"on_day": "2026-08-09", "effect": "a_little_better", "line": "After"}
    assert own.post(f"{at(told)}/{old.public_id}", data=form).status_code == 303
    (new,) = standing(app)
    assert (new.line, new.replaces_id, new.public_id == old.public_id) == ("After", old.id, False)
    with app.app_context():
        kept = db.session.get(CheckIn, old.id)
        assert kept is not None
        assert kept.line == "Before"
        assert kept.replaced_at is not None
    past = own.get(at(told, "/history")).text
    assert "“Before”" in past
    assert "“After”" in past


def test_a_change_of_what_was_changed_meanwhile_keeps_every_word(
    app: Forum, own: FlaskClient, told: Experience
) -> None:
    add(app, effect="no_change", line="Before")
    (old,) = standing(app)
    own.post(f"{at(told)}/{old.public_id}", data={"on_day": "2026-08-09", "line": "First window"})
    answer = own.post(f"{at(told)}/{old.public_id}", data={"on_day": "2026-08-09", "line": "Second window"})
    assert answer.status_code == 409
    assert "Second window" in answer.text
    assert [each.line for each in standing(app)] == ["First window"]


def test_a_change_that_changes_nothing_makes_no_row(app: Forum, told: Experience) -> None:
    add(app, effect="no_change")
    with app.app_context(), transaction():
        one = db.session.query(CheckIn).one()
        edit_check_in(again(told.member_id, told.condition_id), check_in=one, told=answers_of(one))
    with app.app_context():
        assert db.session.query(CheckIn).count() == 1


def test_a_removed_check_in_is_gone_for_readers_and_stays_in_the_history(
    app: Forum, own: FlaskClient, client: FlaskClient, told: Experience
) -> None:
    add(app, line="Gone tomorrow")
    assert "Gone tomorrow" in client.get(at(told, "")).text
    public_id = standing(app)[0].public_id
    for _ in range(2):
        assert own.post(f"{at(told)}/{public_id}/remove").status_code == 303
    assert standing(app) == []
    assert "Gone tomorrow" not in client.get(at(told, "")).text
    assert "Gone tomorrow" in own.get(at(told, "/history")).text
    assert own.get(f"{at(told)}/{public_id}").status_code == 404


def test_the_effect_of_the_newest_check_in_is_that_of_the_experience(app: Forum, told: Experience) -> None:
    add(app, on_day=DAY, effect="much_better")
    assert experience(app).effect == "much_better"
    add(app, on_day=DAY - timedelta(days=30), effect="much_worse")
    assert experience(app).effect == "much_better"
    add(app, on_day=DAY + timedelta(days=30), line="No word about the effect")
    assert experience(app).effect == "much_better"
    with app.app_context():
        revisions = db.session.query(ExperienceRevision).all()
        assert [(each.number, each.facts["effect"]) for each in revisions] == [(1, "a_little_better")]


def test_the_effect_of_a_check_in_that_is_removed_gives_way_to_the_one_before(app: Forum, told: Experience) -> None:
    add(app, on_day=DAY, effect="no_change")
    add(app, on_day=DAY + timedelta(days=30), effect="very_much_better")
    with app.app_context(), transaction():
        last = db.session.query(CheckIn).filter_by(effect="very_much_better").one()
        remove_check_in(again(told.member_id, told.condition_id), check_in=last)
    assert experience(app).effect == "no_change"


def test_a_change_of_an_old_line_does_not_bring_back_an_old_effect(app: Forum, told: Experience) -> None:
    add(app, effect="much_better")
    with app.app_context():
        db.session.query(Experience).one().effect = "no_change"
        db.session.commit()
    with app.app_context(), transaction():
        one = db.session.query(CheckIn).one()
        new = Answers(DAY, effect="much_better", line="A word more")
        edit_check_in(again(told.member_id, told.condition_id), check_in=one, told=new)
    assert experience(app).effect == "no_change"


def test_a_draft_keeps_no_revisions(app: Forum) -> None:
    with app.app_context():
        lives.experience(factories.member().id, shared=False)
    add(app, effect="much_better")
    with app.app_context():
        assert db.session.query(ExperienceRevision).count() == 0


def test_others_may_not_write_check_ins(app: Forum, client: FlaskClient, told: Experience) -> None:
    with app.app_context():
        other = factories.member().id
        lives.check_in(told.id, DAY, effect="no_change")
    public_id = standing(app)[0].public_id
    assert client.get(at(told)).status_code == 303
    someone = factories.sign_in(app.test_client(), other)
    for path in (at(told), f"{at(told)}/{public_id}", f"{at(told)}/{public_id}/remove"):
        assert someone.post(path, data={"on_day": "2026-08-10", "line": "Not mine"}).status_code == 403, path
    assert someone.get(at(told, "/history")).status_code == 403


def test_a_check_in_of_another_experience_is_not_found(app: Forum, own: FlaskClient, told: Experience) -> None:
    with app.app_context():
        other = lives.experience(factories.member().id)
        public_id = lives.check_in(other.id, DAY, effect="no_change").public_id
    assert own.post(f"{at(told)}/{public_id}/remove").status_code == 404
