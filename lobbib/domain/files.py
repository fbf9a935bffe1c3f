"""Files that somebody may add: which kinds, how big, and what they may be called."""

import unicodedata
from collections.abc import Mapping
from enum import StrEnum

MAX_FILE = 20 * 2**20
MAX_FILES = 20  # of one assignment
MAX_NAME = 120
KEPT_DAYS = 60  # after it was taken away
MEGABYTE = 2**20
GIGABYTE = 1000 * MEGABYTE


class Kind(StrEnum):
    """What is taken in; the value is the type under which it is sent out again."""

    label: str
    endings: tuple[str, ...]
    is_picture: bool

    def __new__(
        cls, value: str, label: str, endings: tuple[str, ...], is_picture: bool = False
    ) -> "Kind":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.endings = endings
        member.is_picture = is_picture
        return member

    JPEG = ("image/jpeg", "foto", (".jpg", ".jpeg"), True)
    PNG = ("image/png", "plaatje", (".png",), True)
    WEBP = ("image/webp", "plaatje", (".webp",), True)
    GIF = ("image/gif", "plaatje", (".gif",), True)
    PDF = ("application/pdf", "pdf", (".pdf",))
    WORD = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word",
        (".docx",),
    )
    SLIDES = (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "PowerPoint",
        (".pptx",),
    )
    SLIDESHOW = (
        "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
        "PowerPoint",
        (".ppsx",),
    )
    SHEET = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel",
        (".xlsx",),
    )
    ODT = ("application/vnd.oasis.opendocument.text", "tekst", (".odt",))
    ODP = ("application/vnd.oasis.opendocument.presentation", "presentatie", (".odp",))
    ODS = ("application/vnd.oasis.opendocument.spreadsheet", "rekenblad", (".ods",))
    TEXT = ("text/plain", "tekst", (".txt", ".md", ".csv"))


BY_ENDING: Mapping[str, Kind] = {ending: kind for kind in Kind for ending in kind.endings}
BY_TYPE: Mapping[str, Kind] = {kind.value: kind for kind in Kind}
ACCEPTED = tuple(sorted(BY_ENDING))

# Found in names only: two files that look the same would differ, and a name could lie about its
# ending by being written from right to left.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOT_ON_WINDOWS = frozenset('<>:"|?*')
_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def ending_of(name: str) -> str:
    """ ".docx" of "Les 1.DOCX"; empty where there is none."""
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem and ending.isalnum() else ""


def without_turning(name: str) -> str:
    """`name` without signs that make it read from the other side."""
    return "".join(character for character in name if character not in _TURNING)


def safe_name(name: str, kind: Kind) -> str:
    """`name` as any computer can keep it: no folders, nothing unseen, no device, its own ending.

    At most MAX_NAME letters; a name of which nothing is left becomes "bestand".
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(map(_writable, without_turning(last)))
    ending = ending_of(kept)
    stem = " ".join(kept[: len(kept) - len(ending)].split()).strip(". ")
    if not stem or stem.split(".")[0].lower() in _DEVICES:
        stem = f"bestand {stem}".strip()
    ending = ending if ending in kind.endings else kind.endings[0]
    return stem[: MAX_NAME - len(ending)].rstrip(". ") + ending


def _writable(character: str) -> str:
    if character in _NOT_ON_WINDOWS:
        return "-"
    return " " if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character


def size_text(size: int) -> str:
    """ "12 kB", "1,4 MB" or "2 GB"."""
    if size < MEGABYTE:
        return f"{max(1, round(size / 1024))} kB"
    number, unit = (size / MEGABYTE, "MB") if size < GIGABYTE else (size / GIGABYTE, "GB")
    return f"{number:.1f} {unit}".replace(".", ",").replace(",0 ", " ")
