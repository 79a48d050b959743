"""How a summary is written: drafts, comments beside their paragraphs, and who signed what."""
