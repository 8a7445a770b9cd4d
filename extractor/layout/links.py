"""Addresses: what kind of thing a link leads to, and the point that a map link names."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

_NUMBER = r"(-?\d{1,3}(?:\.\d+)?)"
# Google Maps writes the place into the path data as !3d<lat>!4d<lon>; with several, the last is the place.
_GOOGLE_PLACE = re.compile(rf"!3d{_NUMBER}!4d{_NUMBER}")
# ... and the middle of the view as @<lat>,<lon>,<zoom>.
_VIEW = re.compile(rf"@{_NUMBER},{_NUMBER}")
_PAIR = re.compile(rf"^(?:loc:)?\s*{_NUMBER}\s*[, ]\s*{_NUMBER}\s*$")
# OpenStreetMap: #map=<zoom>/<lat>/<lon>; Wikimapia: lat= and lon= behind # or ?.
_OSM_VIEW = re.compile(rf"#map=\d+(?:\.\d+)?/{_NUMBER}/{_NUMBER}")

# ... and behind search, place or dir in Google's paths.
_IN_PATH = re.compile(rf"/maps/(?:search|place|dir)/{_NUMBER},\+?{_NUMBER}")

_MAP_HOSTS = re.compile(
    r"(^|\.)(google\.[a-z.]+|goo\.gl|openstreetmap\.org|osm\.org|wikimapia\.org|bing\.com|waze\.com|here\.com"
    r"|mapcarta\.com|geohack\.toolforge\.org|maps\.app\.goo\.gl|yandex\.[a-z.]+)$"
)
_MAP_PATHS = re.compile(r"/maps?\b|^/place/|^/\?|^/$|^$")
_ALWAYS_MAP = re.compile(
    r"^maps\.|(^|\.)(openstreetmap\.org|osm\.org|wikimapia\.org|mapcarta\.com|maps\.app\.goo\.gl)$"
)
_MEDIA_HOSTS = re.compile(
    r"(^|\.)(youtube\.com|youtu\.be|vimeo\.com|dailymotion\.com|drive\.google\.com|docs\.google\.com|dropbox\.com"
    r"|facebook\.com|fb\.watch|twitter\.com|x\.com|t\.me|telegram\.me|instagram\.com|tiktok\.com|flickr\.com"
    r"|photos\.google\.com|photos\.app\.goo\.gl|soundcloud\.com|archive\.org|imgur\.com)$"
)
_MEDIA_PATHS = re.compile(
    r"\.(jpe?g|png|gif|webp|tiff?|mp4|mov|avi|mkv|webm|mp3|wav|m4a)$|/(video|watch|photo|image)s?\b", re.I
)

# An address printed in the text; closing punctuation of the sentence is not part of it.
PRINTED = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"“”]+", re.IGNORECASE)
_CLOSING = ".,;:!?)]}'’»"

Kind = Literal["map", "media", "web"]


def outward(url: str) -> str | None:
    """The address as it can be opened, or None where it leads nowhere outside (internal, mail, script)."""
    url = url.strip()
    if re.match(r"(?i)www\.", url):
        return "http://" + url
    return url if re.match(r"(?i)(https?|ftp)://[^/]", url) else None


def printed_address(text: str) -> tuple[int, int] | None:
    """Where in a word an address is printed, without the punctuation behind it."""
    found = PRINTED.search(text)
    if not found:
        return None
    start, end = found.span()
    while end > start and text[end - 1] in _CLOSING and not (text[end - 1] == ")" and "(" in text[start:end]):
        end -= 1
    return (start, end) if end - start > len("www.") else None


def describe(url: str) -> tuple[Kind, float | None, float | None]:
    """What an address leads to, and the latitude and longitude that it names.

    The point of the place goes before the middle of the map's view. A shortened address (goo.gl) is not
    resolved: it tells no point. Points off the globe are none.
    """
    try:
        parts = urlsplit(url)
        host, path = (parts.hostname or "").lower(), parts.path
    except ValueError:  # "http://[…": no address at all
        return "web", None, None
    point = _point(url, host)
    if point or _ALWAYS_MAP.search(host) or (_MAP_HOSTS.search(host) and _is_map_path(host, path)):
        return "map", *(point or (None, None))
    if _MEDIA_HOSTS.search(host) or _MEDIA_PATHS.search(path):
        return "media", None, None
    return "web", None, None


def _is_map_path(host: str, path: str) -> bool:
    if host == "goo.gl":
        return path.startswith("/maps")
    return re.match(r"/maps?\b", path) is not None


def _point(url: str, host: str) -> tuple[float, float] | None:
    if not (_ALWAYS_MAP.search(host) or _MAP_HOSTS.search(host)):
        return None
    text = unquote(url)
    places = _GOOGLE_PLACE.findall(text)
    if places:
        return _on_globe(*places[-1])
    query = parse_qs(urlsplit(text).query)
    for anchor in (text.partition("#")[2],):
        for key, values in parse_qs(anchor).items():
            query.setdefault(key, values)
    for key in ("q", "query", "ll", "daddr", "destination", "center", "sll"):
        for value in query.get(key, []):
            pair = _PAIR.match(value)
            if pair:
                return _on_globe(*pair.groups())
    for latitude, longitude in (("mlat", "mlon"), ("lat", "lon"), ("lat", "lng"), ("lat", "long")):
        if latitude in query and longitude in query:
            pair = _PAIR.match(f"{query[latitude][0]},{query[longitude][0]}")
            if pair:
                return _on_globe(*pair.groups())
    view = (
        _OSM_VIEW.search(text)
        or _VIEW.search(text)
        or re.search(rf"/maps/(?:search|place|dir)/{_NUMBER},\+?{_NUMBER}", text)
    )
    return _on_globe(*view.groups()) if view else None


def _on_globe(latitude: str, longitude: str) -> tuple[float, float] | None:
    point = float(latitude), float(longitude)
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 and point != (0.0, 0.0) else None
