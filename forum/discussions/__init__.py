"""Topics and posts, their revisions, drafts, reactions and read marks."""
