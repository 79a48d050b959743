import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.accounts.models import Limit
from forum.accounts.operations import make_alias
from forum.app import Forum
from forum.database import db
from forum.discussions.models import Draft, Post, Topic
from forum.experiences.facts import Dose, Facts, facts_of
from forum.experiences.models import CountingConsent, Experience, ExperienceRevision
from forum.experiences.queries import find_own_experience
from tests import factories

SHARE = "/conditions/fibromyalgia/share"
FACTS = {"who": "own", "status": "taking", "started": "March 2026", "amount_0": "0.5", "effect": "a_little_better"}
STEPS = {"amount_1": "1,5", "from_1": "4/2026", "amount_2": "4.5", "from_2": "June 2026"}
STORY = {"title": "Slow and steady", "gist": "It took a while.", "body": "The first month was **slow**."}
EVERYONE = {"audience": "everyone", "voice": "own", "counted": "no"}


@pytest.fixture
def me(app: Forum) -> int:
    with app.app_context():
        factories.condition("fibromyalgia", name="Fibromyalgia")
        return factories.member("quiet_heron").id


@pytest.fixture
def member(app: Forum, me: int) -> FlaskClient:
    return factories.sign_in(app.test_client(), me)


@pytest.fixture
def own(app: Forum, me: int) -> Callable[[], Experience | None]:
    """The member's experience, read in a new session."""

    def read() -> Experience | None:
        with app.app_context():
            found: Experience | None = db.session.query(Experience).one_or_none()
            if found is None:
                return None
            whole = find_own_experience(me, found.condition_id)
            db.session.expunge_all()
            return whole

    return read


def words_in(page: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def share_all(member: FlaskClient, **readers: str) -> TestResponse:
    assert member.post(f"{SHARE}/facts", data=FACTS | STEPS).location == f"{SHARE}/story"
    assert member.post(f"{SHARE}/story", data=STORY).location == f"{SHARE}/readers"
    assert member.post(f"{SHARE}/readers", data=EVERYONE | readers).location == f"{SHARE}/look"
    return member.post(f"{SHARE}/look", data={"key": "k" * 24})


def test_who_is_not_signed_in_is_led_there_and_back(client: FlaskClient, me: int) -> None:
    for path in (SHARE, f"{SHARE}/facts", f"{SHARE}/look"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert f"next={path}".replace("/", "%2F") in answer.location.replace("/", "%2F")


def test_sharing_begins_with_the_facts_and_returns_to_the_step_that_was_left(member: FlaskClient) -> None:
    assert member.get(SHARE).location == f"{SHARE}/facts"
    member.post(f"{SHARE}/facts", data=FACTS)
    assert member.get(SHARE).location == f"{SHARE}/story"
    member.post(f"{SHARE}/story", data={})
    assert member.get(SHARE).location == f"{SHARE}/readers"
    member.post(f"{SHARE}/readers", data=EVERYONE)
    assert member.get(SHARE).location == f"{SHARE}/look"


@pytest.mark.parametrize("step", ["facts", "story", "readers", "look"])
def test_looking_at_a_step_begins_nothing(member: FlaskClient, own: Callable[[], object], step: str) -> None:
    assert member.get(f"{SHARE}/{step}").status_code == 200
    assert own() is None


def test_an_unknown_condition_has_no_steps(member: FlaskClient) -> None:
    assert member.get("/conditions/nowhere/share").status_code == 404
    assert member.post("/conditions/nowhere/share/facts", data=FACTS).status_code == 404
    assert member.post(f"{SHARE}/secrets/draft", data={}).status_code == 404


def test_facts_and_story_are_shared_in_one_voice(
    member: FlaskClient, app: Forum, own: Callable[[], Experience]
) -> None:
    answer = share_all(member)
    found = own()
    assert found.shared_at is not None
    assert facts_of(found).doses == (
        Dose(date(2026, 3, 1), 500),
        Dose(date(2026, 4, 1), 1500),
        Dose(date(2026, 6, 1), 4500),
    )
    with app.app_context():
        topic = db.session.query(Topic).one()
        assert (topic.title, topic.gist, topic.audience) == ("Slow and steady", "It took a while.", "everyone")
        assert (found.topic_id, found.voice_id) == (topic.id, topic.voice_id)
        assert answer.location == f"/topics/{topic.public_id}-slow-and-steady"
        assert db.session.query(Draft).count() == 0
    assert member.get(SHARE).location == f"{SHARE}/look"


def test_sending_it_again_shares_it_once(member: FlaskClient, app: Forum) -> None:
    first = share_all(member)
    again = member.post(f"{SHARE}/look", data={"key": "k" * 24})
    assert (again.status_code, again.location) == (303, first.location)
    with app.app_context():
        assert (db.session.query(Post).count(), db.session.query(Experience).count()) == (1, 1)


def test_two_at_once_share_it_once(member: FlaskClient, app: Forum, me: int) -> None:
    member.post(f"{SHARE}/facts", data=FACTS)
    member.post(f"{SHARE}/story", data=STORY)
    browsers = [factories.sign_in(app.test_client(), me) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        sent = pool.map(
            lambda each: each[1].post(f"{SHARE}/look", data={"key": f"{each[0]}" * 24}), enumerate(browsers)
        )
        assert {answer.status_code for answer in sent} == {303}
    with app.app_context():
        assert db.session.query(Post).count() == 1


def test_two_at_once_begin_one_experience(app: Forum, me: int) -> None:
    browsers = [factories.sign_in(app.test_client(), me) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        sent = pool.map(lambda each: each.post(f"{SHARE}/facts", data=FACTS | STEPS), browsers)
        assert {answer.status_code for answer in sent} == {303}
    with app.app_context():
        assert db.session.query(Experience).count() == 1


def test_an_experience_goes_without_a_story(member: FlaskClient, own: Callable[[], Experience]) -> None:
    member.post(f"{SHARE}/facts", data=FACTS)
    answer = member.post(f"{SHARE}/look", data={})
    found = own()
    assert answer.location == f"/experiences/{found.public_id}"
    assert (found.shared_at is not None, found.topic_id) == (True, None)


def test_a_story_goes_without_an_experience(member: FlaskClient, own: Callable[[], Experience]) -> None:
    member.post(f"{SHARE}/story", data=STORY)
    answer = member.post(f"{SHARE}/look", data={})
    assert answer.location.startswith("/topics/")
    found = own()
    assert (found.shared_at, found.topic_id is not None) == (None, True)
    member.post(f"{SHARE}/facts", data=FACTS)
    member.post(f"{SHARE}/look", data={})
    assert own().shared_at is not None


def test_of_both_one_may_be_left_out(member: FlaskClient, app: Forum, own: Callable[[], Experience]) -> None:
    member.post(f"{SHARE}/facts", data=FACTS)
    member.post(f"{SHARE}/story", data=STORY)
    member.post(f"{SHARE}/look", data={"both": "1", "facts": "y"})
    assert own().topic_id is None
    with app.app_context():
        assert db.session.query(Draft).one().title == STORY["title"]


def test_nothing_cannot_be_shared(member: FlaskClient, own: Callable[[], object]) -> None:
    answer = member.post(f"{SHARE}/look", data={})
    assert answer.status_code == 422
    assert "There is nothing to share yet." in answer.text
    assert own() is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"started": "March 2026"}, "They need where you are with LDN now."),
        ({"status": "stopped"}, "They need what happened to the complaint."),
    ],
)
def test_facts_are_shared_with_status_and_effect_alone(
    member: FlaskClient, own: Callable[[], Experience], facts: dict[str, str], words: str
) -> None:
    member.post(f"{SHARE}/facts", data=facts)
    assert words in member.get(f"{SHARE}/look").text
    assert member.post(f"{SHARE}/look", data={}).status_code == 422
    assert own().shared_at is None


def test_an_alias_stands_above_both_and_leads_to_nobody(
    member: FlaskClient, app: Forum, own: Callable[[], Experience]
) -> None:
    member.post(f"{SHARE}/readers", data={"act": "another"})
    page = member.get(f"{SHARE}/readers")
    found = re.search(r'name="alias" type="hidden" value="([^"]+)"', page.text)
    assert found is not None
    answer = share_all(member, voice="alias", alias=found[1])
    page = app.test_client().get(answer.location)
    assert found[1] in page.text
    assert "quiet_heron" not in page.text
    with app.app_context():
        topic = db.session.query(Topic).one()
        assert own().voice_id == topic.voice_id


def test_a_name_of_ones_own_making_is_no_alias(member: FlaskClient, own: Callable[[], object]) -> None:
    member.post(f"{SHARE}/readers", data=EVERYONE | {"voice": "alias", "alias": "Moderator"})
    found = own()
    assert isinstance(found, Experience)
    assert found.alias != "Moderator"


def test_what_is_for_members_is_hidden_from_visitors(
    member: FlaskClient, app: Forum, own: Callable[[], Experience]
) -> None:
    answer = share_all(member, audience="members")
    assert own().audience == "members"
    assert app.test_client().get(answer.location).status_code == 404
    member.post(f"{SHARE}/readers", data=EVERYONE)
    assert own().audience == "everyone"
    assert app.test_client().get(answer.location).status_code == 200


def test_counting_is_a_consent_of_its_own(member: FlaskClient, app: Forum, own: Callable[[], Experience]) -> None:
    page = member.get(f"{SHARE}/readers")
    assert not re.search(r'name="counted"[^>]*checked', page.text)
    member.post(f"{SHARE}/facts", data=FACTS)
    member.post(f"{SHARE}/readers", data=EVERYONE | {"counted": "yes"})
    with app.app_context():
        consent = db.session.query(CountingConsent).one()
        assert (consent.version, consent.withdrawn_at) == ("1", None)
    member.post(f"{SHARE}/readers", data={"audience": "everyone", "voice": "own"})
    with app.app_context():
        assert db.session.query(CountingConsent).one().withdrawn_at is None
    assert member.post(f"{SHARE}/uncount").status_code == 303
    with app.app_context():
        assert db.session.query(CountingConsent).one().withdrawn_at is not None
    member.post(f"{SHARE}/readers", data=EVERYONE | {"counted": "yes"})
    with app.app_context():
        assert db.session.query(CountingConsent).count() == 2


def test_who_may_not_write_may_still_take_back(
    member: FlaskClient, app: Forum, me: int, own: Callable[[], Experience]
) -> None:
    share_all(member, counted="yes")
    with app.app_context():
        db.session.add(Limit(member_id=me, kind="silenced", reason=""))
        db.session.commit()
    assert member.post(f"{SHARE}/uncount").status_code == 303
    assert member.post(f"{SHARE}/stop").status_code == 303
    assert member.post(f"{SHARE}/delete").status_code == 303


def test_who_is_silenced_changes_what_is_theirs_and_shares_nothing_new(
    member: FlaskClient, app: Forum, me: int, own: Callable[[], Experience]
) -> None:
    member.post(f"{SHARE}/facts", data=FACTS)
    with app.app_context():
        db.session.add(Limit(member_id=me, kind="silenced", reason=""))
        db.session.commit()
    assert member.get(f"{SHARE}/facts").status_code == 200
    assert member.post(f"{SHARE}/facts", data=FACTS | {"effect": "much_worse"}).status_code == 303
    with app.app_context():
        assert own().effect == "much_worse"
        path = f"/experiences/{own().public_id}"
    look = member.get(f"{SHARE}/look").text
    assert "You cannot share anything new here now." in look
    assert "Share it" not in look
    assert member.post(f"{SHARE}/look", data={"facts": "y", "key": "0" * 32}).status_code == 422
    assert member.get(f"{path}/check-ins").status_code == 403
    page = member.get(path).text
    assert "Change the facts" in page
    assert "Add a check-in" not in page
    with app.app_context():
        assert own().shared_at is None


def test_a_change_of_what_is_shared_keeps_what_it_said(
    member: FlaskClient, app: Forum, own: Callable[[], Experience]
) -> None:
    member.post(f"{SHARE}/facts", data={"status": "considering"})
    member.post(f"{SHARE}/facts", data=FACTS)
    with app.app_context():
        assert db.session.query(ExperienceRevision).count() == 0
    share_all(member)
    assert member.post(f"{SHARE}/facts", data=FACTS | {"effect": "much_worse"}).location == f"{SHARE}/look"
    member.post(f"{SHARE}/facts", data=FACTS | {"effect": "much_worse"})
    with app.app_context():
        kept = db.session.query(ExperienceRevision).one()
        assert (kept.number, kept.facts["effect"], len(kept.facts["doses"])) == (1, "a_little_better", 3)
    assert own().effect == "much_worse"
    missing = member.post(f"{SHARE}/facts", data={"status": "taking"})
    assert missing.status_code == 422
    assert "It is shared, and needs an answer here." in missing.text


def test_a_posted_story_changes_at_the_same_step(member: FlaskClient, app: Forum) -> None:
    share_all(member)
    assert STORY["body"] in member.get(f"{SHARE}/story").text
    answer = member.post(f"{SHARE}/story", data=STORY | {"body": "It was quick.", "gist": "Quick."})
    assert answer.location == f"{SHARE}/look"
    with app.app_context():
        post, topic = db.session.query(Post).one(), db.session.query(Topic).one()
        assert (post.body_markdown, post.edits, topic.gist) == ("It was quick.", 1, "Quick.")
    assert member.post(f"{SHARE}/story", data={}).status_code == 422


def test_its_name_stays_once_it_is_known(member: FlaskClient, own: Callable[[], Experience]) -> None:
    share_all(member)
    member.post(f"{SHARE}/readers", data=EVERYONE | {"voice": "alias", "alias": "Amber Teasel 27"})
    assert own().alias is None


def test_shared_facts_are_taken_back_and_deleted(
    member: FlaskClient, app: Forum, own: Callable[[], Experience | None]
) -> None:
    share_all(member, counted="yes")
    assert member.post(f"{SHARE}/delete").status_code == 409
    found = own()
    assert found is not None
    member.post(f"{SHARE}/stop")
    found = own()
    assert found is not None
    assert found.shared_at is None
    assert member.post(f"{SHARE}/delete").status_code == 303
    assert own() is None
    with app.app_context():
        assert db.session.query(Topic).one().state == "open"


def test_a_wrong_form_keeps_every_word_on_the_page_and_for_later(
    member: FlaskClient, app: Forum, me: int, own: Callable[[], object]
) -> None:
    wrong = FACTS | {"amount_0": "a pinch", "started": "31 February 2026", "purpose": "Sleep & <pain>"}
    answer = member.post(f"{SHARE}/facts", data=wrong)
    elsewhere = factories.sign_in(app.test_client(), me)
    assert answer.status_code == 422
    for page in (answer.text, elsewhere.get(f"{SHARE}/facts").text):
        for words in ('value="a pinch"', 'value="31 February 2026"', 'value="Sleep &amp; &lt;pain&gt;"'):
            assert words in page
    assert own() is None
    assert member.get(SHARE).location == f"{SHARE}/facts"


def test_what_is_typed_is_kept_as_it_is_and_changes_nothing_that_is_saved(
    member: FlaskClient, own: Callable[[], Experience]
) -> None:
    share_all(member)
    assert member.post(f"{SHARE}/facts/draft", data=FACTS | {"amount_0": "1e309"}).status_code == 204
    assert 'value="1e309"' in member.get(f"{SHARE}/facts").text
    assert facts_of(own()).doses[0].micrograms == 500
    member.post(f"{SHARE}/facts", data=FACTS)
    assert "1e309" not in member.get(f"{SHARE}/facts").text


def test_a_row_is_added_without_a_script(member: FlaskClient) -> None:
    answer = member.post(f"{SHARE}/facts", data=FACTS | STEPS | {"rows": "3", "act": "row"})
    assert answer.location == f"{SHARE}/facts#dose-4"
    page = member.get(f"{SHARE}/facts").text
    assert 'name="amount_3"' in page
    assert 'value="1,5"' in page


def test_a_high_dose_is_asked_about_once(member: FlaskClient, own: Callable[[], Experience]) -> None:
    high = FACTS | {"amount_0": "45"}
    page = member.post(f"{SHARE}/facts", data=high)
    assert "45 mg is far above low dose. Did you mean 4.5?" in page.text
    asked = re.search(r'name="asked" type="hidden" value="([^"]+)"', page.text)
    assert asked is not None
    assert member.post(f"{SHARE}/facts", data=high | {"asked": asked[1]}).status_code == 303
    assert facts_of(own()).doses[0].micrograms == 45_000
    assert member.post(f"{SHARE}/facts", data=FACTS | {"amount_0": "4500 mg"}).status_code == 422


def test_opioids_show_the_safety_box_and_block_nothing(member: FlaskClient) -> None:
    assert 'id="opioids"' not in member.get(f"{SHARE}/story").text.split("<main", 1)[1]
    assert member.post(f"{SHARE}/facts", data=FACTS | {"opioids": "yes"}).status_code == 303
    assert "Taking an opioid? Do not take LDN as well." in member.get(f"{SHARE}/story").text
    assert member.post(f"{SHARE}/look", data={}).status_code == 303


def test_the_last_look_warns_of_what_may_identify(member: FlaskClient, own: Callable[[], Experience]) -> None:
    member.post(f"{SHARE}/facts", data=FACTS | {"other_changes": "A new clinic in Ludlow"})
    member.post(f"{SHARE}/story", data=STORY | {"body": "I am 43. Dr. Harrow said so, quiet_heron."})
    page = words_in(member.get(f"{SHARE}/look"))
    for words in ("Dr. Harrow", "clinic in Ludlow", "an age and a place together", "You can share it as it is."):
        assert words in page
    assert "this is the name under which members know you" not in page
    member.post(f"{SHARE}/readers", data=EVERYONE | {"voice": "alias", "alias": "Amber Teasel 27"})
    assert "this is the name under which members know you" in words_in(member.get(f"{SHARE}/look"))
    assert member.post(f"{SHARE}/look", data={}).status_code == 303
    assert own().shared_at is not None


def test_an_alias_that_somebody_took_is_refused_with_a_way_on(member: FlaskClient, app: Forum) -> None:
    with app.app_context():
        other = factories.member()
        make_alias(other.id, name="Amber Teasel 27")
        db.session.commit()
    answer = share_all(member, voice="alias", alias="Amber Teasel 27")
    assert answer.status_code == 409
    assert "Amber Teasel 27" in answer.text


@pytest.mark.parametrize("junk", ["\x00", "\ud800", "💥" * 3000, "9" * 5000])
@pytest.mark.parametrize("step", ["facts", "facts/draft", "story", "readers", "readers/draft", "look"])
def test_junk_breaks_no_step(member: FlaskClient, step: str, junk: str) -> None:
    names = ("status", "amount_0", "from_0", "started", "purpose", "other_changes", "rows", "asked", "title", "gist")
    data = dict.fromkeys((*names, "body", "voice", "alias", "audience", "counted", "key", "both", "act"), junk)
    encoded = {name: text.encode("utf-8", "surrogatepass").decode("latin-1") for name, text in data.items()}
    for sent in (encoded, data if "\ud800" not in junk else encoded):
        assert member.post(f"{SHARE}/{step}", data=sent).status_code < 500
    for page in ("", "/facts", "/story", "/readers", "/look"):
        assert member.get(f"{SHARE}{page}").status_code < 400


def test_facts_by_themselves_say_nothing_yet() -> None:
    assert Facts().are_empty
