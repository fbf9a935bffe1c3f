"""Pictures: which kind, and how many dots, read from the first bytes that say so.

They are never decoded here: a browser does that, and a small file can ask it for gigabytes.
"""

import struct
from typing import BinaryIO

from lobbib.domain.files import Kind
from lobbib.exchange.bad_files import BadFile, Reason

MAX_PIXELS = 120_000_000
TOO_MANY = "Dit plaatje heeft te veel beeldpunten. Maak het kleiner."
_PNG = b"\x89PNG\r\n\x1a\n"
_SIZED = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG's frames, which begin with the size
_ALONE = {0x01, *range(0xD0, 0xD9)}  # marks without a length
MAX_MARKS = 500


def picture_kind(head: bytes) -> Kind | None:
    """By the first 12 bytes; None for anything else."""
    if head.startswith(_PNG):
        return Kind.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    return None


def check(file: BinaryIO, kind: Kind) -> None:
    """Raises BadFile for a picture without a size, or with one that no screen can show."""
    file.seek(0)
    try:
        width, height = _SIZES[kind](file)
    except (struct.error, IndexError):
        raise BadFile(Reason.BROKEN) from None
    if width <= 0 or height <= 0:
        raise BadFile(Reason.BROKEN)
    if width * height > MAX_PIXELS:
        raise BadFile(Reason.BOMB, TOO_MANY)


def _png(file: BinaryIO) -> tuple[int, int]:
    head = file.read(24)
    return struct.unpack(">II", head[16:24]) if head[12:16] == b"IHDR" else (0, 0)


def _gif(file: BinaryIO) -> tuple[int, int]:
    return struct.unpack("<HH", file.read(10)[6:10])


def _webp(file: BinaryIO) -> tuple[int, int]:
    head = file.read(30)
    match head[12:16]:
        case b"VP8X":
            return _three(head[24:27]) + 1, _three(head[27:30]) + 1
        case b"VP8L":
            (bits,) = struct.unpack("<I", head[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = struct.unpack("<HH", head[26:30])
            return width & 0x3FFF, height & 0x3FFF
        case _:
            return 0, 0


def _three(octets: bytes) -> int:
    return int.from_bytes(octets, "little")


def _jpeg(file: BinaryIO) -> tuple[int, int]:
    file.seek(2)
    for _ in range(MAX_MARKS):
        mark = _next_mark(file)
        if mark in _ALONE:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if mark in _SIZED:
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
        if mark == 0xDA or length < 2:  # the dots begin, and nothing said how many
            break
        file.seek(length - 2, 1)
    return 0, 0


def _next_mark(file: BinaryIO) -> int:
    """The mark that stands here; 0xFF may be repeated before it."""
    octet = file.read(1)
    if octet != b"\xff":
        raise IndexError
    while octet == b"\xff":
        octet = file.read(1)
    return octet[0]


_SIZES = {Kind.PNG: _png, Kind.GIF: _gif, Kind.WEBP: _webp, Kind.JPEG: _jpeg}
