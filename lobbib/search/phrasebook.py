"""What words of a question speak of: a class, a level, a competence, a subject, parents.

The everyday words stand in seed/lexicon/meanings.txt; a school's own subjects come along.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from lobbib.domain.tracks import YEARS, Track
from lobbib.search.analysis import bare, stem, stems, words
from lobbib.search.lexicon import lines_of

MAX_LENGTH = 6  # words in one phrase
ORDINALS = ("eerste", "tweede", "derde", "vierde", "vijfde", "zesde")
NUMBERS = ("een", "twee", "drie", "vier", "vijf", "zes")
VMBO = (Track.VMBO_BB, Track.VMBO_KB, Track.VMBO_GL, Track.VMBO_TL)
TRACK_WORDS: Mapping[str, tuple[Track, ...]] = {
    "mavo": (Track.VMBO_TL,),
    "tl": (Track.VMBO_TL,),
    "vmbo tl": (Track.VMBO_TL,),
    "vmbo t": (Track.VMBO_TL,),
    "theoretische leerweg": (Track.VMBO_TL,),
    "gl": (Track.VMBO_GL,),
    "vmbo gl": (Track.VMBO_GL,),
    "gemengde leerweg": (Track.VMBO_GL,),
    "kb": (Track.VMBO_KB,),
    "vmbo kb": (Track.VMBO_KB,),
    "kader": (Track.VMBO_KB,),
    "vmbo kader": (Track.VMBO_KB,),
    "kaderberoepsgerichte": (Track.VMBO_KB,),
    "bb": (Track.VMBO_BB,),
    "vmbo bb": (Track.VMBO_BB,),
    "vmbo basis": (Track.VMBO_BB,),
    "basisberoepsgerichte": (Track.VMBO_BB,),
    "vmbo": VMBO,
    "havo": (Track.HAVO,),
    "vwo": (Track.VWO,),
    "gymnasium": (Track.VWO,),
    "atheneum": (Track.VWO,),
}
SHORT_TRACKS = {"m": "mavo", "h": "havo", "v": "vwo", "t": "tl"}


_YEAR_WORDS = {
    word: year
    for year in YEARS
    for word in (str(year), f"{year}e", f"{year}de", f"{year}ste", ORDINALS[year - 1])
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """A tag that a phrase speaks of. It `filters`, or raises what fits by `weight` (0 to 1)."""

    facet: str
    value: str
    filters: bool = False
    weight: float = 1.0


Key = tuple[str, ...]


class Phrasebook:
    """Meanings by the stems of a phrase. `subjects` are names by slug."""

    def __init__(self, subjects: Mapping[str, str] | None = None) -> None:
        self._meanings: dict[Key, list[Meaning]] = {
            key: [*value] for key, value in _common().items()
        }
        for slug, name in (subjects or {}).items():
            _add(self._meanings, name, Meaning("subjects", slug))

    def meanings(self, key: Key) -> tuple[Meaning, ...]:
        """What a phrase speaks of, by its stems; nothing for most."""
        return tuple(self._meanings.get(key, ()))


def _add(meanings: dict[Key, list[Meaning]], phrase: str, meaning: Meaning) -> None:
    for key in _keys(phrase):
        if meaning not in meanings.setdefault(key, []):
            meanings[key].append(meaning)


def _keys(phrase: str) -> Iterator[Key]:
    """A phrase with its small words, and without them where enough is left to know it by."""
    full = tuple(stem(bare(word)) for word in words(phrase))
    loose = stems(phrase)
    if 0 < len(full) <= MAX_LENGTH:
        yield full
    if loose != full and 1 < len(loose) <= MAX_LENGTH:
        yield loose


@cache
def _common() -> Mapping[Key, tuple[Meaning, ...]]:
    found: dict[Key, list[Meaning]] = {}
    for phrase, meaning in (*_years(), *_tracks(), *_final_years(), *_listed()):
        _add(found, phrase, meaning)
    return {key: tuple(value) for key, value in found.items()}


def _years() -> Iterator[tuple[str, Meaning]]:
    for year in YEARS:
        for phrase in _year_phrases(year):
            yield phrase, _year(year)
    for phrase in ("brugklas", "brugklasser", "brugklassers", "brugklassen", "brugpiepers"):
        yield phrase, _year(1)


def _year_phrases(year: int) -> Iterator[str]:
    ordinal = ORDINALS[year - 1]
    for number in (f"{year}e", f"{year}de", f"{year}ste", ordinal):
        yield from (f"{number} {noun}" for noun in ("klas", "klassen", "leerjaar", "jaar"))
        yield from (f"{number} {noun}" for noun in ("klassers", "klasser", "jaars"))
    yield from (f"{ordinal}{noun}" for noun in ("klas", "klasser", "klassers", "jaars"))
    for number in (str(year), NUMBERS[year - 1]):
        yield from (f"{noun} {number}" for noun in ("klas", "leerjaar", "jaar"))
    yield f"{year} klas"


def _tracks() -> Iterator[tuple[str, Meaning]]:
    """A year beside a level is a phrase of its own, so that either can be taken off."""
    for word, tracks in TRACK_WORDS.items():
        yield from ((word, _track(track)) for track in tracks)
        for year in YEARS:
            for meaning in (*map(_track, tracks), _year(year)):
                yield from ((f"{word}{year}", meaning), (f"{year}{word}", meaning))
    for letter, word in SHORT_TRACKS.items():
        for year in YEARS:
            for meaning in (_track(TRACK_WORDS[word][0]), _year(year)):
                yield from ((f"{letter}{year}", meaning), (f"{year}{letter}", meaning))


def year_of(word: str) -> Meaning | None:
    """The year that a word names beside a level: 4 havo, 4e havo, vierde havo."""
    year = _YEAR_WORDS.get(word)
    return _year(year) if year else None


def _final_years() -> Iterator[tuple[str, Meaning]]:
    """The year of the final exams: of the level that was named, or of any."""
    nouns = ("examenklas", "examenklassen", "eindexamenklas", "examenleerlingen", "examenjaar")
    for noun in nouns:
        yield from ((noun, _year(year)) for year in sorted({track.last_year for track in Track}))
        for word, tracks in TRACK_WORDS.items():
            for phrase in (f"{noun} {word}", f"{word} {noun}"):
                yield from ((phrase, _track(track)) for track in tracks)
                yield phrase, _year(tracks[0].last_year)


def _listed() -> Iterator[tuple[str, Meaning]]:
    """Lines as `competencies netwerken 1: netwerken | kennissen`."""
    for line in lines_of("meanings"):
        tag, _, phrases = line.partition(":")
        facet, value, weight = tag.split()
        for phrase in phrases.split("|"):
            yield phrase.strip(), Meaning(facet, value, weight=float(weight))


def _year(year: int) -> Meaning:
    return Meaning("years", str(year), filters=True)


def _track(track: Track) -> Meaning:
    return Meaning("tracks", track.value, filters=True)
