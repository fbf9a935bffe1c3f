"""What a file is by its content, and whether it may be read; its name alone decides nothing."""

import io
import zipfile
import zlib
from collections.abc import Callable
from enum import StrEnum

from lobbib.domain.labels import Labelled

MAX_SIZE = 20 * 2**20  # bytes of one file
MAX_UNPACKED = 200 * 2**20
MAX_MEMBERS = 5_000
MAX_RATIO = 200  # unpacked to packed, of a member of more than a megabyte
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # Office before 2007, or a file with a password
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_CONTENT_TYPES = "[Content_Types].xml"


class Kind(StrEnum):
    DOCX = "docx"
    ODT = "odt"
    PPTX = "pptx"
    XLSX = "xlsx"
    PDF = "pdf"
    TXT = "txt"
    MD = "md"
    CSV = "csv"


class Reason(Labelled):
    """Why a file is not read; `label` is Dutch and says what to do."""

    EMPTY = ("empty", "Dit bestand is leeg.")
    TOO_BIG = ("too_big", "Dit bestand is te groot: hoogstens 20 MB.")
    WRONG_KIND = (
        "wrong_kind",
        "Dit soort bestand kunnen we niet lezen. Bewaar het als docx, odt, pptx, pdf of txt.",
    )
    BROKEN = ("broken", "Dit bestand is beschadigd. Open het zelf nog eens en bewaar het opnieuw.")
    BOMB = ("bomb", "Dit bestand wordt bij het uitpakken veel te groot.")
    MACRO = ("macro", "In dit bestand zit een macro. Bewaar het zonder macro's, als docx.")
    ENCRYPTED = ("encrypted", "Op dit bestand zit een wachtwoord. Bewaar het zonder wachtwoord.")
    NO_TEXT = ("no_text", "Hier staat geen tekst in, alleen een plaatje of een scan.")
    TOO_SLOW = ("too_slow", "Het lezen van dit bestand duurde te lang.")
    DUPLICATE = ("duplicate", "Deze opdracht heb je al.")


class Refused(Exception):
    """The file is not read; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)


def check(name: str, content: bytes) -> Kind:
    """What the file is. Raises Refused."""
    if not content:
        raise Refused(Reason.EMPTY)
    if len(content) > MAX_SIZE:
        raise Refused(Reason.TOO_BIG)
    ending = name.rpartition(".")[2].lower()
    for begins, find in _BY_BEGIN.items():
        if content.startswith(begins):
            return find(ending, content)
    return _text(ending, content)


def _ole(ending: str, _content: bytes) -> Kind:
    new = ("docx", "pptx", "xlsx")
    raise Refused(Reason.ENCRYPTED if ending in new else Reason.WRONG_KIND)


def _pdf(_ending: str, _content: bytes) -> Kind:
    return Kind.PDF


def _zip(_ending: str, content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive)
            return _kind_inside(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        NotImplementedError,
        OSError,
    ) as error:
        raise Refused(Reason.BROKEN) from error


def _check_members(archive: zipfile.ZipFile) -> None:
    """Sizes are those in the directory: nothing that reads a member goes on past its own."""
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    steep = any(
        member.file_size > 2**20 and member.file_size > MAX_RATIO * max(member.compress_size, 1)
        for member in members
    )
    if unpacked > MAX_UNPACKED or len(members) > MAX_MEMBERS or steep:
        raise Refused(Reason.BOMB)
    if any(member.flag_bits & 1 for member in members):
        raise Refused(Reason.ENCRYPTED)
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise Refused(Reason.MACRO)


def _kind_inside(archive: zipfile.ZipFile) -> Kind:
    names = set(archive.namelist())
    if "mimetype" in names:
        is_text = archive.read("mimetype").strip() == b"application/vnd.oasis.opendocument.text"
        return _known(Kind.ODT if is_text else None)
    if _CONTENT_TYPES not in names:
        raise Refused(Reason.WRONG_KIND)
    types = archive.read(_CONTENT_TYPES).decode("utf-8", "replace")
    if "macroEnabled" in types:
        raise Refused(Reason.MACRO)
    for mark, kind in _MAIN_PARTS.items():
        if f"{_OPEN_XML}{mark}.main+xml" in types:
            return kind
    raise Refused(Reason.WRONG_KIND)


def _known(kind: Kind | None) -> Kind:
    if kind is None:
        raise Refused(Reason.WRONG_KIND)
    return kind


def _text(ending: str, content: bytes) -> Kind:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if ending not in (Kind.TXT, Kind.MD, Kind.CSV) or (b"\0" in content and not is_wide):
        raise Refused(Reason.WRONG_KIND)
    return Kind(ending)


_MAIN_PARTS = {
    "wordprocessingml.document": Kind.DOCX,
    "presentationml.presentation": Kind.PPTX,
    "spreadsheetml.sheet": Kind.XLSX,
}
_BY_BEGIN: dict[bytes, Callable[[str, bytes], Kind]] = {
    b"PK\x03\x04": _zip,
    b"PK\x05\x06": _zip,
    b"%PDF-": _pdf,
    OLE: _ole,
}
