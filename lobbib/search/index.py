"""The word index on disk: which fields it has, writing into it, and opening it to read."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from pyroaring import BitMap
from whoosh.fields import NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import Term
from whoosh.writing import SegmentWriter

from lobbib.search import analysis
from lobbib.search.analysis import DutchAnalyzer
from lobbib.search.columns import Ids
from lobbib.search.feed import Place
from lobbib.search.generations import Shelf, Stamp, read_label
from lobbib.search.texts import FIELDS, Texts
from lobbib.search.vocabulary import Vocabulary

# Notes that were not shared stand in a field of their own, which only the own school searches.
PRIVATE_NOTES = "private_notes"
TEXT_FIELDS = (*FIELDS, PRIVATE_NOTES)
_LAYOUT = "2"
_LIBRARIES = ("whoosh-reloaded", "pystemmer")
_MEMORY_MB = 64


def schema() -> Schema:
    texts = {name: TEXT(analyzer=DutchAnalyzer()) for name in TEXT_FIELDS}
    return Schema(id=NUMERIC(int, bits=64, unique=True, sortable=True), **texts)


def fingerprint() -> str:
    """Whatever decides which terms stand where; an index with another one is built again."""
    parts = [_LAYOUT, analysis.VERSION, *sorted(analysis.STOP_WORDS), *TEXT_FIELDS]
    parts += [f"{name} {version(name)}" for name in _LIBRARIES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def create(folder: Path) -> None:
    """An empty index in `folder`."""
    _storage(folder).create_index(schema())


@contextmanager
def writing(folder: Path) -> Iterator[SegmentWriter]:
    """One commit; nothing is written where the block fails.

    Raises LockError when another process writes, and anything when the index is damaged.
    """
    writer = _open(folder).writer(limitmb=_MEMORY_MB, compound=False)
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit()


def put(writer: SegmentWriter, texts: Iterable[Texts]) -> None:
    """Add documents that are not there yet, or were removed before."""
    for text in texts:
        fields = {name: text.read(name) for name in FIELDS}
        if not text.share_notes:
            fields[PRIVATE_NOTES] = fields.pop("notes")
        writer.add_document(id=text.id, **fields)


def remove(writer: SegmentWriter, ids: Iterable[int]) -> None:
    for number in ids:
        writer.delete_by_term("id", number)


@dataclass(frozen=True, slots=True)
class Opened:
    """An index as it was at one commit. `ids[document]` is the assignment's id."""

    searcher: Any
    ids: Ids
    vocabulary: Vocabulary
    place: Place
    stamp: Stamp

    def close(self) -> None:
        self.searcher.close()


def open_current(shelf: Shelf) -> Opened | None:
    """Open what is in use now; None when there is nothing, or it is from elsewhere.

    Raises whatever the library makes of a damaged index.
    """
    stamp, generation = shelf.stamp(), shelf.current()
    if stamp is None or generation is None or generation.name != stamp.generation:
        return None
    # The label is read first: the index then holds at least what it says.
    label = read_label(generation)
    if label is None or label.fingerprint != fingerprint():
        return None
    searcher = _open(generation).searcher()
    try:
        ids = _ids(searcher.reader())
        return Opened(searcher, ids, _vocabulary(searcher, ids), label.place, stamp)
    except BaseException:
        searcher.close()
        raise


def _vocabulary(searcher: Any, ids: Ids) -> Vocabulary:
    def documents(word: str) -> BitMap:
        found = BitMap()
        for field in FIELDS:
            matcher = Term(field, word).matcher(searcher)
            found.update(int(ids[number]) for number in matcher.all_ids())
        return found

    terms = {term for field, term in searcher.reader().all_terms() if field in TEXT_FIELDS}
    return Vocabulary((term.decode() for term in terms), documents)


def _ids(reader: Any) -> Ids:
    count = reader.doc_count_all()
    if not count:
        return np.zeros(0, dtype=np.int64)
    column = reader.column_reader("id")
    return np.fromiter((column[number] for number in range(count)), dtype=np.int64, count=count)


def _open(folder: Path) -> FileIndex:
    return _storage(folder).open_index(schema=schema())


def _storage(folder: Path) -> FileStorage:
    # A mapped file that is truncated kills the process; a plain read only fails.
    return FileStorage(str(folder), supports_mmap=False)
