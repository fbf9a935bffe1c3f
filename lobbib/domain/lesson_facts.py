"""What a lesson's text says outright: for which class and level, and how long it takes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from lobbib.domain.tracks import YEARS, Track

Value = TypeVar("Value")

_VMBO = (Track.VMBO_BB, Track.VMBO_KB, Track.VMBO_GL, Track.VMBO_TL)
TRACK_WORDS: Mapping[str, tuple[Track, ...]] = {
    "vmbo-bb": (Track.VMBO_BB,), "vmbo-kb": (Track.VMBO_KB,), "vmbo-gl": (Track.VMBO_GL,),
    "vmbo-tl": (Track.VMBO_TL,), "vmbo-t": (Track.VMBO_TL,), "vmbo-basis": (Track.VMBO_BB,),
    "vmbo-kader": (Track.VMBO_KB,), "vmbo": _VMBO, "bk": (Track.VMBO_BB, Track.VMBO_KB),
    "basis": (Track.VMBO_BB,), "bb": (Track.VMBO_BB,), "kader": (Track.VMBO_KB,),
    "kb": (Track.VMBO_KB,), "gl": (Track.VMBO_GL,), "tl": (Track.VMBO_TL,),
    "mavo": (Track.VMBO_TL,), "havo": (Track.HAVO,), "vwo": (Track.VWO,), "tto": (Track.VWO,),
    "atheneum": (Track.VWO,), "gymnasium": (Track.VWO,), "gym": (Track.VWO,),
}  # fmt: skip
_LETTERS = {
    "h": Track.HAVO,
    "v": Track.VWO,
    "m": Track.VMBO_TL,
    "t": Track.VMBO_TL,
    "k": Track.VMBO_KB,
}
_ORDINALS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "vijfde": 5, "zesde": 6}

_LEVEL = (
    "(?:"
    + "|".join(
        sorted((re.escape(w).replace("\\-", "[- ]?") for w in TRACK_WORDS), key=len, reverse=True)
    )
    + ")"
)
_LEVELS = rf"{_LEVEL}(?:\s?(?:/|-|en|of)\s?{_LEVEL}){{0,4}}"  # bounded, for time's sake
_JOIN = r"\s?(?:,|/|-|–|&|\+|en|of|t/m|tot en met)\s?"
_NUMBERS = rf"[1-6](?:{_JOIN}[1-6](?!\d)){{0,5}}(?!\d|[.,]\d)"
_TH = "(?:e|de|ste)?"
_ORDINAL = "|".join(_ORDINALS)

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?P<years>{_NUMBERS}){_TH}\s?-?(?:klas\s)?(?P<levels>{_LEVELS})(?=\b|['’s])",
        rf"\b(?P<levels>{_LEVELS})\s?-?(?P<years>{_NUMBERS})(?!\s?(?:uur|min|lessen|keer|weken|%))\b",
        rf"\b(?:klas|klassen|leerjaar|leerjaren)\s?(?P<years>{_NUMBERS})",
        rf"\b(?P<years>{_NUMBERS})(?:e|de|ste)?[ -]?(?:klas|klassen|klassers?|leerjaar)\b",
        rf"\b(?P<ordinal>{_ORDINAL})[ -]?(?:klas|klassen|klassers?|leerjaar|{_LEVELS})\b",
        rf"\b(?:in|met|voor|onze|mijn|alle) (?:de )?(?P<ordinal>{_ORDINAL})"
        r"(?:s\b|(?=\s*(?:[.,:;)]|$)))",
        r"\b(?P<letter>[hv])\s?(?P<years>[1-6])\b",
        r"\b(?P<years>[1-6])(?P<letter>[hv])\b",
        r"(?:^|\b(?:in|met|voor|bij|van|klas|mijn|onze) )(?P<years>[1-4])(?P<letter>[mtk])\b",
        r"\bklas (?P<years>[1-6])[a-z]\b",
        r"\bbrug(?P<bridge>klas(?:sers?|sen)?|pieper|piepers|gers?)\b",
        rf"\b(?:eind)?examen(?:klas|klassen|kandidaten|leerlingen|jaar)\s(?:\w+\s)?(?P<last>{_LEVEL})\b",
        rf"\b(?P<last>{_LEVEL})[- ](?:eind)?examen(?:klas|klassen|kandidaten|leerlingen|jaar)\b",
    )
)
_ELSEWHERE = re.compile(r"(?:groep|mbo|hbo|basisschool|uit|van het|op het)[- ]$")
_LOOKED_AFTER = re.compile(r"\b(?:een|aan|de|onze|van|met|voor|naar|elke|iedere|hun)\s$")

_COUNTED = {
    "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8,
    "negen": 9, "tien": 10, "twaalf": 12, "vijftien": 15, "twintig": 20, "vijfentwintig": 25,
    "dertig": 30, "veertig": 40, "vijfenveertig": 45, "vijftig": 50, "zestig": 60, "negentig": 90,
    "honderd": 100, "anderhalf": 1.5, "tweeenhalf": 2.5, "half": 0.5,
}  # fmt: skip
_COUNT = r"\d{1,3}(?:[.,]5)?|" + "|".join(_COUNTED)
_MINUTES = re.compile(
    rf"\b(?P<count>{_COUNT})(?:\s?[-–]\s?\d{{1,3}})?\s?-?"
    r"(?P<unit>minuten|minuutjes|minuut|min|kwartier|uurtje|uren|uur)\b"
    r"|\b(?:een )?(?P<quarter>kwartier(?:tje)?|halfuur(?:tje)?)\b"
)  # fmt: skip
_PER_UNIT = {"minuten": 1, "minuutjes": 1, "minuut": 1, "min": 1, "kwartier": 15}
# "Een praatje van twee minuten", "telkens vijf minuten": not how long the lesson takes.
_OF_A_PART = re.compile(
    r"\b(?:van|telkens|steeds|elke|iedere|om de|maximaal|hoogstens|maar|nog|na|over|binnen|om|tot|"
    r"ieder|per groepje|loopt|lang|eerste|laatste)\s(?:een\s)?$"
)
_OF_SOMETHING_ELSE = re.compile(
    r"\s(?:per (?:dag|week|nacht|avond)|met iemand|van de|later|geleden|'s|eerder|reizen|lang|"
    r"durende)\b"
)
LONGEST = 600


@dataclass(frozen=True, slots=True)
class Named(Generic[Value]):
    """A value that the text names, and the words in which it does."""

    value: Value
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Class:
    """Where a class is named: `text[start:end]`."""

    years: tuple[int, ...]
    tracks: tuple[Track, ...]
    start: int
    end: int
    is_bridge: bool


def plain(text: str) -> str:
    """`text` in lower case and without accents, every letter where it was."""
    return "".join(_bare(character) for character in text)


def _bare(character: str) -> str:
    if character.isascii():
        return character.lower()
    base = unicodedata.normalize("NFD", character.lower())[:1]
    return base if len(base) == 1 else character


def classes(text: str) -> tuple[tuple[Named[int], ...], tuple[Named[Track], ...]]:
    """The years and the tracks of the pupils who do the lesson, as far as `text` names them."""
    found = list(_own(_classes(plain(text)), plain(text)))
    years = _named((year, text[c.start : c.end]) for c in found for year in c.years)
    tracks = _named((track, text[c.start : c.end]) for c in found for track in c.tracks)
    return tuple(sorted(years, key=lambda one: one.value)), tuple(
        sorted(tracks, key=lambda one: list(Track).index(one.value))
    )


def _named(found: Iterable[tuple[Value, str]]) -> list[Named[Value]]:
    words: dict[Value, list[str]] = {}
    for value, written in found:
        tidy = " ".join(written.split())
        if tidy not in words.setdefault(value, []):
            words[value].append(tidy)
    return [Named(value, tuple(written[:2])) for value, written in words.items()]


def _classes(text: str) -> Iterator[_Class]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not _ELSEWHERE.search(text[: match.start()][-12:]) or "levels" in match.groupdict():
                yield _class(match)


def _class(match: re.Match[str]) -> _Class:
    part = match.groupdict()
    tracks = _tracks(part.get("levels") or part.get("last") or "")
    if letter := part.get("letter"):
        tracks = (_LETTERS[letter],)
    years = _years(part.get("years") or "")
    if ordinal := part.get("ordinal"):
        years = (_ORDINALS[ordinal],)
    if part.get("bridge"):
        years = (1,)
    if part.get("last"):
        years = (tracks[0].last_year,)
    return _Class(years, tracks, match.start(), match.end(), bool(part.get("bridge")))


def _years(written: str) -> tuple[int, ...]:
    """ "1 t/m 3" is three years, "2 en 4" are two."""
    numbers = [int(digit) for digit in re.findall(r"[1-6]", written)]
    if len(numbers) == 2 and re.search(r"-|–|t/m|tot", written):
        return tuple(year for year in YEARS if numbers[0] <= year <= numbers[1])
    return tuple(numbers)


def _tracks(written: str) -> tuple[Track, ...]:
    names = re.findall(_LEVEL, written)
    found = [track for name in names for track in TRACK_WORDS[_level_key(name)]]
    return tuple(dict.fromkeys(found))


def _level_key(name: str) -> str:
    return name.replace(" ", "-") if name.startswith("vmbo") else name


def _own(found: Iterable[_Class], text: str) -> Iterator[_Class]:
    """Leave out the brugklas that older pupils look after."""
    known = list(found)
    older = any(not one.is_bridge for one in known)
    for one in known:
        if not (one.is_bridge and older and _LOOKED_AFTER.search(text[: one.start][-8:])):
            yield one


def minutes(text: str) -> Named[int] | None:
    """How long the whole takes. Where every step has its minutes between brackets: their sum."""
    bare = plain(text)
    spans = [(match, _length(match)) for match in _MINUTES.finditer(bare)]
    steps = [(match, length) for match, length in spans if _is_step(bare, match)]
    if len(steps) > 1:
        whole = sum(length for _, length in steps)
        return _duration(whole, [text[m.start() : m.end()] for m, _ in steps])
    whole_ones = [(m, length) for m, length in spans if _is_of_the_whole(bare, m)]
    lengths = {length for _, length in whole_ones}
    if len(lengths) != 1:
        return None
    return _duration(lengths.pop(), [text[m.start() : m.end()] for m, _ in whole_ones[:1]])


def _duration(length: float, written: list[str]) -> Named[int] | None:
    whole = round(length)
    return Named(whole, tuple(dict.fromkeys(written))[:3]) if 1 <= whole <= LONGEST else None


def _length(match: re.Match[str]) -> float:
    if quarter := match["quarter"]:
        return 15 if quarter.startswith("kwartier") else 30
    count = _COUNTED.get(match["count"]) or float(match["count"].replace(",", "."))
    return count * _PER_UNIT.get(match["unit"], 60)


def _is_step(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rstrip()
    after = text[match.end() : match.end() + 14]
    return (before.endswith(("(", ", ")) and ")" in after) or before.endswith("(")


def _is_of_the_whole(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()][-20:], text[match.end() :][:16]
    return not _OF_A_PART.search(before) and not _OF_SOMETHING_ELSE.match(after)
