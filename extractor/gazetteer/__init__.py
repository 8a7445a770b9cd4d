"""From a spelling to a point on the map, or an honest "don't know"."""

from extractor.gazetteer.candidates import PlaceQuery
from extractor.gazetteer.folding import same_consonants, same_name
from extractor.gazetteer.gazetteer import Gazetteer, open_gazetteer
from extractor.gazetteer.linker import link_all

__all__ = ["Gazetteer", "PlaceQuery", "link_all", "open_gazetteer", "same_consonants", "same_name"]
