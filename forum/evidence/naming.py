"""What a publication is called in a sentence, and where it points."""

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from forum.evidence.labels import RESULTS, label
from forum.evidence.records import AnyRecord

__all__ = ["direction", "short_name"]


def short_name(source: AnyRecord) -> str:
    """Such as "Bruun KD and others", or the title where no author was seen."""
    if not source.authors:
        return f"“{source.title}”"
    first, *others = source.authors
    if source.et_al or len(others) > 1:
        return _("%(name)s and others", name=first)
    return _("%(name)s and %(other)s", name=first, other=others[0]) if others else first


def direction(source: AnyRecord) -> LazyString | str:
    """Where one publication points, in words."""
    if source.design == "letter":
        return _("No study of its own")
    return label(RESULTS, source.direction)
