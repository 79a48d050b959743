"""What changes in the evidence area. Nothing here commits."""

from forum.evidence.operations.importing import Imported, import_found
from forum.evidence.operations.loading import Loaded, load_starter, source_values
from forum.evidence.operations.sourcing import add_source, change_source, delete_source, fill_source

__all__ = [
    "Imported",
    "Loaded",
    "add_source",
    "change_source",
    "delete_source",
    "fill_source",
    "import_found",
    "load_starter",
    "source_values",
]
