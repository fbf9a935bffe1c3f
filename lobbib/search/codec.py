"""How a segment of the index stands on disk: a codec for Whoosh, made of arrays.

Whoosh keeps the list of segments, what was deleted in them, and the lock, and throws away what no
commit needs any more. Its own codec writes and reads every posting in Python, some microseconds
each; this one writes a whole segment at once and reads all postings of a word with one read.

A segment is two files: `.trm` is read when it is opened (ids, words, where each word's postings
are and their checksums), `.pst` word by word. Neither is ever changed, and neither holds a pickle.
"""

import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Segment
from whoosh.writing import SegmentWriter

from lobbib.search.inverted import POSTING, Array, Inverted

TERMS, POSTINGS = ".trm", ".pst"
_PLACE, _SUM = np.dtype("<u2"), np.dtype("<u4")


@dataclass(frozen=True, slots=True)
class Batch:
    """A segment to be: `ids[document]`, and by field the words of the documents."""

    ids: Array
    fields: Mapping[str, Inverted]


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Made for `BatchWriter`: documents are added a segment at a time."""

    length_stats = False

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        return _Documents()

    def field_writer(self, storage: Any, segment: Any) -> "_Files":
        return _Files(storage, segment)

    def new_segment(self, storage: Any, indexname: str) -> W3Segment:
        return W3Segment(self, indexname)


class BatchWriter(SegmentWriter):  # type: ignore[misc]
    """One commit: at most one new segment, beside those that stay."""

    def add(self, batch: Batch) -> None:
        self.fieldwriter.write(batch)
        self.docnum += len(batch.ids)
        self._added = True


class _Documents(base.PerDocumentWriter):  # type: ignore[misc]
    """Nothing is kept of a document but its id, which goes with the words."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


class _Files(base.FieldWriter):  # type: ignore[misc]
    """Writes the files of a segment; none where nothing is added."""

    is_closed = False

    def __init__(self, storage: Any, segment: Any) -> None:
        self._storage, self._segment = storage, segment

    def add_postings(self, schema: Any, lengths: Any, items: Any) -> None:
        """Whoosh hands over what was added document by document: nothing."""

    def close(self) -> None:
        self.is_closed = True

    def write(self, batch: Batch) -> None:
        memory = io.BytesIO()
        _save(memory, batch.ids.astype("<i8"))
        _save(memory, _bytes("\n".join(batch.fields)))
        with self._segment.create_file(self._storage, POSTINGS) as postings:
            for inverted in batch.fields.values():
                _write_field(memory, postings, inverted)
        memory.write(zlib.crc32(memory.getvalue()).to_bytes(_SUM.itemsize, "little"))
        with self._segment.create_file(self._storage, TERMS) as terms:
            terms.write(memory.getvalue())


def _write_field(terms: io.BytesIO, postings: Any, inverted: Inverted) -> None:
    begin = postings.tell()
    written = inverted.postings.astype(POSTING)
    sums = _sums(written.tobytes(), inverted.starts)
    sections = []
    for array in (written, inverted.times.astype(_PLACE), inverted.places.astype(_PLACE)):
        sections.append(postings.tell() - begin)
        postings.write(array.tobytes())
    _save(terms, _bytes("\n".join(inverted.words)))
    _save(terms, inverted.starts.astype("<u4"))
    _save(terms, inverted.place_starts.astype("<u4"))
    _save(terms, sums)
    _save(terms, np.array([begin, *sections], dtype="<i8"))


def _sums(written: bytes, starts: Array) -> Array:
    """The CRC-32 of each word's postings."""
    ends = (starts.astype(np.int64) * POSTING.itemsize).tolist()
    view = memoryview(written)
    found = [zlib.crc32(view[ends[i] : ends[i + 1]]) for i in range(len(ends) - 1)]
    return np.array(found, dtype=_SUM)


def _save(memory: io.BytesIO, array: Array) -> None:
    np.save(memory, array, allow_pickle=False)


def _load(memory: io.BytesIO) -> Array:
    found: Array = np.load(memory, allow_pickle=False)
    return found


def _bytes(text: str) -> Array:
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)


class SegmentFile:
    """A segment opened to read. Raises Unreadable where it is not what was written.

    Threads take turns: they share a position in the file.
    """

    def __init__(self, storage: Any, segment: Any) -> None:
        with segment.open_file(storage, TERMS) as terms:
            raw = terms.read()
        said, is_short = int.from_bytes(raw[-_SUM.itemsize :], "little"), len(raw) < _SUM.itemsize
        if is_short or said != zlib.crc32(raw[: -_SUM.itemsize]):
            raise Unreadable("the words of a segment are not what was written")
        memory = io.BytesIO(raw)
        self.key: str = segment.segid
        self.ids = _load(memory)
        names = _text(_load(memory)).split("\n")
        self._fields = {name: _Field.load(memory) for name in names}
        self._file = segment.open_file(storage, POSTINGS)

    def close(self) -> None:
        self._file.close()

    def words(self, field: str) -> list[str]:
        return self._fields[field].words()

    def counts(self, field: str) -> Array:
        return np.diff(self._fields[field].starts)

    def postings(self, field: str, number: int) -> Array:
        known = self._fields[field]
        start, end = known.starts[number : number + 2].tolist()
        raw = self._read(known.begin + start * POSTING.itemsize, (end - start) * POSTING.itemsize)
        if zlib.crc32(raw) != known.sums[number]:
            raise Unreadable("the postings of a word are not what was written")
        return np.frombuffer(raw, dtype=POSTING)

    def places(self, field: str, number: int) -> tuple[Array, Array]:
        known = self._fields[field]
        start, end = known.starts[number : number + 2].tolist()
        first, last = known.place_starts[number : number + 2].tolist()
        return (
            self._numbers(known.begin + known.times_at, start, end),
            self._numbers(known.begin + known.places_at, first, last),
        )

    def _numbers(self, begin: int, start: int, end: int) -> Array:
        raw = self._read(begin + start * _PLACE.itemsize, (end - start) * _PLACE.itemsize)
        return np.frombuffer(raw, dtype=_PLACE)

    def _read(self, begin: int, length: int) -> bytes:
        self._file.seek(begin)
        raw: bytes = self._file.read(length)
        if len(raw) != length:
            raise Unreadable("a file of the index ends too soon")
        return raw


class Unreadable(Exception):
    """A file of the index is not what was written."""


@dataclass(frozen=True, slots=True)
class _Field:
    """Where the postings and places of each word are, in bytes from `begin`."""

    blob: Array
    starts: Array
    place_starts: Array
    sums: Array
    begin: int
    times_at: int
    places_at: int

    @classmethod
    def load(cls, memory: io.BytesIO) -> "_Field":
        arrays = [_load(memory) for _ in range(5)]
        begin, _, times_at, places_at = arrays[4].tolist()
        return cls(arrays[0], arrays[1], arrays[2], arrays[3], begin, times_at, places_at)

    def words(self) -> list[str]:
        return _text(self.blob).split("\n") if len(self.blob) else []


def _text(blob: Array) -> str:
    return blob.tobytes().decode("utf-8")
