"""What the engines do themselves: a log that refuses changes, and the search index."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Only the opening text (number 1) is indexed with the topic's title. PostgreSQL's parser would keep "ME/CFS" and
# "4.5" whole and accents on: search_words gives it words as FTS5 sees them.
SQLITE = """
CREATE TRIGGER action_no_update BEFORE UPDATE ON action
BEGIN SELECT RAISE(ABORT, 'the moderation log cannot be changed'); END;
--
CREATE TRIGGER action_no_delete BEFORE DELETE ON action
BEGIN SELECT RAISE(ABORT, 'the moderation log cannot be changed'); END;
--
CREATE VIEW post_words AS SELECT post.id AS id,
  CASE WHEN post.number = 1 THEN topic.title ELSE '' END AS title, post.body_markdown AS body
  FROM post JOIN topic ON topic.id = post.topic_id;
--
CREATE VIRTUAL TABLE post_fts USING fts5(
  title, body, content='post_words', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');
--
CREATE TRIGGER post_fts_insert AFTER INSERT ON post BEGIN
  INSERT INTO post_fts (rowid, title, body) SELECT id, title, body FROM post_words WHERE id = NEW.id; END;
--
CREATE TRIGGER post_fts_update AFTER UPDATE OF body_markdown ON post BEGIN
  INSERT INTO post_fts (post_fts, rowid, title, body)
    SELECT 'delete', id, title, OLD.body_markdown FROM post_words WHERE id = NEW.id;
  INSERT INTO post_fts (rowid, title, body) SELECT id, title, body FROM post_words WHERE id = NEW.id; END;
--
CREATE TRIGGER post_fts_delete BEFORE DELETE ON post BEGIN
  INSERT INTO post_fts (post_fts, rowid, title, body)
    SELECT 'delete', id, title, body FROM post_words WHERE id = OLD.id; END;
--
CREATE TRIGGER topic_fts_update AFTER UPDATE OF title ON topic BEGIN
  INSERT INTO post_fts (post_fts, rowid, title, body)
    SELECT 'delete', id, OLD.title, body_markdown FROM post WHERE topic_id = NEW.id AND number = 1;
  INSERT INTO post_fts (rowid, title, body)
    SELECT id, NEW.title, body_markdown FROM post WHERE topic_id = NEW.id AND number = 1; END;
"""

POSTGRESQL = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'the moderation log cannot be changed'; END $$;
--
CREATE TRIGGER action_no_change BEFORE UPDATE OR DELETE ON action
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--
CREATE TRIGGER action_no_truncate BEFORE TRUNCATE ON action EXECUTE FUNCTION refuse_change();
--
ALTER TABLE post ADD COLUMN search tsvector;
--
CREATE FUNCTION search_words(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(regexp_replace(normalize(words, NFKD), U&'[\\0300-\\036f]+', '', 'g'),
    U&'[\\0021-\\002f\\003a-\\0040\\005b-\\0060\\007b-\\00bf\\2000-\\206f\\3000-\\303f]+', ' ', 'g') $$;
--
CREATE FUNCTION post_search() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  NEW.search := to_tsvector('english', search_words(NEW.body_markdown));
  IF NEW.number = 1 THEN
    NEW.search := setweight(
      to_tsvector('english', search_words((SELECT title FROM topic WHERE id = NEW.topic_id))), 'A') || NEW.search;
  END IF;
  RETURN NEW; END $$;
--
CREATE TRIGGER post_search BEFORE INSERT OR UPDATE OF body_markdown ON post
  FOR EACH ROW EXECUTE FUNCTION post_search();
--
CREATE FUNCTION topic_search() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE post SET body_markdown = body_markdown WHERE topic_id = NEW.id AND number = 1; RETURN NULL; END $$;
--
CREATE TRIGGER topic_search AFTER UPDATE OF title ON topic FOR EACH ROW EXECUTE FUNCTION topic_search();
--
UPDATE post SET body_markdown = body_markdown;
--
CREATE INDEX ix_post_search ON post USING gin (search);
"""

SQLITE_BACK = """
DROP TRIGGER action_no_update;
--
DROP TRIGGER action_no_delete;
--
DROP TRIGGER post_fts_insert;
--
DROP TRIGGER post_fts_update;
--
DROP TRIGGER post_fts_delete;
--
DROP TRIGGER topic_fts_update;
--
DROP TABLE post_fts;
--
DROP VIEW post_words;
"""

POSTGRESQL_BACK = """
DROP TRIGGER action_no_change ON action;
--
DROP TRIGGER action_no_truncate ON action;
--
DROP FUNCTION refuse_change();
--
DROP TRIGGER topic_search ON topic;
--
DROP FUNCTION topic_search();
--
DROP TRIGGER post_search ON post;
--
DROP FUNCTION post_search();
--
DROP FUNCTION search_words(text);
--
ALTER TABLE post DROP COLUMN search;
"""


def run(sqlite: str, postgresql: str) -> None:
    """Run the statements of this engine, one at a time."""
    for statement in (sqlite if op.get_bind().dialect.name == "sqlite" else postgresql).split("\n--\n"):
        op.execute(statement.strip())


def upgrade() -> None:
    """To this revision; texts that are there already are indexed."""
    run(SQLITE, POSTGRESQL)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO post_fts (post_fts) VALUES ('rebuild')")


def downgrade() -> None:
    """Back to the one before."""
    run(SQLITE_BACK, POSTGRESQL_BACK)
