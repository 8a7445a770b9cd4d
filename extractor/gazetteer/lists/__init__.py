"""Lists of places in the formats in which they are published → records."""

from extractor.gazetteer.lists.layout import Layout, load_layout
from extractor.gazetteer.lists.read import FORMATS, PlaceList, read_list

__all__ = ["FORMATS", "Layout", "PlaceList", "load_layout", "read_list"]
