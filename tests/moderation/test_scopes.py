"""A moderator of some conditions sees their cases and nothing of the others, wherever they look."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from forum import clock
from forum.accounts import operations as accounts
from forum.accounts.models import ModeratorCondition, RoleChange
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.errors import NotAllowed, Refused
from forum.moderation import operations, queries
from forum.moderation.models import Case
from forum.moderation.queries import Narrowing
from forum.privacy.queries import export_of
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.scenes import browser


def local(name: str, *conditions: int) -> Viewer:
    """A moderator of these conditions and no others."""
    rows = [ModeratorCondition(condition_id=key) for key in conditions]
    return factories.viewer(name, roles=("moderator",), only_conditions=rows)


def condition_of(case: str) -> int:
    key = scenes.case(case).condition_id
    assert key is not None
    return key


def two_places() -> tuple[scenes.Scene, str, str, Viewer, Viewer]:
    """A case here and one there, a moderator of here and one of there."""
    scene = scenes.a_scene()
    here = scenes.flag(scene.flagger, scene.post)
    topic = texts.new_topic(scene.other, title="Elsewhere", body="What about elsewhere?")
    there = scenes.flag(scene.flagger, texts.reply(scene.author, topic, body="Take 4.5 there.").public_id)
    assert condition_of(here) != condition_of(there)
    return scene, here, there, local("hanna", condition_of(here)), local("theo", condition_of(there))


def seen(viewer: Viewer) -> set[str]:
    page = queries.queue_page(viewer, Narrowing(), at=clock.now(), number=1)
    assert page.page.total == page.counts["all"] == len(page.page.items)
    return {row.public_id for row in page.page.items}


def test_the_queue_its_counts_and_the_next_case_are_of_their_conditions(app: Forum) -> None:
    with app.app_context():
        scene, here, there, hanna, theo = two_places()
        assert seen(scene.moderator) == {here, there}
        assert seen(hanna) == {here}
        assert seen(theo) == {there}
        assert queries.find_next_case(hanna, at=clock.now()) == here
        assert queries.find_next_case(theo, at=clock.now()) == there
        assert queries.find_next_case(theo, at=clock.now(), after=there) is None


def test_a_case_of_another_condition_is_not_there_for_them(app: Forum) -> None:
    with app.app_context():
        scene, here, there, hanna, _theo = two_places()
        made = scenes.decide(scene.moderator, there, scenes.choice("keep"))
    client = browser(app, hanna)
    assert client.get(f"/moderation/cases/{here}").status_code == 200
    assert client.get(f"/moderation/cases/{there}").status_code == 404
    for act in ("claim", "take-over", "hand-over", "second-opinion", "second-opinion/withdraw", "reveal"):
        assert client.post(f"/moderation/cases/{there}/{act}", data={"question": "?"}).status_code == 404, act
    sent = {"version": "1", "verb": "keep", "message": "Fine.", "note": "", "rule": ""}
    assert client.post(f"/moderation/cases/{there}", data=sent).status_code == 404
    assert client.get(f"/decisions/{made}").status_code == 404
    assert client.post(f"/moderation/decisions/{made}/undo").status_code == 404


def test_operations_refuse_them_too(app: Forum) -> None:
    with app.app_context():
        _scene, _here, there, hanna, _theo = two_places()
        with pytest.raises(NotAllowed), transaction():
            operations.claim_case(queries.get_case(there), viewer=hanna)
        with pytest.raises(NotAllowed):
            scenes.decide(hanna, there, scenes.choice("keep"))


def test_their_sanctions_hold_where_they_moderate(app: Forum) -> None:
    with app.app_context():
        scene, here, _there, hanna, _theo = two_places()
        place = db.session.get_one(Condition, condition_of(here))
        chosen = scenes.choice("hide", rule=scene.rule)
        with pytest.raises(Refused, match="some conditions"):
            scenes.decide(hanna, here, replace(chosen, sanction=scenes.a_measure("silence")))
        scenes.decide(hanna, here, replace(chosen, sanction=scenes.a_measure("silence", condition=place)))
        assert [each.condition_id for each in factories.viewer_for(scene.author.id or 0).limits] == [place.id]


def test_only_those_who_look_after_it_are_called(app: Forum) -> None:
    with app.app_context():
        scene, here, _there, hanna, theo = two_places()
        assert set(queries.moderators_for(scenes.case(here))) == {scene.moderator.id, scene.second.id, hanna.id}
        scenes.flag(scene.other, scene.post, reason="at_risk")
        assert scenes.notices(hanna, kind="case") == [f"/moderation/cases/{here}"]
        assert scenes.notices(theo, kind="case") == []


def test_the_criterion_in_sql_is_the_one_in_python(app: Forum) -> None:
    with app.app_context():
        scene, _here, _there, hanna, theo = two_places()
        scenes.flag_member(scene.flagger, scene.author.id)
        with transaction():
            operations.write_to_team(scene.other, about="", body="Hello", reply_to=None, address="127.0.0.1")
        both = local("bo", *hanna.only_conditions, *theo.only_conditions)
        cases = scenes.open_cases()
        assert {case.kind for case in cases} == {"post", "member", "contact"}
        for viewer in (scene.moderator, hanna, theo, both):
            chosen = set(db.session.scalars(select(Case.id).where(queries.in_charge(viewer.id))))
            assert chosen == {case.id for case in cases if viewer.moderates(case.condition_id)}


def test_what_nobody_there_can_decide_waits_and_is_counted(app: Forum) -> None:
    with app.app_context():
        scene, here, _there, hanna, theo = two_places()
        for gone in (scene.moderator, scene.second, hanna):
            with transaction():
                accounts.revoke_role(get_member(gone.id or 0), role="moderator")
        assert queries.moderators_for(scenes.case(here)) == []
        admin = factories.viewer("alda", roles=("admin",))
        assert queries.cases_without_moderator(admin) == 1
        assert queries.cases_without_moderator(theo) == 0


def test_log_and_records_show_what_was_done_there(app: Forum) -> None:
    with app.app_context():
        scene, here, there, hanna, theo = two_places()
        for case, words in ((here, "secret here"), (there, "secret there")):
            scenes.decide(scene.moderator, case, scenes.choice("hide", rule=scene.rule, message=words, note=words))
    for viewer, own, other in ((hanna, "secret here", "secret there"), (theo, "secret there", "secret here")):
        client = browser(app, viewer)
        for page in ("/moderation/log", f"/moderation/members/{scene.author.name}"):
            text = client.get(page).text
            assert own in text
            assert other not in text
        assert client.post(f"/moderation/members/{scene.author.name}/case").status_code == 403
    with app.app_context():
        assert own_words(hanna, here) == {"secret here"}


def own_words(viewer: Viewer, case: str) -> set[str]:
    """The notes that a case page tells of, about the same person."""
    page = queries.case_page(viewer, scenes.case(case), at=clock.now())
    return {past.note for past in (*page.decided, *page.earlier)}


def test_hidden_texts_are_read_by_those_who_look_after_the_place(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        here = scenes.flag(scene.flagger, scene.post)
        scenes.decide(scene.moderator, here, scenes.choice("hide", rule=scene.rule))
        hanna = local("hanna", condition_of(here))
        theo = local("theo", factories.condition("elsewhere").id)
    for viewer, shown in ((hanna, True), (theo, False)):
        text = browser(app, viewer).get(f"/topics/{scene.topic}", follow_redirects=True).text
        assert ("Go straight to 4.5 at night." in text) is shown


def test_an_admin_makes_a_moderator_of_a_condition_and_the_trail_says_so(app: Forum) -> None:
    with app.app_context():
        place = factories.condition("gout", name="Gout").id
        factories.condition("ache", name="Ache")
        admin, member = factories.viewer("alda", roles=("admin",)), factories.viewer("mia")
    client, path = browser(app, admin), "/admin/members/mia/moderation"
    assert client.get(path).status_code == 200
    empty = client.post(path, data={"where": "some"})
    assert empty.status_code == 422
    assert "Choose at least one condition." in empty.text
    assert client.post(path, data={"where": "some", "conditions": ["no-such"]}).status_code == 422
    assert client.post(path, data={"where": "some", "conditions": ["gout"]}).status_code == 303
    page = client.get("/admin/members?name=mia").text
    assert "moderates one condition only" in page
    assert "Granted: moderator (Gout)" in page
    assert re.search(r'<input checked [^>]*value="gout"', client.get(path).text)
    assert client.post(path, data={"where": "some", "conditions": ["gout", "ache"]}).status_code == 303
    assert client.post(path, data={"where": "some", "conditions": ["gout"]}).status_code == 303
    with app.app_context():
        assert factories.viewer_for(member.id or 0).only_conditions == {place}
        assert export_of(get_member(member.id or 0), at=clock.now())["moderates_only"] == [{"condition": "Gout"}]
        with transaction():
            accounts.revoke_role(get_member(member.id or 0), role="moderator")
            accounts.grant_role(get_member(member.id or 0), role="moderator")
        assert factories.viewer_for(member.id or 0).moderates(None)


def test_the_command_line_grants_for_a_condition(app: Forum) -> None:
    with app.app_context():
        place = factories.condition("gout", name="Gout").id
        key = factories.member("Mia").id
    runner = app.test_cli_runner()
    assert (
        "There is no condition"
        in runner.invoke(args=["member", "grant", "Mia", "moderator", "--condition", "x"]).output
    )
    assert runner.invoke(args=["member", "grant", "Mia", "editor", "--condition", "gout"]).exit_code == 1
    done = runner.invoke(args=["member", "grant", "Mia", "moderator", "--condition", "gout"])
    assert done.exit_code == 0, done.output
    with app.app_context():
        assert factories.viewer_for(key).only_conditions == {place}
        assert [each.scope for each in db.session.scalars(select(RoleChange))] == ["Gout"]
    assert runner.invoke(args=["member", "moderate-everything", "Mia"]).exit_code == 0
    with app.app_context():
        assert factories.viewer_for(key).only_conditions == frozenset()
