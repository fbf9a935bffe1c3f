"""The list under the search field: what was begun, as people write it; and titles to go to."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.assignments import Activity, Status
from lobbib.domain.competencies import Competency
from lobbib.domain.policy import Actor
from lobbib.domain.tracks import Track
from lobbib.models import Assignment, School
from lobbib.queries import subjects
from lobbib.queries.visibility import visible_to
from lobbib.search import texts
from lobbib.search.analysis import bare, find_words, without_genitive
from lobbib.search.columns import Columns
from lobbib.search.completion import Begun, fits, opens_with
from lobbib.search.texts import Texts
from lobbib.search.understanding import key_of

MAX_TITLES = 4
MAX_NAMES = 2


@dataclass(frozen=True, slots=True)
class Title:
    """An assignment that is perhaps looked for; `school` is empty for the asker's own."""

    id: int
    title: str
    school: str = ""


@dataclass(frozen=True, slots=True)
class Proposals:
    """`words` are whole questions: what was typed with its last word finished."""

    words: tuple[str, ...] = ()
    titles: tuple[Title, ...] = ()


NOTHING = Proposals()


def propose(
    session: Session, actor: Actor, begun: Begun, columns: Columns, limit: int
) -> Proposals:
    """What the index began, as `actor` may read it in the database now; names of tags first."""
    if not begun.typed.last:
        return NOTHING
    sampled = {number for _, sample in begun.words for number in sample}
    read = texts.visible(session, actor, sampled) if sampled else {}
    words = (
        as_written(word, (read[one] for one in sample if one in read))
        for word, sample in begun.words
    )
    endings = dict.fromkeys([*_names(session, actor, begun, columns), *words])
    finished = tuple(begun.typed.before + ending for ending in endings)[:limit]
    return Proposals(finished, tuple(_titles(session, actor, begun)))


def _names(session: Session, actor: Actor, begun: Begun, columns: Columns) -> list[str]:
    """The tags whose name begins so, of what `actor` may find, the most used first."""
    seen = columns.sight(actor).seen
    named = (
        (facet, value, name)
        for facet, value, name in _tags(session, actor)
        if begun.typed.last != (key := key_of(name)) and key.startswith(begun.typed.last)
    )
    used = [
        (-columns.having(facet, value).intersection_cardinality(seen), name)
        for facet, value, name in named
    ]
    return [name for count, name in sorted(used) if count][:MAX_NAMES]


def _tags(session: Session, actor: Actor) -> Iterator[tuple[str, str, str]]:
    """(facet, value, name) of what can be asked by its name."""
    for facet, kind in (("competencies", Competency), ("activities", Activity)):
        for one in kind:
            yield facet, one.value, one.label.lower()
    for track in Track:
        yield "tracks", track.value, track.label
    for slug, name in subjects.names_of(session, actor.school_id).items():
        yield "subjects", slug, name.lower()


def as_written(word: str, sample: Iterable[Texts]) -> str:
    """A folded word in lower case as most of a sample write it; of as many, with its accents."""
    ways = Counter(way for one in sample for way in _ways(word, one))
    return max(ways, key=lambda way: (ways[way], way), default=word)


def _ways(word: str, one: Texts) -> set[str]:
    return {way for text in one.written.values() for way in _ways_in(word, text)}


def _ways_in(word: str, text: str) -> Iterator[str]:
    if text.isascii():
        # Without a letter out of the ordinary there is one way to write it.
        if word in text.lower():
            yield word
        return
    for written in find_words(text):
        if bare(written) == word:
            yield without_genitive(written).lower()


def _titles(session: Session, actor: Actor, begun: Begun) -> list[Title]:
    """The best of what was begun whose title has what was typed; first what begins so."""
    found = _read_titles(session, actor, begun.titles) if begun.titles else {}
    fitting = [
        found[one] for one in begun.titles if one in found and fits(found[one].title, begun.typed)
    ]
    fitting.sort(key=lambda one: not opens_with(one.title, begun.typed))
    return fitting[:MAX_TITLES]


def _read_titles(session: Session, actor: Actor, ids: Iterable[int]) -> dict[int, Title]:
    wanted = (
        select(Assignment.id, Assignment.title, Assignment.school_id, School.name)
        .join(School, School.id == Assignment.school_id)
        .where(Assignment.id.in_(list(ids)), Assignment.status == Status.SHARED, visible_to(actor))
    )
    return {
        row.id: Title(row.id, row.title, "" if row.school_id == actor.school_id else row.name)
        for row in session.execute(wanted)
    }
