"""The word index on disk: one commit at a time, and opening what was committed."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.fields import KEYWORD, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from lobbib.search import analysis, weights
from lobbib.search.codec import ArrayCodec, Batch, BatchWriter, SegmentFile
from lobbib.search.inverted import Array
from lobbib.search.segments import WORD_FIELDS, inverted
from lobbib.search.texts import FIELDS, Texts

MERGE_AT_MOST = 2_048  # documents that a commit may write again to have fewer segments
MERGE_ALWAYS = 32
_LAYOUT = "3"
_LIBRARIES = ("whoosh-reloaded", "markdown-it-py")


def fingerprint() -> str:
    """Whatever decides which words stand where; an index with another one is built again."""
    parts = [_LAYOUT, analysis.VERSION, *sorted(analysis.STOP_WORDS), *FIELDS, *WORD_FIELDS]
    parts += [repr(weights.FIELD_WEIGHTS), unicodedata.unidata_version]
    parts += [f"{name} {version(name)}" for name in _LIBRARIES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def create(folder: Path) -> None:
    """An empty index in `folder`."""
    schema = Schema(**{field: KEYWORD() for field in WORD_FIELDS})
    _storage(folder).create_index(schema)


class Change:
    """What one commit changes. `ids_of` gives the ids of a segment, by document."""

    def __init__(self, writer: BatchWriter, ids_of: Callable[[Any], Array]) -> None:
        self._writer = writer
        self._ids_of = ids_of
        self.dropped: list[Any] = []  # segments that go as a whole

    def remove(self, ids: Iterable[int]) -> None:
        """Forget these assignments, wherever they are."""
        gone = np.fromiter(ids, dtype=np.int64)
        for segment in self._writer.segments:
            for document in np.flatnonzero(np.isin(self._ids_of(segment), gone)).tolist():
                segment.delete_document(document)
        self.dropped += [one for one in self._writer.segments if not one.doc_count()]

    def merged(self, count: int) -> list[int]:
        """The ids of small segments that this commit, of `count` assignments, takes in as well.

        So that there are never many: each time some assignment is written again, it is into a
        segment that is at least twice as long, or has no more than MERGE_ALWAYS.
        """
        ids: list[int] = []
        for segment in sorted(self._writer.segments, key=lambda one: one.doc_count()):
            size, pending = segment.doc_count(), count + len(ids)
            if size > max(pending, MERGE_ALWAYS) or size + pending > MERGE_AT_MOST:
                break
            if segment not in self.dropped:
                kept = np.ones(segment.doc_count_all(), dtype=bool)
                kept[list(segment.deleted_docs())] = False
                ids += self._ids_of(segment)[kept].tolist()
                self.dropped.append(segment)
        return ids

    def add(self, texts: Iterable[Texts]) -> None:
        """Add assignments that are not there yet, or were removed before; once in a commit."""
        ids, fields = inverted(texts)
        if len(ids):
            self._writer.add(Batch(ids, fields))


@contextmanager
def writing(folder: Path, ids_of: Callable[[Any], Array]) -> Iterator[Change]:
    """One commit; nothing is written where the block fails.

    Raises LockError when another process writes, and anything when the index is damaged.
    """
    writer = BatchWriter(_open(folder), codec=ArrayCodec(), compound=False)
    change = Change(writer, ids_of)
    try:
        yield change
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=lambda _, found: [one for one in found if one not in change.dropped])


def segments(folder: Path) -> list[Any]:
    """What the last commit in `folder` left: Whoosh's segments, with what was deleted in them."""
    found: list[Any] = _open(folder)._segments()
    return found


def open_segment(folder: Path, segment: Any) -> SegmentFile:
    return SegmentFile(_storage(folder), segment)


def dead(segment: Any) -> Array:
    """The documents of a segment that were deleted."""
    return np.fromiter(segment.deleted_docs(), dtype=np.int64)


def _open(folder: Path) -> FileIndex:
    return _storage(folder).open_index()


def _storage(folder: Path) -> FileStorage:
    # A mapped file that is truncated kills the process; a plain read only fails.
    return FileStorage(str(folder), supports_mmap=False)
