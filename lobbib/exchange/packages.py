"""Documents of Word, PowerPoint, Excel and LibreOffice: a zip that has to be exactly one.

Its table of contents is read and judged before anything is unpacked, and only the small part that
names the kind is unpacked at all. Sizes that a table claims are held against the file's own.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import BinaryIO

from lobbib.domain.files import BY_TYPE, Kind
from lobbib.exchange.bad_files import BadFile, Reason

MAX_PARTS = 5_000
MAX_TABLE = 2 * 2**20  # bytes; what is read before the number of parts is known
MAX_UNPACKED = 250 * 2**20
MAX_RATIO = 100
SMALL = 20 * 2**20  # below this the ratio does not matter: empty forms shrink a lot
MAX_NAMES = 2**20  # bytes of the part that names the kind
_END = struct.Struct("<4s4H2LH")
_LOCAL = 30  # bytes before a part, at the least
_DAMAGE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error),
    *(OSError, EOFError, ValueError, KeyError, struct.error, MemoryError),
)
_MAIN = re.compile(rb"""ContentType=["']([^"']{1,200})\.main\+xml["']""")
_MACRO_PARTS = re.compile(
    r"(?:^|/)(?:vbaproject\.bin|vbadata\.xml)$|(?:^|/)(?:activex|macrosheets)/|^(?:basic|scripts)/.",
    re.IGNORECASE,
)
# A part packed in another way is unpacked whole, however little of it is asked for.
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
PACKED_ODDLY = (
    "Dit is ingepakt op een manier die we niet kennen. Pak het opnieuw in, als gewone zip."
)
NOT_A_DOCUMENT = "Dit is een ingepakte map. Pak hem uit en voeg de bestanden los toe."


def package_kind(file: BinaryIO) -> Kind:
    """The kind of document that `file` holds. Raises BadFile."""
    with opened(file) as package:
        _check_ratio(package.infolist())
        if any(_MACRO_PARTS.search(name) for name in package.namelist()):
            raise BadFile(Reason.MACRO)
        return _named_kind(package)


@contextmanager
def opened(file: BinaryIO, most_of_one: float = inf) -> Iterator[zipfile.ZipFile]:
    """A zip whose table is sound; what goes wrong while it is read raises BadFile too.

    `most_of_one`: who opens it never reads a part of more bytes than this.
    """
    table_begins = _table_of(file)
    with sound(), zipfile.ZipFile(file) as package:
        _check_parts(package.infolist(), table_begins, most_of_one)
        yield package


@contextmanager
def sound() -> Iterator[None]:
    """Whatever goes wrong while a zip is read raises BadFile."""
    try:
        yield
    except _DAMAGE:
        raise BadFile(Reason.BROKEN) from None
    except (RuntimeError, NotImplementedError):  # a password, or a way of packing from elsewhere
        raise BadFile(Reason.ENCRYPTED) from None


def _table_of(file: BinaryIO) -> int:
    """Where the table of contents begins. It must end the file, and be no larger than an honest
    one: a program that reads it whole would otherwise be at its mercy.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size - 2**16))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise BadFile(Reason.BROKEN)
    _, _, _, here, total, length, begins, comment = _END.unpack_from(tail, at)
    if at + _END.size + comment != len(tail) or here != total:
        raise BadFile(Reason.BROKEN)
    if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07") or total > MAX_PARTS:
        raise BadFile(Reason.BOMB)
    table_ends = size - len(tail) + at
    if length > MAX_TABLE or begins + length != table_ends:
        raise BadFile(Reason.BROKEN)
    return int(begins)


def _check_parts(parts: list[zipfile.ZipInfo], table_begins: int, most_of_one: float) -> None:
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise BadFile(Reason.ENCRYPTED)
    if any(part.compress_type not in _PACKED for part in parts):
        raise BadFile(Reason.UNKNOWN, PACKED_ODDLY)
    if len(set(names)) != len(names) or not all(map(_is_inside, names)):
        raise BadFile(Reason.BROKEN)
    _check_sizes(parts, most_of_one)
    _check_places(parts, table_begins)


def _is_inside(name: str) -> bool:
    """Whether unpacking it would stay in its folder, on any computer."""
    steps = name.replace("\\", "/").split("/")
    return bool(name) and ".." not in steps and steps[0] != "" and ":" not in steps[0]


def _check_sizes(parts: list[zipfile.ZipInfo], most_of_one: float) -> None:
    if sum(part.file_size for part in parts if part.file_size <= most_of_one) > MAX_UNPACKED:
        raise BadFile(Reason.BOMB)


def _check_ratio(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > SMALL and unpacked > MAX_RATIO * packed:
        raise BadFile(Reason.BOMB)


def _check_places(parts: list[zipfile.ZipInfo], table_begins: int) -> None:
    """Each part has bytes of its own, from the first byte on: nothing hides before or under it."""
    places = sorted((part.header_offset, part.compress_size) for part in parts)
    if not places or places[0][0] != 0:
        raise BadFile(Reason.BROKEN)
    ends = [start + _LOCAL + size for start, size in places]
    begins = [start for start, _ in places[1:]] + [table_begins]
    if any(end > begin for end, begin in zip(ends, begins, strict=True)):
        raise BadFile(Reason.BOMB)


def _named_kind(package: zipfile.ZipFile) -> Kind:
    names = package.namelist()
    if names[0] == "mimetype":
        return _kind_of(_read(package, "mimetype").decode("ascii", "replace").strip())
    if "[Content_Types].xml" not in names:
        raise BadFile(Reason.UNKNOWN, NOT_A_DOCUMENT)
    types = _read(package, "[Content_Types].xml")
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise BadFile(Reason.MACRO)
    main = _MAIN.search(types)
    return _kind_of(main[1].decode("ascii", "replace") if main else "")


def _kind_of(value: str) -> Kind:
    if value not in BY_TYPE:
        raise BadFile(Reason.UNKNOWN)
    return BY_TYPE[value]


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    """A part of which nothing is believed but the first MAX_NAMES bytes."""
    with package.open(name) as part:
        return part.read(MAX_NAMES)
