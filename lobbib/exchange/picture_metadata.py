"""Pictures without what they tell of their maker: place, time, camera, names, comments.

The dots are copied as they are, byte for byte; only which side is up is kept of the rest, and what
a screen needs for colours. Bytes in, bytes out; nothing is decoded.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator

from lobbib.domain.files import Kind
from lobbib.exchange.bad_files import BadFile, Reason

UPRIGHT = 1
_ORIENTATION = 0x0112
_SHORT = 3
_EXIF = b"Exif\0\0"
# JPEG: JFIF, and Adobe's mark that says how colours are meant; of APP2 the colour profile alone.
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_COMMENT, _SCAN, _END = 0xFE, 0xDA, 0xD9
_ALONE = {0x01, *range(0xD0, 0xD8)}
_NEXT_MARK = re.compile(
    rb"\xff+[^\x00\xd0-\xd7\xff]"
)  # after a scan, whose own FF has 00 behind it
_PNG_SIGN = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP"),
    *(b"sBIT", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"),
}
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04
_GIF_IMAGE, _GIF_EXTENSION, _GIF_END = 0x2C, 0x21, 0x3B
_GIF_TIMING, _GIF_APPLICATION = 0xF9, 0xFF
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")  # who named the count of turns, and who copied it


def without_metadata(data: bytes, kind: Kind) -> bytes:
    """The same picture. Raises BadFile for one that cannot be followed to its end.

    A kind that carries no such things comes back as it is.
    """
    clean = _CLEANERS.get(kind)
    if clean is None:
        return data
    try:
        return clean(data)
    except (struct.error, IndexError):
        raise BadFile(Reason.BROKEN) from None


def _jpeg(data: bytes) -> bytes:
    kept, orientation = [data[:2]], UPRIGHT
    for mark, segment in _segments(data):
        body = segment[4:]
        if mark == _APP1 and body.startswith(_EXIF):
            orientation = _orientation(body[len(_EXIF) :])
        if _is_kept(mark, body):
            kept.append(segment)
    if orientation != UPRIGHT:
        exif = _EXIF + _tiff(orientation)
        place = 2 if len(kept) > 1 and kept[1][1] == _APP0 else 1
        kept.insert(place, struct.pack(">BBH", 0xFF, _APP1, len(exif) + 2) + exif)
    return b"".join(kept)


def _is_kept(mark: int, body: bytes) -> bool:
    if mark == _APP2:
        return body.startswith(b"ICC_PROFILE\0")
    if mark == _APP0:
        return body.startswith(b"JFIF\0")  # and no small picture of before it was cut
    return mark == _APP14 or not (_APP1 <= mark <= _APP15 or mark == _COMMENT)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(mark, all its bytes) up to the end of the picture; what lies behind that is not of it."""
    place = 2
    while place < len(data):
        if data[place] != 0xFF:
            raise IndexError
        while data[place] == 0xFF:
            place += 1
        mark, place = data[place], place + 1
        if mark in _ALONE or mark == _END:
            yield mark, bytes((0xFF, mark))
            if mark == _END:
                return
            continue
        (length,) = struct.unpack_from(">H", data, place)
        end = place + max(length, 2)
        if mark == _SCAN:
            found = _NEXT_MARK.search(data, end)
            end = found.start() if found else len(data)
        if end > len(data):
            raise IndexError
        yield mark, bytes((0xFF, mark)) + data[place:end]
        place = end


def _png(data: bytes) -> bytes:
    kept, orientation, place = [_PNG_SIGN], UPRIGHT, len(_PNG_SIGN)
    name = b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data):
            raise IndexError
        if name == b"eXIf":
            orientation = _orientation(data[place + 8 : end - 4])
        if name in _PNG_KEPT:
            kept.append(data[place:end])
        place = end
    if orientation != UPRIGHT:
        kept.insert(2, _png_chunk(b"eXIf", _tiff(orientation)))
    return b"".join(kept)


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _webp(data: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", data, 4)
    if size + 8 > len(data):
        raise IndexError
    chunks, orientation, place = [], UPRIGHT, 12
    while place < size + 8 - 7:
        name, length = struct.unpack_from("<4sI", data, place)
        body = data[place + 8 : place + 8 + length]
        if len(body) < length:
            raise IndexError
        if name == b"EXIF":
            orientation = _orientation(body.removeprefix(_EXIF))
        if name in _WEBP_KEPT:
            chunks.append((name, body))
        place += 8 + length + length % 2
    if orientation != UPRIGHT:
        chunks.append((b"EXIF", _tiff(orientation)))
    kept = b"".join(_webp_chunk(name, body, orientation) for name, body in chunks)
    return struct.pack("<4sI4s", b"RIFF", len(kept) + 4, b"WEBP") + kept


def _webp_chunk(name: bytes, body: bytes, orientation: int) -> bytes:
    if name == b"VP8X":  # its flags say what follows
        flags = body[0] & ~(_WEBP_EXIF | _WEBP_XMP)
        body = bytes((flags | (_WEBP_EXIF if orientation != UPRIGHT else 0),)) + body[1:]
    return struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2)


def _gif(data: bytes) -> bytes:
    """The frames, how long each stays and how often all turn: no comments, nothing of programs."""
    place = _behind_colours(data, 13, data[10])
    kept = [data[:place]]
    while place < len(data) and data[place] != _GIF_END:
        if data[place] == _GIF_IMAGE:
            end = _behind_parts(data, _behind_colours(data, place + 10, data[place + 9]) + 1)
            kept.append(data[place:end])
        elif data[place] == _GIF_EXTENSION:
            end = _behind_parts(data, place + 2)
            kept.append(_gif_extension(data[place:end]))
        else:
            raise IndexError
        place = end
    return b"".join((*kept, bytes((_GIF_END,))))


def _behind_colours(data: bytes, place: int, flags: int) -> int:
    """Where a table of colours that begins at `place` ends, if the flags say that there is one."""
    end = place + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    if end > len(data):
        raise IndexError
    return end


def _behind_parts(data: bytes, place: int) -> int:
    """Each part begins with its length; an empty one is the last."""
    while length := data[place]:
        place += length + 1
    return place + 1


def _gif_extension(block: bytes) -> bytes:
    """As it is, or nothing of it; of what a program adds the count of turns alone."""
    if block[1] == _GIF_TIMING:
        return block[:7] + b"\0" if block[2] == 4 else b""
    is_count = block[1] == _GIF_APPLICATION and block[3:14] in _GIF_LOOPS
    if is_count and block[2] == 11 and block[14:16] == b"\x03\x01":
        return block[:18] + b"\0"
    return b""


def _orientation(tiff: bytes) -> int:
    """2 to 8 where the picture must be turned or mirrored to stand upright; else 1."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return UPRIGHT
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (number,) = struct.unpack_from(f"{order}H", tiff, start)
        for place in range(start + 2, start + 2 + 12 * number, 12):
            tag, kind, count, value = struct.unpack_from(f"{order}HHIH", tiff, place)
            if (tag, kind, count) == (_ORIENTATION, _SHORT, 1):
                return value if 1 <= value <= 8 else UPRIGHT
    except struct.error:
        return UPRIGHT
    return UPRIGHT


def _tiff(orientation: int) -> bytes:
    """The smallest EXIF there is: that one fact."""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    return b"MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)


_CLEANERS: dict[Kind, Callable[[bytes], bytes]] = {
    Kind.JPEG: _jpeg,
    Kind.PNG: _png,
    Kind.WEBP: _webp,
    Kind.GIF: _gif,
}
