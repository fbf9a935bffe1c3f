"""What a file really is, by what is in it: a name can say anything. Bytes in, a verdict out.

Nothing is unpacked but a few small parts of a document; what cannot be told to be harmless is
refused with a reason.
"""

import codecs
import hashlib
import os
import re
from typing import BinaryIO, NamedTuple

from lobbib.domain.files import BY_ENDING, MAX_FILE, Kind, ending_of, safe_name
from lobbib.exchange import pictures
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.packages import package_kind

READ = 2**16
PDF_TAIL = 2048
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED = "EncryptedPackage".encode("utf-16-le")  # new Office hides a document with a password so


class Inspected(NamedTuple):
    """A file that can be taken in: `name` is safe, `size` in bytes, `sha256` in hexadecimals."""

    kind: Kind
    name: str
    size: int
    sha256: str


ADVICE = {
    ".svg": "Een SVG kan een programma bevatten. Bewaar het plaatje als PNG.",
    ".heic": "Bewaar de foto als JPEG (.jpg); dan kan iedereen hem openen.",
    ".doc": "Bewaar het in Word als .docx.",
    ".ppt": "Bewaar het in PowerPoint als .pptx.",
    ".xls": "Bewaar het in Excel als .xlsx.",
    ".zip": "Pak het uit en voeg de bestanden los toe.",
    ".mp4": "Zet een filmpje elders neer en zet de link in de tekst.",
    ".mov": "Zet een filmpje elders neer en zet de link in de tekst.",
    ".mp3": "Zet geluid elders neer en zet de link in de tekst.",
}
MACRO_ENDINGS = {".docm", ".dotm", ".pptm", ".ppsm", ".xlsm", ".xltm"}
TOO_BIG = f"Dit bestand is groter dan {MAX_FILE // 2**20} MB. Maak het kleiner, of deel een link."
NOT_WHAT_IT_SAYS = "De naam eindigt op {ending}, maar dat is het niet."
IS_ANOTHER = "De naam eindigt op {ending}, maar het is {kind}. Laat de naam eindigen op {right}."


def inspect(file: BinaryIO, name: str) -> Inspected:
    """What `file` is. It is read from its beginning, a piece at a time. Raises BadFile."""
    size, sha256 = measured(file)
    ending = ending_of(name)
    if ending in MACRO_ENDINGS:
        raise BadFile(Reason.MACRO)
    kind = _kind(file, ending)
    if ending and ending not in kind.endings:
        raise _misnamed(ending, kind)
    return Inspected(kind, safe_name(name, kind), size, sha256)


def measured(file: BinaryIO, most: int = MAX_FILE) -> tuple[int, str]:
    """(size, SHA-256) of what has at most `most` bytes. Raises BadFile."""
    size, digest = 0, hashlib.sha256()
    file.seek(0)
    while piece := file.read(READ):
        size += len(piece)
        if size > most:
            raise BadFile(Reason.TOO_BIG, TOO_BIG if most == MAX_FILE else None)
        digest.update(piece)
    if not size:
        raise BadFile(Reason.EMPTY)
    return size, digest.hexdigest()


def _kind(file: BinaryIO, ending: str) -> Kind:
    file.seek(0)
    head = file.read(64)
    if kind := pictures.picture_kind(head):
        pictures.check(file, kind)
        return kind
    if head.startswith(b"%PDF-"):
        return _pdf(file)
    if head.startswith(b"PK\x03\x04"):
        return package_kind(file)
    if BY_ENDING.get(ending) is Kind.TEXT and _is_text(file, head):
        return Kind.TEXT
    if head.startswith(OLD_OFFICE) and _contains(file, LOCKED):
        raise BadFile(Reason.ENCRYPTED)
    raise _unknown(ending, head)


def _pdf(file: BinaryIO) -> Kind:
    """A PDF ends with its mark; one that does not was cut off on the way."""
    file.seek(-min(file.seek(0, os.SEEK_END), PDF_TAIL), os.SEEK_END)
    if b"%%EOF" not in file.read():
        raise BadFile(Reason.BROKEN)
    return Kind.PDF


def _is_text(file: BinaryIO, head: bytes) -> bool:
    """UTF-8, or UTF-16 that says so, or what older Windows wrote: without the signs that only a
    program would have in it.
    """
    encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    return _decodes(file, encoding) or _decodes(file, "cp1252")


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(READ):
            if _NOT_TEXT.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _contains(file: BinaryIO, mark: bytes) -> bool:
    file.seek(0)
    before = b""
    while piece := file.read(READ):
        if mark in before + piece:
            return True
        before = piece[-len(mark) :]
    return False


def _misnamed(ending: str, kind: Kind) -> BadFile:
    right = kind.endings[0]
    message = IS_ANOTHER.format(ending=ending, kind=kind.label, right=right)
    return BadFile(Reason.WRONG_KIND, message)


def _unknown(ending: str, head: bytes) -> BadFile:
    if ending in BY_ENDING:
        return BadFile(Reason.WRONG_KIND, NOT_WHAT_IT_SAYS.format(ending=ending))
    old = ".doc" if head.startswith(OLD_OFFICE) else ending
    return BadFile(Reason.UNKNOWN, ADVICE.get(old))
