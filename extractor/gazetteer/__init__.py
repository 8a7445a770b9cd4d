"""From a spelling to a point on the map, or an honest "don't know"."""

from extractor.gazetteer.folding import same_name
from extractor.gazetteer.linker import PlaceQuery, link_all
from extractor.gazetteer.store import Gazetteer, open_gazetteer

__all__ = ["Gazetteer", "PlaceQuery", "link_all", "open_gazetteer", "same_name"]
