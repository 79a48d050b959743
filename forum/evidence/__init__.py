"""What has been published: sources, and the summaries made from them.

Where to look, beside the six files of every area:

    starting content    content/, starter*.py (its format and checks), safety.py, glossary.py, operations/loading.py
    records             found.py, forms.py, records.py, record_history.py, naming.py, author_names.py, figures.py
    bringing records    citation_files.py, crossref.py, registers/, previewing.py; copying them: copying.py
    references          citation_styles.py with styles/
    words of a summary  prose.py (Markdown, citations, figures), filling.py, citing.py, citers.py, readability.py
    what readers see    reading.py, shapes.py (values for templates), marks.py, signed.py, differing.py, linked_data.py
    what rots           retraction_file.py, operations/standing.py, operations/alarming.py, standing_forms.py
    rooms of their own  drafts/ (writing, signing, publishing), candidates/ (new sources), challenges/, talk/, mentions/
"""
