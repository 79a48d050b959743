"""Releases: numbers that are true, that come in time, and that go when somebody counted in them leaves."""

import time
import warnings
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select
from statsmodels.stats.proportion import proportion_confint

from forum import clock
from forum.app import Forum
from forum.cli import invented, queries, seeding
from forum.cli.inventing_experiences import Told
from forum.cli.seeding_experiences import Plan, seed_experiences
from forum.conditions.models import Condition, Follow
from forum.database import db, transaction
from forum.experiences.models import Counted, CountingConsent, Experience, Release
from forum.experiences.numbers.figures import Figures
from forum.experiences.numbers.tables import count, curve
from forum.experiences.operations.releasing import make_release, uncount
from forum.experiences.queries.counting import census_of, completed_months
from forum.experiences.queries.releases import current_figures, figures_on, release_days
from tests import factories
from tests.experiences import lives
from tests.statements import counted

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the library's own imports
    from lifelines import KaplanMeierFitter

LONGEST_SECONDS = 10.0


def crowd(members: int, *, joined_days_ago: int = 400) -> tuple[Condition, list[Told]]:
    """A condition about which so many members tell."""
    condition = factories.condition()
    seeding.seed_members(invented.names(members, seed=3), password_hash="x", joined_at=clock.ago(days=joined_days_ago))
    people = [
        (member_id, voice_id, f"Invented Name {number}")
        for number, (member_id, voice_id) in enumerate(queries.own_voices(members))
    ]
    return condition, seed_experiences(people, Plan(condition_id=condition.id, until=clock.now(), seed=11))


def release(condition: Condition, day: date | None = None) -> Release | None:
    with transaction():
        condition = db.session.scalars(select(Condition).where(Condition.id == condition.id)).one()
        return make_release(condition, day=day or clock.now().date())


def truth(told: list[Told]) -> list[Told]:
    """Who is counted: agreed, nothing to gain, open, has taken it and said how it went."""
    return [
        each
        for each in told
        if each.consent == "given"
        and each.shared_on
        and each.state == "open"
        and each.interest in (None, "none")
        and each.status != "considering"
        and each.effect is not None
    ]


def months_of(each: Told) -> int | None:
    """Whole months on LDN, counted another way than the forum does: day by day of the calendar."""
    heard = max([each.shared_on or date.min, *(check_in.on_day for check_in in each.check_ins)])
    end = each.ended_on if each.status in ("stopped", "finished") else heard
    if each.started_on is None or end is None or end < each.started_on:
        return None
    months = 0
    year, month = each.started_on.year, each.started_on.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        if date(year, month, 1) > end:  # treatments begin with a month
            return months
        months += 1


@pytest.fixture
def five_thousand(app: Forum) -> tuple[int, list[Told]]:
    with app.app_context():
        condition, told = crowd(5_000)
        return condition.id, told


def test_five_thousand_experiences_give_what_other_programs_compute(
    app: Forum, five_thousand: tuple[int, list[Told]]
) -> None:
    condition_id, told = five_thousand
    people = truth(told)
    with app.app_context():
        responses = [each for each in census_of(condition_id, day=clock.now().date()).responses if each.is_counted]
        condition = db.session.get_one(Condition, condition_id)
        started = time.perf_counter()
        assert release(condition) is not None
        took = time.perf_counter() - started
        figures = current_figures(condition_id)
        slug, empty = condition.slug, factories.condition().slug
    assert took < LONGEST_SECONDS
    # The list has a row to look up where there are any; nothing else is more than on an empty page.
    assert all(
        full <= none + 1
        for full, none in zip(statements_of_pages(app, slug), statements_of_pages(app, empty), strict=True)
    )
    assert figures is not None
    # Before the rules of release: answers, and the curve with its interval.
    effects = Counter(each.effect for each in people)
    assert count(responses, "effect") == effects
    assert count(responses, "noticed") == Counter(each.noticed or "not_said" for each in people)
    fitter = KaplanMeierFitter()
    ends = [(months_of(each), each.status == "stopped") for each in people]
    known = [(months, stopped) for months, stopped in ends if months is not None]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitter.fit([months for months, _ in known], [stopped for _, stopped in known])
    points = curve(responses)
    assert len(points) > 12
    for point in points:
        assert point.share == pytest.approx(fitter.predict(point.time), abs=1e-12)
        low, high = fitter.confidence_interval_.loc[point.time]
        assert point.interval is not None
        assert (point.interval.low, point.interval.high) == pytest.approx((low, high), abs=1e-9)
    # After them: the same counts, of answers joined where they were too few, and intervals of those.
    assert figures.n == len(people)
    for row in figures.effect:
        assert row.count == sum(effects[key] for key in row.keys)
        interval = figures.interval(row.count)
        expected = proportion_confint(row.count, len(people), method="wilson")
        assert (interval.low, interval.high) == pytest.approx(expected, abs=1e-12)
    for kind in figures.side_effects:
        assert kind.count == sum(any(kind.keys[0] == each[0] for each in person.side_effects) for person in people)
    for months, at_risk, stopped in figures.steps:
        start = {3: 0, 6: 3, 12: 6}[months]
        gone = sum(ended and start <= lasted < months for lasted, ended in known)
        beyond = sum(lasted >= months for lasted, _ in known)
        assert (at_risk, stopped) == (gone + beyond, gone)


def statements_of_pages(app: Forum, slug: str) -> list[int]:
    """How many statements the pages of members' numbers take, once their fragments are kept."""
    client = app.test_client()
    found = []
    for page in (f"/conditions/{slug}/experiences", f"/conditions/{slug}"):
        client.get(page)
        with counted() as statements:
            assert client.get(page).status_code == 200
        found.append(len(statements))
    return found


def test_who_is_left_out(app: Forum) -> None:
    with app.app_context():
        condition, told = crowd(300)
        census = census_of(condition.id, day=clock.now().date())
        agreed = [each for each in told if each.shared_on and each.consent != "never"]
        left = Counter(
            "withdrawn" if each.consent == "withdrawn" else "hidden" if each.state != "open" else "interest"
            for each in agreed
            if each.consent == "withdrawn" or each.state != "open" or each.interest not in (None, "none")
        )
        assert census.excluded == left
        assert len(census.responses) == len(agreed) - left.total()


def test_accounts_under_fourteen_days_are_not_counted(app: Forum) -> None:
    with app.app_context():
        condition, _ = crowd(60, joined_days_ago=13)
        census = census_of(condition.id, day=clock.now().date())
        assert census.responses == []
        assert census.excluded["new_account"] > 20
        assert release(condition) is None
        assert len(census_of(condition.id, day=clock.ahead(days=1).date()).responses) > 20


def test_the_dose_that_somebody_ended_on_is_the_last_that_was_told(app: Forum) -> None:
    with app.app_context():
        told = lives.experience(
            factories.member(joined_at=clock.ago(days=90)).id, interest=None
        )  # its steps end with 4.5 mg in July
        db.session.add(CountingConsent(experience_id=told.id, version="1"))
        db.session.commit()
        condition_id, key = told.condition_id, told.id
        for day, micrograms, last in (
            (date(2026, 6, 30), 1_000, 4_500),
            (date(2026, 8, 2), 3_000, 3_000),
            (date(2026, 9, 2), 0, 3_000),
            (date(2026, 10, 2), None, 3_000),
        ):
            lives.check_in(key, day, micrograms=micrograms)
            assert [each.micrograms for each in census_of(condition_id, day=date(2026, 11, 22)).responses] == [last]


def test_followers_are_the_first_step_of_the_ladder(app: Forum) -> None:
    with app.app_context():
        condition, _ = crowd(120)
        for member_id, _voice in queries.own_voices(15):
            db.session.add(Follow(member_id=member_id, condition_id=condition.id))
        db.session.commit()
        release(condition)
        figures = current_figures(condition.id)
        assert figures is not None
        assert figures.followers == 15


def test_taking_consent_back_takes_the_numbers_down_at_once(app: Forum) -> None:
    with app.app_context():
        condition, _ = crowd(200)
        made = release(condition)
        assert made is not None
        day = made.counted_on
        assert current_figures(condition.id) is not None
        someone = db.session.scalars(select(Counted.experience_id).where(Counted.release_id == made.id)).first()
        assert someone is not None
        withdraw(someone)
        condition_id = condition.id
        db.session.remove()
        assert current_figures(condition_id) is None
        assert figures_on(condition_id, day) is None
        assert release_days(condition_id) == []


def test_after_one_left_no_release_tells_who(app: Forum) -> None:
    with app.app_context():
        condition, _ = crowd(200)
        made = release(condition)
        assert made is not None
        before = Figures.of_json(made.figures, counted_on=made.counted_on, number=1, method="1")
        keys = db.session.scalars(
            select(Experience.id).where(Experience.condition_id == condition.id, Experience.effect.is_not(None))
        ).all()
        inside = [each for each in keys if is_counted(made.id, each)]
        withdraw(inside[0])
        assert release(condition) is None, "one response fewer would tell whose it was"
        for each in inside[1:10]:
            withdraw(each)
        again = release(condition)
        assert again is not None
        assert again.figures["n"] <= before.n - 10


def is_counted(release_id: int, experience_id: int) -> bool:
    return db.session.get(Counted, (release_id, experience_id)) is not None


def withdraw(experience_id: int) -> None:
    with transaction():
        consent = db.session.scalars(
            select(CountingConsent).where(
                CountingConsent.experience_id == experience_id, CountingConsent.withdrawn_at.is_(None)
            )
        ).one()
        consent.withdrawn_at = clock.now()
        uncount([experience_id])


def test_somebody_not_counted_takes_nothing_down(app: Forum) -> None:
    with app.app_context():
        condition, _ = crowd(200)
        release(condition)
        outside = db.session.scalars(
            select(Experience.id).where(Experience.id.not_in(select(Counted.experience_id)))
        ).first()
        assert outside is not None
        with transaction():
            uncount([outside])
        assert current_figures(condition.id) is not None


def test_counting_twice_makes_one_release(app: Forum) -> None:
    with app.app_context():
        condition, _ = crowd(150)
        assert release(condition) is not None
        assert release(condition) is None
        assert db.session.query(Release).count() == 1


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 15), date(2026, 4, 15), 3),
        (date(2026, 1, 15), date(2026, 4, 14), 2),
        (date(2025, 11, 1), date(2026, 11, 1), 12),
        (date(2026, 2, 1), date(2026, 1, 1), None),
        (None, date(2026, 1, 1), None),
    ],
)
def test_months_are_completed_months(start: date | None, end: date | None, months: int | None) -> None:
    assert completed_months(start, end) == months
