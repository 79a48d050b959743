"""Following a condition, and the list of conditions that comes with the program."""

from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.app import Forum
from forum.conditions.models import Condition, Follow, Synonym
from forum.conditions.operations import load_conditions
from forum.conditions.queries import all_conditions, get_condition, is_following, matching_name
from forum.database import db, transaction
from tests import factories


def test_a_member_follows_and_unfollows(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        condition_id = factories.condition("pots").id
        member_id = factories.member().id
    factories.sign_in(client, member_id)
    for _ in range(2):
        answer = client.post("/conditions/pots/follow")
        assert (answer.status_code, answer.location) == (303, "/conditions/pots")
    with app.app_context():
        assert is_following(member_id, condition_id)
    for _ in range(2):
        answer = client.post("/conditions/pots/unfollow", data={"next": "/latest"})
        assert (answer.status_code, answer.location) == (303, "/latest")
    with app.app_context():
        assert not is_following(member_id, condition_id)
    assert client.post("/conditions/nowhere/follow").status_code == 404
    away = client.post("/conditions/pots/follow", data={"next": "//evil.example"})
    assert away.location == "/conditions/pots"


def test_a_visitor_signs_in_first(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        factories.condition("pots")
    assert client.post("/conditions/pots/follow").status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Follow)) == 0


def test_loading_the_conditions_twice_changes_nothing(app: Forum) -> None:
    with app.app_context():
        with transaction():
            assert load_conditions() == 28
        before = db.session.execute(select(Synonym.condition_id, Synonym.key, Synonym.position, Synonym.id)).all()
        with transaction():
            assert load_conditions() == 0
        after = db.session.execute(select(Synonym.condition_id, Synonym.key, Synonym.position, Synonym.id)).all()
        assert sorted(before) == sorted(after)
        assert db.session.scalar(select(func.count()).select_from(Condition)) == 28


def test_names_follow_the_file(app: Forum, tmp_path: Path) -> None:
    file = tmp_path / "conditions.yaml"
    with app.app_context():
        for names in ("[Alpha, ALPHA, Beta]", "[Gamma, beta]"):
            file.write_text(f"- {{slug: one, name: One, group: G, synonyms: {names}, mesh: null}}\n", "utf-8")
            with transaction():
                load_conditions(file)
        assert [synonym.name for synonym in get_condition("one").synonyms] == ["Gamma", "beta"]


def test_what_people_call_their_condition_is_found(app: Forum) -> None:
    with app.app_context(), transaction():
        load_conditions()
        for typed, slug in {
            "RSD": "complex-regional-pain-syndrome",
            "ME": "me-cfs",
            "fibro": "fibromyalgia",
            "FIBROMY": "fibromyalgia",
            "crohn's": "crohns-disease",
            "Crohn\u2019s": "crohns-disease",
            "sjogren": "sjogrens-syndrome",
            "SJÖGREN": "sjogrens-syndrome",
            "thyroid": "hashimotos-hypothyroidism",
            "cfs/me": "me-cfs",
        }.items():
            assert slug in [found.slug for found in matching_name(all_conditions(), typed)], typed
        assert matching_name(all_conditions(), "") == []
        assert matching_name(all_conditions(), "nothing like it") == []
