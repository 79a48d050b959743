"""Members' numbers: their page, in short on the page of the condition, how they were counted, releases and files."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from forum import clock
from forum.accounts.models import Block
from forum.app import Forum
from forum.conditions.operations import load_conditions
from forum.conditions.queries import get_condition
from forum.database import db, transaction
from forum.evidence.operations import load_starter
from forum.experiences.models import Release
from forum.experiences.numbers.figures import Figures, Row
from forum.pages.downloads import plain
from forum.pages.number_words import TABLES, joined
from tests import factories
from tests.discussions.texts import new_topic
from tests.pages.releases import DAY, RICH, SMALL, effects, release, shared_experience
from tests.statements import counted

HONEST = (
    "241 members chose to report. This is not a trial. People with good results report more often. "
    "It cannot tell you what will happen to you."
)
TOO_FEW = "Too few to show"
PAGES = ("/experiences", "/experiences/counted", f"/experiences/releases/{DAY}")
NO_DAYS = ("2026-11-21", "2026-11-32", "20261120", "2026-W47-5", "now", "2026-11-20x", "٢٠٢٦-11-20", "0000-00-00")
JUNK = ("dose.1_to_3", "dose.under_1&group=form.capsule", "form.", "x" * 5000, "<b>", "time.not_said.under_3")


@pytest.fixture
def rich(app: Forum) -> str:
    """The path of a condition with everything to show."""
    return with_release(app, RICH)


def with_release(app: Forum, figures: Figures | None, **fields: Any) -> str:
    """The path of a condition with this release."""
    with app.app_context():
        condition = factories.condition()
        if figures:
            release(condition, figures, **fields)
        return f"/conditions/{condition.slug}"


def words(page: str) -> str:
    """What a page says: without tags, white space as single blanks."""
    body = page.split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body)).replace("&#39;", "'")


def box(page: str) -> str:
    """Members' numbers on a page, in words."""
    found = re.findall(r'<section class="(?:members|toofew)".*?</section>', page, re.DOTALL)
    return words(f"<main>{found[0]}</main>")


# The page


def test_the_honest_sentence_comes_before_every_number(client: FlaskClient, rich: str) -> None:
    for path in (rich, f"{rich}/experiences", f"{rich}/experiences/releases/{DAY}"):
        shown = box(client.get(path).text)
        assert HONEST in shown
        assert re.search(r"\d", shown.split(HONEST)[0]) is None


def test_the_order_never_changes(client: FlaskClient, rich: str) -> None:
    page = client.get(f"{rich}/experiences").text
    headings = re.findall(r"<h[234][^>]*>([^<]+)", page.split("<main", 1)[1])
    assert headings == [
        "What members report",
        "Who is counted",
        "Since starting LDN",
        "The same answers in one group",
        "The dose they take, or took last",
        "When they first noticed a change",
        "How long, and still taking it",
        "Stopped, and why",
        "Side effects",
        "What studies say",
        "The experiences themselves",
    ]


def test_every_answer_stands_with_its_count_and_the_interval_of_its_share(client: FlaskClient, rich: str) -> None:
    shown = box(client.get(f"{rich}/experiences").text)
    # 41 of 241: Wilson 0.128 to 0.223
    assert "Much better 41 of 241 17% (13 to 22)" in shown
    assert "Cannot tell 45 of 241 19% (14 to 24)" in shown
    assert "105 of 241 reported feeling better to any degree, 44% (37 to 50)" in shown
    assert "44 of 241 reported feeling worse to any degree" in shown


def test_doses_and_times_are_counts_without_shares(client: FlaskClient, rich: str) -> None:
    shown = box(client.get(f"{rich}/experiences").text)
    part = shown.split("The dose they take, or took last")[1].split("How long, and still taking it")[0]
    assert "4.5 mg 71 of 241" in part
    assert "%" not in part


def test_side_effects_and_stopping_have_their_denominators_and_the_look_of_benefit(
    client: FlaskClient, rich: str
) -> None:
    page = client.get(f"{rich}/experiences").text
    shown = box(page)
    assert "138 of 241 reported something unwanted" in shown
    assert "Vivid dreams 71 of 241 29% (24 to 36)" in shown
    assert "79 of 241 stopped, 33% (27 to 39)" in shown
    assert "It did not help 34 of 79 43% (33 to 54)" in shown
    for heading in ("Since starting LDN", "Stopped, and why", "Side effects"):
        assert f"<h3>{heading}</h3>" in page


def test_the_curve_tells_who_is_followed_and_explains_pauses(client: FlaskClient, rich: str) -> None:
    page = client.get(f"{rich}/experiences").text
    shown = box(page)
    # 1 - 31/220 = 0.859, times 1 - 22/160 = 0.741, times 1 - 14/98 = 0.635
    assert "86% after 3 months, 74% after 6 months, 64% after 12 months." in shown
    assert "6 months 160 22 74%" in shown
    assert "A pause is not a stop" in shown
    assert 'aria-label="Estimated share of members who still take it: 86% after 3 months' in page


def test_a_picture_is_never_without_the_table_and_the_sentence_beside_it(client: FlaskClient, rich: str) -> None:
    page = client.get(f"{rich}/experiences").text
    pictures = re.findall(
        r'<td role="cell" class="(?:n|share)"[^>]*>.*?</td><td role="cell" class="picture"><svg', page
    )
    assert len(pictures) == page.count('<td role="cell" class="picture">') > 30
    assert re.search(r"style=|<script(?! src)", page) is None


def test_what_members_report_is_never_said_to_work(client: FlaskClient, rich: str) -> None:
    for path in (rich, f"{rich}/experiences", f"{rich}/experiences/releases/{DAY}"):
        shown = box(client.get(path).text).lower()
        assert re.search(r"\b(works?|effective|effectiveness|responders?|average|mean|stars?|success)\b", shown) is None


def test_joined_answers_are_all_named_and_what_is_too_small_is_missing(client: FlaskClient, app: Forum) -> None:
    shown = box(client.get(f"{with_release(app, SMALL)}/experiences").text)
    assert "A little worse, much worse or very much worse 10 of 47" in shown
    assert "Taking it or paused 30 of 47" in shown
    assert "– follow Condition-" in shown
    assert "47 took or take LDN and told how it went; they are counted here" in shown
    assert "The dose they take, or took last Too few to show." in shown


def test_answers_that_cannot_be_told_apart_are_not_told(client: FlaskClient, app: Forum) -> None:
    every = (Row(tuple(key for row in effects(*[0] * 8) for key in row.keys), 12),)
    path = with_release(app, replace(SMALL, n=12, effect=every))
    shown = box(client.get(f"{path}/experiences").text)
    assert "12 members chose to report" in shown
    assert "Too few to show the answers apart." in shown
    files = client.get(f"{path}/experiences/releases/{DAY}.csv").text
    assert ",effect," not in files
    assert "%" not in shown.split("Since starting LDN")[1].split("Where the")[0].replace("95%", "")


def test_joined_answers_read_as_one_sentence() -> None:
    assert joined(("later", "never", "not_said"), TABLES["noticed"]) == (
        "After more than six months, I noticed no change or not said"
    )
    assert joined(("not_said", "under_3"), TABLES["time"]) == "Under 3 months or not said"


# Groups


def test_a_group_is_looked_at_beside_the_whole(client: FlaskClient, rich: str) -> None:
    page = client.get(f"{rich}/experiences?group=dose.under_1").text
    shown = box(page)
    assert "Last dose, Under 1 mg: how 31 members answered." in shown
    assert "16 of 31 52% (35 to 68)" in shown
    assert "Much better 41 of 241" in shown
    assert 'value="dose.under_1" selected' in page
    assert '<meta name="robots" content="noindex">' in page


def test_only_groups_that_may_be_shown_are_offered(client: FlaskClient, rich: str) -> None:
    page = client.get(f"{rich}/experiences").text
    assert re.findall(r'<option value="([^"]+)"', page) == ["dose.under_1", "dose.1_to_3.3_to_4_5", "form.capsule"]
    assert "Time on LDN</optgroup" not in page


@pytest.mark.parametrize("asked", JUNK, ids=lambda text: text[:20])
def test_another_group_is_answered_alike_and_shows_nothing(client: FlaskClient, rich: str, asked: str) -> None:
    answer = client.get(f"{rich}/experiences?group={asked}")
    assert answer.status_code == 200
    assert '<b>">' not in answer.text
    if "under_1&" not in asked:
        assert "too small to show, or there is none of this name" in box(answer.text)


def test_filters_cannot_be_put_together(client: FlaskClient, rich: str) -> None:
    one = box(client.get(f"{rich}/experiences?group=dose.under_1").text)
    several = client.get(f"{rich}/experiences?group=dose.under_1&group=form.capsule&dose=under_1&form=capsule&time=x")
    assert box(several.text) == one


# Too few


@pytest.mark.parametrize("taken_down", [False, True])
@pytest.mark.parametrize("path", ["", *PAGES])
def test_too_few_and_taken_down_say_the_same_and_no_number(
    client: FlaskClient, app: Forum, path: str, taken_down: bool
) -> None:
    with app.app_context():
        condition = factories.condition("here", name="Here")
        if taken_down:
            release(condition, RICH, taken_down_at=clock.now())
    answer = client.get(f"/conditions/here{path}")
    assert answer.status_code == (404 if "releases" in path else 200)
    for number in ("241", "1,184", "602"):
        assert number not in answer.text
    if path != "/experiences/counted":
        shown = box(answer.text)
        assert TOO_FEW in shown
        assert re.search(r"\d", shown) is None
    for kind in ("csv", "json"):
        assert client.get(f"/conditions/here/experiences/releases/{DAY}.{kind}").status_code == 404
        assert client.get(f"/conditions/here/experiences.{kind}").status_code == 404


def test_the_box_for_too_few_is_the_same_before_and_after_a_release(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        release(factories.condition("down"), RICH, taken_down_at=clock.now())
        factories.condition("none")
    boxes = {box(client.get(f"/conditions/{slug}/experiences").text) for slug in ("down", "none")}
    assert len(boxes) == 1


# In short


def test_the_page_of_the_condition_tells_it_in_short_after_the_studies(client: FlaskClient, rich: str) -> None:
    page = client.get(rich).text
    assert page.index('id="studies"') < page.index('id="members"') < page.index('id="topics"')
    shown = box(page)
    assert "Much better 41 of 241 17% (13 to 22)" in shown
    assert "Stopped taking it 79 of 241" in shown
    assert "Any side effect 138 of 241" in shown
    assert f'href="{rich}/experiences"' in page


# Where the two differ


def test_a_sentence_says_where_members_and_studies_differ(client: FlaskClient, app: Forum) -> None:
    mostly = replace(RICH, effect=effects(32, 61, 62, 37, 11, 10, 10, 18))
    with app.app_context():
        with transaction():
            load_conditions()
            load_starter()
        release(get_condition("fibromyalgia"), mostly)
        release(get_condition("depression"), RICH)
    for path in ("", "/experiences"):
        page = client.get(f"/conditions/fibromyalgia{path}").text
        shown = words(page)
        assert "Most members who report feel better: 155 of 241." in shown
        assert "studies answer: “Compared, and the studies disagree”" in shown
        assert "with 99 people: “No clear difference”" in shown
        assert "Both can be true." in shown
        assert "do not say the same" not in client.get(f"/conditions/depression{path}").text
    page = client.get("/conditions/fibromyalgia/experiences").text
    assert page.index('id="members"') < page.index('id="apart-heading"') < page.index('id="studies"')
    sources = re.findall(r'href="([^"#]*)#source-\d+"', page)
    assert set(sources) == {"/conditions/fibromyalgia/evidence"}


# How it was counted


def test_every_box_leads_to_how_it_was_counted(client: FlaskClient, rich: str, app: Forum) -> None:
    for path in (rich, f"{rich}/experiences", f"{rich}/experiences/releases/{DAY}"):
        assert f'href="{rich}/experiences/counted"' in client.get(path).text
    few = with_release(app, None)
    assert f'href="{few}/experiences/counted"' in client.get(few).text


def test_how_it_was_counted_names_rules_sources_and_what_was_left_out(client: FlaskClient, rich: str) -> None:
    shown = words(client.get(f"{rich}/experiences/counted").text)
    for said in (
        "release 1, counted by method 1",
        "Wilson 1927, J Am Stat Assoc 22:209-212",
        "Kaplan and Meier 1958, J Am Stat Assoc 53:457-481",
        "Guy 1976; Dworkin and others 2008, J Pain 9:105-121",
        "changed by nothing or by 10 at least",
        "In this release 29 reports were left out.",
        "less than 14 days old",
    ):
        assert said in shown


# Releases and files


def test_a_release_can_be_cited_after_a_later_one(client: FlaskClient, app: Forum, rich: str) -> None:
    later = replace(RICH, counted_on=DAY + timedelta(days=7), number=2, n=300)
    with app.app_context():
        release(get_condition(rich.rpartition("/")[2]), later)
    then = client.get(f"{rich}/experiences/releases/{DAY}")
    assert "241 members chose to report" in then.text
    assert "Cite as:" in then.text
    assert f"{rich}/experiences/releases/2026-11-20" in words(then.text)
    assert "300 members chose to report" in client.get(f"{rich}/experiences").text
    listed = client.get(f"{rich}/experiences/counted").text
    assert listed.index("27 November 2026</a>") < listed.index("20 November 2026</a>")


@pytest.mark.parametrize(
    "day", ["2026-11-21", "2026-11-32", "20261120", "2026-W47-5", "now", "2026-11-20x", "٢٠٢٦-11-20"]
)
def test_a_day_without_a_release_is_not_found(client: FlaskClient, rich: str, day: str) -> None:
    assert client.get(f"{rich}/experiences/releases/{day}").status_code == 404
    assert client.get(f"{rich}/experiences/releases/{day}.csv").status_code == 404


def test_the_files_hold_nothing_that_is_not_on_the_page_of_the_release(client: FlaskClient, rich: str) -> None:
    page = words(client.get(f"{rich}/experiences/releases/{DAY}").text)
    page += words(client.get(f"{rich}/experiences/counted").text)
    for row in csv.DictReader(io.StringIO(client.get(f"{rich}/experiences/releases/{DAY}.csv").text)):
        count = f"{int(row['count']):,}"
        if row["table"] == "still_taking":
            expected = f"{row['answer']} months {row['of']} {count} {row['percent']}% ({row['low']} to {row['high']})"
        elif row["table"] in {"ladder", "excluded"}:
            expected = f" {count} "
        else:
            expected = f"{row['words']} {count} of {row['of']}"
            if row["percent"]:
                expected += f" {row['percent']}% ({row['low']} to {row['high']})"
        assert expected in page


def test_csv_and_json_hold_the_same_rows(client: FlaskClient, rich: str) -> None:
    told = json.loads(client.get(f"{rich}/experiences/releases/{DAY}.json").text)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{rich}/experiences/releases/{DAY}.csv").text)))
    fields = list(told["rows"][0])
    plain = [{name: "" if row[name] is None else str(row[name]) for name in fields} for row in told["rows"]]
    assert plain == [{name: row[name] for name in fields} for row in rows]
    assert told["cite_as"].endswith(f"{rich}/experiences/releases/{DAY}")
    assert {row["table"] for row in told["rows"]} == set(told["dictionary"]["tables"])
    assert set(fields) <= set(told["dictionary"]["fields"])


def test_every_field_and_answer_of_a_file_is_in_the_dictionary(client: FlaskClient, rich: str) -> None:
    shown = client.get("/experiences/dictionary").text
    for row in csv.DictReader(io.StringIO(client.get(f"{rich}/experiences/releases/{DAY}.csv").text)):
        answers = [] if row["table"] in {"ladder", "still_taking"} else row["answer"].split("+")
        for name in (*row, row["table"], *answers, *row["group"].split(".")[1:]):
            assert f"<code>{name}</code>" in shown


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_a_csv_is_a_formula(start: str) -> None:
    assert plain(f"{start}1+1") == f"'{start}1+1"
    assert plain("a=1") == "a=1"


def test_a_file_is_named_kept_and_asked_for_again(client: FlaskClient, rich: str, app: Forum) -> None:
    path = f"{rich}/experiences/releases/{DAY}.csv"
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f"{rich.rpartition('/')[2]}-2026-11-20.csv" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with app.app_context():
        db.session.query(Release).update({"taken_down_at": clock.now()})
        db.session.commit()
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 404


def test_the_newest_file_has_an_address_that_stays(client: FlaskClient, rich: str) -> None:
    answer = client.get(f"{rich}/experiences.json")
    assert (answer.status_code, answer.location) == (302, f"{rich}/experiences/releases/{DAY}.json")


def test_a_condition_that_does_not_exist_has_no_numbers(client: FlaskClient) -> None:
    for path in (*PAGES, f"/experiences/releases/{DAY}.csv", "/experiences.csv"):
        assert client.get(f"/conditions/nowhere{path}").status_code == 404


# The experiences themselves


def test_shared_experiences_are_listed_the_newest_first(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        here = factories.condition("here")
        for name, days, effect in (("older", 3, "very_much_better"), ("newer", 1, "much_worse"), ("oldest", 9, None)):
            shared_experience(factories.member(name), here, days_ago=days, effect=effect)
    shown = words(client.get("/conditions/here/experiences").text)
    assert shown.index("newer") < shown.index("older") < shown.index("oldest")
    assert "Much worse" in shown
    for order in ("?order=effect", "?sort=effect", "?page=9"):
        other = words(client.get(f"/conditions/here/experiences{order}").text)
        assert other.index("newer") < other.index("older")


def test_a_row_tells_status_doses_time_and_effect(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        shared_experience(factories.member("quiet_heron"), factories.condition("here"))
    shown = words(client.get("/conditions/here/experiences").text)
    assert "Stopped Much better , quiet_heron 0.5 mg to 4.5 mg · 8 months · quiet_heron" in shown


def test_a_story_is_linked_only_for_who_may_read_it_and_under_the_same_name(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        here = factories.condition("here")
        own, other = factories.member("quiet_heron"), factories.member("marlow_fern")
        story = new_topic(factories.viewer_for(own.id), condition=here, title="A slow winter", kind="story")
        hidden = new_topic(factories.viewer_for(other.id), condition=here, title="Members alone", kind="story")
        hidden.audience = "members"
        shared_experience(own, here, topic=story)
        shared_experience(other, here, topic=hidden)
        db.session.commit()
        reader = factories.member().id
    shown = client.get("/conditions/here/experiences").text
    assert "A slow winter" in shown
    assert "Members alone" not in shown
    factories.sign_in(client, reader)
    assert "Members alone" in client.get("/conditions/here/experiences").text


@pytest.mark.parametrize(
    "fields", [{"shared_at": None}, {"audience": "members"}, {"state": "held"}, {"state": "hidden"}], ids=str
)
def test_the_list_shows_a_visitor_what_is_shared_with_everyone(
    client: FlaskClient, app: Forum, fields: dict[str, Any]
) -> None:
    with app.app_context():
        shared_experience(factories.member("quiet_heron"), factories.condition("here"), **fields)
    shown = client.get("/conditions/here/experiences").text
    assert "quiet_heron" not in shown
    assert "Nobody has shared an experience" in shown


def test_an_unshared_experience_is_not_listed_for_its_own_member(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        member = factories.member("quiet_heron")
        shared_experience(member, factories.condition("here"), shared_at=None)
        key = member.id
    factories.sign_in(client, key)
    assert "Nobody has shared an experience" in client.get("/conditions/here/experiences").text


def test_a_block_hides_an_experience_from_the_list(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        author, reader = factories.member("quiet_heron"), factories.member()
        shared_experience(author, factories.condition("here"))
        db.session.add(Block(blocker_id=reader.id, blocked_id=author.id))
        db.session.commit()
        key = reader.id
    assert "quiet_heron" in client.get("/conditions/here/experiences").text
    factories.sign_in(client, key)
    assert "quiet_heron" not in client.get("/conditions/here/experiences").text


def test_the_list_is_paged_and_keeps_the_group(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        here = factories.condition("here")
        release(here, RICH)
        for number in range(27):
            shared_experience(factories.member(f"heron{number:02}"), here, days_ago=number)
    page = client.get("/conditions/here/experiences?group=form.capsule")
    assert page.text.count('class="kind"') == 25
    assert "page=2&amp;group=form.capsule" in page.text
    last = client.get("/conditions/here/experiences?page=2").text
    assert last.count('class="kind"') == 2
    assert "heron26" in last


# What it costs


@pytest.mark.parametrize("path", ["", *PAGES])
def test_a_page_costs_the_same_with_nothing_and_with_much(client: FlaskClient, app: Forum, path: str) -> None:
    with app.app_context():
        factories.condition("none")
        here = factories.condition("here")
        release(here, RICH)
        for number in range(30):
            shared_experience(factories.member(f"heron{number:02}"), here, days_ago=number)
        key = factories.member().id
    factories.sign_in(client, key)
    spent = {}
    for slug in ("none", "here"):
        client.get(f"/conditions/{slug}{path}")
        with counted() as statements:
            client.get(f"/conditions/{slug}{path}")
        spent[slug] = len(statements)
    assert spent["here"] == spent["none"] <= 12


def test_a_visitors_page_holds_no_token_and_sets_no_cookie(client: FlaskClient, rich: str) -> None:
    for path in (*(f"{rich}{page}" for page in PAGES), "/experiences/dictionary"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "csrf_token" not in answer.text
        assert "Set-Cookie" not in answer.headers
