"""From what somebody typed to what is asked: filters, hints, and the words that are left.

Nothing is kept to itself: every year or level that filters, and every other tag that was spoken of,
is `understood`, with the words that it was read from. A phrase that stands in `plain` is read as
mere words.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache

from lobbib.domain.tracks import YEARS, Track
from lobbib.search.analysis import STOP_WORDS, bare, fold, stem, words
from lobbib.search.columns import YES
from lobbib.search.lexicon import words_of
from lobbib.search.phrasebook import MAX_LENGTH, Meaning, Phrasebook, year_of
from lobbib.search.query import Alternative, Hint, Item, Query, Question, Together, Typed, item_of
from lobbib.search.request import Understood

WEAK = 0.2  # what a word counts for that asks little by itself
SHOWN = 0.5  # a hint that weighs less is too faint to tell of
FACET_OF = {
    "year": "years",
    "track": "tracks",
    "competency": "competencies",
    "subject": "subjects",
    "activity": "activities",
}  # by what a tag is called where it is told; parents and the like are called the same
_KIND_OF = {facet: kind for kind, facet in FACET_OF.items()}
_BETWEEN_YEARS = ("en", "of", "tot", "met", "de", "het")
_NEGATIONS = ("niet", "geen", "zonder", "behalve")
_AND = ("en", "of")
_FLAGS = ("parents", "outside", "dossier")
_ALL = {"years": tuple(map(str, YEARS)), "tracks": tuple(track.value for track in Track)}
NO = "0"  # the value of a flag that is not wanted


@dataclass(frozen=True, slots=True)
class Understanding:
    """`filters` by facet, as the columns name them; `query` is not expanded yet."""

    query: Query
    filters: Mapping[str, frozenset[str]]
    understood: tuple[Understood, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some words in a row and what they speak of; nothing for most."""

    words: tuple[Typed, ...]
    meanings: tuple[Meaning, ...] = ()

    @property
    def written(self) -> str:
        return " ".join(typed.written for typed in self.words)

    @property
    def filters(self) -> bool:
        return any(meaning.filters for meaning in self.meanings)


def key_of(phrase: str) -> str:
    """A phrase as `plain` names it: folded words with a space between."""
    return " ".join(folded for word in words(phrase) if (folded := bare(word)))


def is_denial(phrase: str) -> bool:
    """Whether a phrase that was understood says what is not wanted."""
    return key_of(phrase).split(" ")[0] in _NEGATIONS


def understand(
    question: Question,
    phrasebook: Phrasebook,
    plain: Set[str] = frozenset(),
    chosen: Set[str] = frozenset(),
) -> Understanding:
    """`chosen` are the facets in which a choice was made: words do not filter there any more."""
    pieces = _pieces(question.words, phrasebook, plain)
    filters: dict[str, frozenset[str]] = {}
    unwanted = [*question.unwanted]
    for meaning in (one for piece in pieces for one in piece.meanings):
        if not meaning.filters or meaning.facet in chosen:
            continue
        if meaning.value == NO:
            unwanted.append(Item(hints=(Hint(meaning.facet, YES),)))
        else:
            filters[meaning.facet] = filters.get(meaning.facet, frozenset()) | {meaning.value}
    wanted = [*question.phrases, *_items(pieces)]
    return Understanding(
        Query(tuple(dict.fromkeys(_weighed(wanted))), tuple(unwanted)),
        filters,
        tuple(_told(pieces, chosen)),
    )


def _pieces(typed: Sequence[Typed], book: Phrasebook, plain: Set[str]) -> list[_Piece]:
    """Every word once, in the longest phrases that speak of something."""
    found: list[_Piece] = []
    at = 0
    while at < len(typed):
        found.append(_longest(typed[at : at + MAX_LENGTH], book, plain))
        at += len(found[-1].words)
    # To and fro: the year stands before a level or after it, and years stand in a row.
    return _denied(_years(_years(found, plain)[::-1], plain)[::-1], plain)


def _denied(pieces: Sequence[_Piece], plain: Set[str]) -> list[_Piece]:
    """With what is said not to be wanted turned round: "niet in klas 3" is every other class."""
    found: list[_Piece] = []
    at = 0
    while at < len(pieces):
        row = pieces[at : at + _denial(pieces[at:])]
        words = tuple(word for piece in row for word in piece.words)
        if not row:
            found.append(pieces[at])
        elif " ".join(word.word for word in words) in plain:
            found += [_Piece((word,)) for word in words]
        else:
            meanings = [meaning for piece in row for meaning in piece.meanings]
            found.append(_Piece(words, tuple(_opposites(meanings))))
        at += max(1, len(row))
    return found


def _denial(pieces: Sequence[_Piece]) -> int:
    """How many pieces from here say that something is not wanted; 0 for most."""
    if pieces[0].meanings or pieces[0].words[0].word not in _NEGATIONS:
        return 0
    end = 1
    while end < len(pieces) and not pieces[end].meanings and pieces[end].words[0].is_small:
        end += 1
    if not _can_be_denied(pieces[end : end + 1]):
        return 0
    end += 1
    while _is_and(pieces[end : end + 1]) and _can_be_denied(pieces[end + 1 : end + 2]):
        end += 2
    return end


def _can_be_denied(pieces: Sequence[_Piece]) -> bool:
    """Not what a competence is called by: who cannot choose looks for loopbaansturing."""
    facets = {meaning.facet for piece in pieces for meaning in piece.meanings}
    return bool(facets) and facets <= {*_ALL, *_FLAGS}


def _is_and(pieces: Sequence[_Piece]) -> bool:
    return any(not piece.meanings and piece.words[0].word in _AND for piece in pieces)


def _opposites(meanings: Sequence[Meaning]) -> Iterator[Meaning]:
    for facet in dict.fromkeys(meaning.facet for meaning in meanings):
        if facet in _FLAGS:
            yield Meaning(facet, NO, filters=True)
            continue
        denied = {meaning.value for meaning in meanings if meaning.facet == facet}
        for value in _ALL[facet]:
            if value not in denied:
                yield Meaning(facet, value, filters=True)


def _years(pieces: Sequence[_Piece], plain: Set[str]) -> list[_Piece]:
    """With numbers that follow a class or a level read as years: havo 4, klas 3 en 4."""
    found: list[_Piece] = []
    is_open = False
    for piece in pieces:
        word = piece.words[0].word
        year = None if piece.meanings or word in plain else year_of(word)
        found.append(_Piece(piece.words, (year,)) if year and is_open else piece)
        if word not in _BETWEEN_YEARS:
            is_open = _takes_years(found[-1])
    return found


def _takes_years(piece: _Piece) -> bool:
    """A level, or a class that was named by its number; not brugklas."""
    facets = {meaning.facet for meaning in piece.meanings}
    return "tracks" in facets or ("years" in facets and any(year_of(w.word) for w in piece.words))


def _longest(typed: Sequence[Typed], book: Phrasebook, plain: Set[str]) -> _Piece:
    for length in range(min(MAX_LENGTH, len(typed)), 0, -1):
        words = tuple(typed[:length])
        if words[-1].is_small and length > 1:
            continue
        meanings = book.meanings(tuple(stem(one.word) for one in words))
        loose = tuple(stem(one.word) for one in words if not one.is_small)
        if not meanings and not words[0].is_small and len(loose) > 1:
            meanings = book.meanings(loose)
        if meanings and " ".join(one.word for one in words) not in plain:
            return _Piece(words, meanings)
    return _Piece((typed[0],))


def _items(pieces: Sequence[_Piece]) -> Iterator[Item]:
    for piece in pieces:
        if piece.filters:
            continue
        if piece.meanings:
            yield _hinted(piece)
        elif not piece.words[0].is_small:
            yield item_of(piece.words[0], _mass(piece.words[0]))


def _hinted(piece: _Piece) -> Item:
    hints = tuple(Hint(one.facet, one.value, one.weight) for one in piece.meanings)
    content = [one for one in piece.words if not one.is_small] or list(piece.words)
    if len(content) == 1:
        return replace(item_of(content[0]), hints=hints, typed=piece.written)
    groups = tuple((Alternative(one.word),) for one in content)
    return Item(
        together=(Together(groups, 1.0, adjacent=True), Together(groups, 0.5, 0.7)),
        hints=hints,
        typed=piece.written,
    )


def _mass(typed: Typed) -> float:
    """A single letter is most often a word that is still being typed."""
    asks_little = is_function_word(typed.word) or (len(typed.word) == 1 and typed.word.isalpha())
    return WEAK if asks_little else 1.0


def is_function_word(word: str) -> bool:
    """Whether a folded word asks for little by itself, in any of its forms."""
    return word in _function_words() or stem(word) in _function_words()


@cache
def _function_words() -> frozenset[str]:
    listed = [fold(word) for word in words_of("function")]
    return frozenset([*listed, *map(stem, listed)]) | STOP_WORDS


def _weighed(items: Sequence[Item]) -> Iterator[Item]:
    """Words that ask little count as much as any where nothing else was asked."""
    only_weak = all(item.mass < 1 for item in items)
    yield from (replace(item, mass=1.0) if only_weak else item for item in items)


def _told(pieces: Sequence[_Piece], chosen: Set[str]) -> Iterator[Understood]:
    told = set()
    for piece in pieces:
        for one in piece.meanings:
            kind = _KIND_OF.get(one.facet, one.facet)
            skipped = one.facet in chosen if one.filters else one.weight < SHOWN
            if not skipped and (one.facet, one.value) not in told:
                told.add((one.facet, one.value))
                yield Understood(piece.written, kind, one.value, one.filters)
