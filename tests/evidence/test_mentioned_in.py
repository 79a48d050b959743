"""The page of a source says which topics mention it, to nobody more than they may read."""

import pytest
from flask.testing import FlaskClient

from forum import clock
from forum.accounts.models import Block
from forum.accounts.queries import get_member_by_name, own_voice
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.models import Post, Topic
from forum.evidence import queries
from forum.pages.mentioned import MOST_TEXTS, MOST_TOPICS, topics_mentioning
from forum.viewers import VISITOR, Viewer
from tests import factories
from tests.discussions.texts import new_topic, reply
from tests.statements import counted

KEY = "younger-2013-fm-rct"
PAGE = f"/sources/{KEY}"
PMID, DOI = "23359310", "10.1002/art.37734"
TITLE = "Mentioning canary"


def mention(body: str = f"See PMID {PMID}.", *, title: str = TITLE, author: Viewer | None = None, **how: str) -> str:
    """A topic whose opening text says this; its public id."""
    made = new_topic(author or factories.viewer(), title=title, body=body, **how)
    let_in(db.session.query(Post).filter_by(topic_id=made.id, number=1).one())
    return made.public_id


def let_in(post: Post) -> Post:
    """A new member's text with links waits for a moderator, who has let it in."""
    with transaction():
        post.state = db.session.get_one(Topic, post.topic_id).state = "open"
    return post


def titles(viewer: Viewer = VISITOR, key: str = KEY) -> list[str]:
    db.session.expire_all()
    return [each.title for each in topics_mentioning(queries.get_source(key), viewer).topics]


@pytest.mark.parametrize(
    "body",
    [
        f"See PMID {PMID}.",
        f"pmid:{PMID}",
        f"(doi:{DOI.upper()}), then",
        f"https://doi.org/{DOI}",
        f"[the trial](http://dx.doi.org/{DOI})",
        "[it](https://dx.doi.org/10.1002%2Fart.37734)",
        "[it](https://dx.doi.org/10.1002%2fART.37734)",
        f"[x](http://www.ncbi.nlm.nih.gov/pubmed/{PMID}?dopt=x) helped",
        f"https://pubmed.ncbi.nlm.nih.gov/{PMID}/",
        f"https://europepmc.org/article/MED/{PMID}",
    ],
)
def test_every_spelling_is_found_and_leads_to_the_text(site: Forum, client: FlaskClient, body: str) -> None:
    with site.app_context():
        made = new_topic(factories.viewer("quiet_heron"), title=TITLE, body="Nothing here.")
        post = let_in(reply(factories.viewer("loud_heron"), made, body=body)).public_id
    page = client.get(PAGE).text
    assert f'<a href="/posts/{post}">{TITLE}</a>' in page
    assert "heron" not in page


@pytest.mark.parametrize(
    "body",
    [
        f"I paid {PMID} for it",
        f"`PMID {PMID}`",
        f"[x](https://example.org/{PMID})",
        "10 1002 art 37734",
        f"PMID {PMID}1",
        f"{DOI}.s001",
        "https://doi.org/10.1002/art.37735",
    ],
)
def test_what_only_looks_like_it_is_not(site: Forum, body: str) -> None:
    with site.app_context():
        mention(body)
        assert titles() == []


def test_a_number_in_a_title_alone_is_no_mention(site: Forum) -> None:
    with site.app_context():
        mention("Nothing here.", title=f"PMID {PMID}")
        assert titles() == []


@pytest.mark.parametrize("state", ["held", "hidden", "removed", "taken_back"])
@pytest.mark.parametrize("what", ["text", "topic"])
def test_what_is_not_open_is_shown_to_nobody(site: Forum, state: str, what: str) -> None:
    with site.app_context():
        author = factories.viewer("author")
        made = new_topic(author, title=TITLE, body="Nothing here.")
        post = reply(author, made, body=f"PMID {PMID}")
        with transaction():
            row = db.session.get_one(Post, post.id) if what == "text" else db.session.get_one(Topic, made.id)
            row.state = state
        for viewer in (VISITOR, factories.viewer(), author, factories.viewer(roles=("moderator",))):
            assert titles(viewer) == []


def test_members_only_blocked_and_withheld_texts_are_not_told(site: Forum, client: FlaskClient) -> None:
    with site.app_context():
        reader = factories.viewer("reader")
        author = factories.viewer("author")
        mention(author=author, audience="members")
        assert titles() == []
        assert titles(reader) == [TITLE]
    assert TITLE not in client.get(PAGE).text
    with site.app_context():
        voice = own_voice(get_member_by_name("author").id)
        with transaction():
            db.session.add(Block(blocker_id=voice.member_id, blocked_id=reader.id))
        assert titles(reader) == []
        assert titles(factories.viewer()) == [TITLE]
        with transaction():
            own_voice(get_member_by_name("author").id).withheld_at = clock.now()
        assert titles(factories.viewer()) == []


def test_a_reply_for_members_in_an_open_topic_is_not_told_to_visitors(site: Forum) -> None:
    with site.app_context():
        made = new_topic(factories.viewer(), title=TITLE, body="Nothing here.")
        reply(factories.viewer(), made, body=f"PMID {PMID}", audience="members")
        assert titles() == []
        assert titles(factories.viewer()) == [TITLE]


def test_an_edit_that_drops_it_drops_the_topic(site: Forum) -> None:
    with site.app_context():
        made = mention()
        assert titles() == [TITLE]
        with transaction():
            post = db.session.query(Post).join(Topic, Post.topic_id == Topic.id).filter_by(public_id=made).one()
            post.body_markdown, post.body_html = "Nothing.", "<p>Nothing.</p>"
        assert titles() == []


def test_the_newest_ten_topics_each_once_and_the_rest_by_search(site: Forum, client: FlaskClient) -> None:
    with site.app_context():
        author = factories.viewer()
        for number in range(MOST_TOPICS + 2):
            made = new_topic(author, title=f"Topic number {number}", body=f"PMID {PMID}")
        reply(author, made, body=f"Once more: {DOI}")
        last = MOST_TOPICS + 1
        assert titles() == [f"Topic number {number}" for number in range(last, last - MOST_TOPICS, -1)]
    page = client.get(PAGE).text
    assert f"/search?q=%22{PMID}%22" in page
    assert "There may be more." in page
    assert "Topic number 3" in client.get(f"/search?q=%22{PMID}%22").text


def test_few_topics_offer_no_search_and_none_is_said(site: Forum, client: FlaskClient) -> None:
    assert "No topic that you can read names its DOI or PMID." in client.get(PAGE).text
    with site.app_context():
        mention(title="<b>bold</b> title")
    page = client.get(PAGE).text
    assert "There may be more." not in page
    assert "&lt;b&gt;bold&lt;/b&gt; title" in page


def test_a_record_without_numbers_asks_nothing(site: Forum, client: FlaskClient) -> None:
    with site.app_context(), transaction():
        source = queries.get_source(KEY)
        source.doi = source.pmid = None
    assert "Our record has no DOI and no PMID" in client.get(PAGE).text
    with site.app_context():
        source = queries.get_source(KEY)
        with counted() as statements:
            assert topics_mentioning(source, VISITOR).topics == ()
    assert statements == []


@pytest.mark.parametrize(
    "doi", ["10.1234/the", "10.1016/s0140-6736(13)60024-0", '10.1234/a"b', "10.1234/---", "10.1/*"]
)
def test_no_number_breaks_an_engine(site: Forum, doi: str) -> None:
    with site.app_context():
        with transaction():
            source = queries.get_source(KEY)
            source.doi, source.pmid = doi, None
        mention(f"See https://doi.org/{doi} there.")
        topics_mentioning(queries.get_source(KEY), VISITOR)


def test_a_doi_with_brackets_is_found(site: Forum) -> None:
    doi = "10.1016/S0140-6736(13)60024-0"
    with site.app_context():
        with transaction():
            source = queries.get_source(KEY)
            source.doi, source.pmid = doi, None
        mention(f"As in {doi}.")
        assert titles() == [TITLE]


def test_the_page_asks_the_database_the_same_for_one_mention_and_for_many(site: Forum, client: FlaskClient) -> None:
    with site.app_context():
        author = factories.viewer()
        reader = factories.member().id
        made = mention(author=author)
    factories.sign_in(client, reader)
    with counted() as few:
        client.get(PAGE)
    with site.app_context():
        for _each in range(MOST_TEXTS + 5):
            reply(author, made, body=f"PMID {PMID} and {DOI}")
    with counted() as many:
        assert client.get(PAGE).status_code == 200
    assert len(few) == len(many) <= 12
