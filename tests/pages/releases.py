"""Releases of members' numbers for tests of the pages that show them: as if counted, without anybody to count."""

from datetime import date, timedelta
from typing import Any

from forum import clock
from forum.accounts.models import Member, Voice
from forum.conditions.models import Condition
from forum.database import db
from forum.discussions.models import Topic
from forum.experiences.models import EFFECTS, DoseStep, Experience, Release
from forum.experiences.numbers.figures import Figures, Group, Row, Table

DAY = date(2026, 11, 20)


def table(**counts: int) -> Table:
    """Rows; of joined answers the keys are put together by "__"."""
    return tuple(Row(tuple(keys.split("__")), count) for keys, count in counts.items())


def effects(*counts: int) -> Table:
    """All eight answers, in their order."""
    return tuple(Row((key,), count) for key, count in zip(EFFECTS, counts, strict=True))


EFFECT = effects(12, 41, 52, 47, 21, 13, 10, 45)
RICH = Figures(
    counted_on=DAY,
    number=1,
    method="1",
    n=241,
    followers=1184,
    took=602,
    again=88,
    effect=EFFECT,
    dose=table(under_1=31, **{"1_to_3": 64, "3_to_4_5": 40, "exactly_4_5": 71}, above_4_5=15, not_said=20),
    noticed=table(two_weeks=20, one_month=40, three_months=61, six_months=25, later=15, never=60, not_said=20),
    time=table(not_said__under_3=61, **{"3_to_6": 50, "6_to_12": 60}, over_12=70),
    standing=table(taking=131, paused=11, stopped=79, finished=20),
    stop_reasons=table(no_help=34, side_effects=20, cost=12, other=13),
    steps=((3, 220, 31), (6, 160, 22), (12, 98, 14)),
    severity=table(mild=70, moderate=45, severe=13, not_said=10, none=103),
    side_effects=table(vivid_dreams=71, trouble_sleeping=54, nausea=22),
    filters=(
        (
            "dose",
            (
                Group(
                    ("under_1",), table(very_much_better__much_better__a_little_better=16, no_change__cannot_tell=15)
                ),
                Group(("1_to_3", "3_to_4_5"), effects(10, 14, 20, 20, 10, 10, 10, 10)),
            ),
        ),
        ("time", ()),
        ("form", (Group(("capsule",), effects(10, 11, 22, 17, 11, 10, 10, 15)),)),
    ),
    excluded=table(interest=17, new_account__hidden__withdrawn=12),
)
JOINED = table(
    very_much_better__much_better__a_little_better=12,
    no_change=14,
    cannot_tell=11,
    a_little_worse__much_worse__very_much_worse=10,
)
SMALL = Figures(
    counted_on=DAY,
    number=1,
    method="1",
    n=47,
    followers=None,
    took=None,
    again=None,
    effect=JOINED,
    dose=(),
    noticed=(),
    time=(),
    standing=table(taking__paused=30, finished__stopped=17),
    stop_reasons=(),
    steps=(),
    severity=(),
    side_effects=(),
    filters=(("dose", ()), ("time", ()), ("form", ())),
    excluded=(),
)


def release(condition: Condition, figures: Figures = RICH, **fields: Any) -> Release:
    """A stored release of these figures."""
    new = Release(
        condition_id=condition.id,
        number=figures.number,
        counted_on=figures.counted_on,
        method=figures.method,
        figures=figures.as_json(),
        **fields,
    )
    db.session.add(new)
    db.session.commit()
    return new


def shared_experience(
    member: Member, condition: Condition, *, topic: Topic | None = None, days_ago: int = 0, **fields: Any
) -> Experience:
    """What a member shares with everyone under their own name: eight months, two doses, much better, stopped."""
    voice = db.session.query(Voice).filter_by(member_id=member.id, is_alias=False).one()
    told = {
        "status": "stopped",
        "effect": "much_better",
        "started_on": date(2026, 1, 1),
        "ended_on": date(2026, 9, 1),
        "shared_at": clock.now() - timedelta(days=days_ago),
    }
    new = Experience(
        public_id=f"exp{member.id}x{condition.id}",
        member_id=member.id,
        condition_id=condition.id,
        voice_id=voice.id,
        topic_id=topic.id if topic else None,
        **(told | fields),
    )
    new.dose_steps = [
        DoseStep(from_month=date(2026, 1, 1), micrograms=500),
        DoseStep(from_month=date(2026, 3, 1), micrograms=0),
        DoseStep(from_month=date(2026, 4, 1), micrograms=4500),
    ]
    db.session.add(new)
    db.session.commit()
    return new
