"""Files for tests, made on the spot: sound ones of every kind, and those that trust.md names."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import docx
import openpyxl
import pptx
from odfdo import Document as OdfDocument
from PIL import Image

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MAIN_WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
WORD_TYPES = (
    '<?xml version="1.0"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
)
ODT = b"application/vnd.oasis.opendocument.text"
PAGE = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def picture(kind: str, size: tuple[int, int] = (30, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (90, 140, 90)).save(out, kind)
    return out.getvalue()


def _saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("Een les.")
    return _saved(document)


def pdf(body: bytes = b"") -> bytes:
    return b"%PDF-1.7\n" + body + b"\n%%EOF\n"


def package(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def fake_word(parts: Mapping[str, bytes], types: str = WORD_TYPES) -> bytes:
    return package({"[Content_Types].xml": types.encode(), **parts})


SOUND: dict[str, Callable[[], bytes]] = {
    "foto.jpg": lambda: picture("JPEG"),
    "schema.png": lambda: picture("PNG"),
    "plaatje.webp": lambda: picture("WEBP"),
    "beweegt.gif": lambda: picture("GIF"),
    "blad.pdf": pdf,
    "les.docx": word,
    "dia's.pptx": lambda: _saved(pptx.Presentation()),
    "rooster.xlsx": lambda: _saved(openpyxl.Workbook()),
    "les.odt": lambda: _saved(OdfDocument("text")),
    "dia's.odp": lambda: _saved(OdfDocument("presentation")),
    "rooster.ods": lambda: _saved(OdfDocument("spreadsheet")),
    "los.txt": "Eén les.\r\n".encode,
    "windows.txt": lambda: "Eén les.\r\n".encode("cp1252"),
    "kladblok.txt": lambda: "Eén les.\r\n".encode("utf-16"),
    "lijst.csv": lambda: b"naam;klas\r\n=1+1;3\r\n",
    "les.md": lambda: b"# Kop\n",
}


def huge_png() -> bytes:
    """A few bytes that ask a browser for 40 GB."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + crc


def claiming(data: bytes, entries: int) -> bytes:
    """A zip whose table says that it has this many parts."""
    at = data.rfind(b"PK\x05\x06")
    return data[: at + 8] + struct.pack("<HH", entries, entries) + data[at + 12 :]


def overlapping() -> bytes:
    """Two names for the same bytes: the way of the bombs that stay small."""
    data = bytearray(fake_word({"a.xml": b"<a/>", "b.xml": b"<a/>"}))
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    third = data.find(b"PK\x01\x02", second + 4)
    data[third + 42 : third + 46] = data[second + 42 : second + 46]
    name = data.rfind(b"b.xml", 0, third)
    assert name > 0
    return bytes(data)


def encrypted_zip() -> bytes:
    """The sign of a password on the first part, in its head and in the table."""
    data = bytearray(fake_word({"word/document.xml": b"<w/>"}))
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def damaged_lzma() -> bytes:
    """Packed in a way that no office uses, and spoilt."""
    data = bytearray(package({"[Content_Types].xml": WORD_TYPES.encode()}, zipfile.ZIP_LZMA))
    at = 30 + len("[Content_Types].xml") + 8
    data[at : at + 50] = bytes(octet ^ 0x55 for octet in data[at : at + 50])
    return bytes(data)


def packed_oddly() -> bytes:
    """A part of which the table says 300 bytes, that is unpacked whole: 16 MB."""
    data = bytearray(
        package({"[Content_Types].xml": WORD_TYPES.encode() + b" " * 2**24}, zipfile.ZIP_BZIP2)
    )
    for place in (22, data.find(b"PK\x01\x02") + 24):
        data[place : place + 4] = struct.pack("<I", len(WORD_TYPES))
    return bytes(data)


# Name of the file, why it is refused, how it is made.
HOSTILE: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "SVG with script": ("mark.svg", "unknown", lambda: SVG),
    "SVG that calls itself a picture": ("mark.png", "wrong_kind", lambda: SVG),
    "page that calls itself a picture": (
        "a.jpg",
        "wrong_kind",
        lambda: b"<html><script>1</script>",
    ),
    "page": ("a.html", "unknown", lambda: PAGE),
    "program": ("a.exe", "unknown", lambda: b"MZ\x90\0" + b"\0" * 60),
    "program that calls itself a document": ("a.docx", "wrong_kind", lambda: b"MZ\x90\0" * 20),
    "program that calls itself a text": ("a.txt", "wrong_kind", lambda: b"MZ\x90\0" * 20),
    "nothing": ("leeg.pdf", "empty", lambda: b""),
    "too much": ("groot.pdf", "too_big", lambda: pdf(b"0" * 20 * 2**20)),
    "PNG under the ending of a JPEG": ("a.jpg", "wrong_kind", lambda: picture("PNG")),
    "document under the ending of a picture": ("a.png", "wrong_kind", word),
    "sheet under the ending of a document": (
        "a.docx",
        "wrong_kind",
        lambda: _saved(openpyxl.Workbook()),
    ),
    "picture under the ending of a program": ("a.exe", "wrong_kind", lambda: picture("PNG")),
    "old Word": ("a.doc", "unknown", lambda: OLE + b"\0" * 600),
    "Word with a password": (
        "a.docx",
        "encrypted",
        lambda: OLE + b"\0" * 70_000 + "EncryptedPackage".encode("utf-16-le"),
    ),
    "old Word, renamed": ("a.docx", "wrong_kind", lambda: OLE + b"\0" * 600),
    "macro by its name": ("a.docm", "macro", word),
    "macro by its type": (
        "a.docx",
        "macro",
        lambda: fake_word(
            {"word/document.xml": b""},
            WORD_TYPES.replace("document.main", "document.macroEnabled.main"),
        ),
    ),
    "macro by its part": ("a.docx", "macro", lambda: fake_word({"word/vbaProject.bin": OLE})),
    "macro under another name": (
        "a.docx",
        "macro",
        lambda: fake_word(
            {"word/vb.bin": OLE},
            WORD_TYPES.replace(
                "<Override",
                '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
                "<Override",
            ),
        ),
    ),
    "macro of old Excel": (
        "a.xlsx",
        "macro",
        lambda: fake_word({"xl/macrosheets/sheet1.xml": b"<a/>"}),
    ),
    "control that runs": ("a.docx", "macro", lambda: fake_word({"word/activeX/activeX1.bin": OLE})),
    "macro of LibreOffice": (
        "a.odt",
        "macro",
        lambda: package(
            {
                "mimetype": b"application/vnd.oasis.opendocument.text",
                "Basic/Standard/a.xml": b"<a/>",
            }
        ),
    ),
    "bomb": ("a.docx", "bomb", lambda: fake_word({"word/document.xml": b" " * 60 * 2**20})),
    "bomb by another way of packing": ("a.docx", "unknown", packed_oddly),
    "bomb by many names for one part": ("a.docx", "bomb", overlapping),
    "bomb by a table that says many": ("a.docx", "bomb", lambda: claiming(word(), 60_000)),
    "zip": ("a.zip", "unknown", lambda: package({"a.txt": b"x"})),
    "zip that calls itself a document": ("a.docx", "unknown", lambda: package({"a.txt": b"x"})),
    "zip that climbs out": ("a.docx", "broken", lambda: fake_word({"../../etc/cron.d/x": b"x"})),
    "zip with an absolute path": ("a.docx", "broken", lambda: fake_word({"/etc/x": b"x"})),
    "zip with a drive": ("a.docx", "broken", lambda: fake_word({"C:/x": b"x"})),
    "zip behind a program": ("a.docx", "wrong_kind", lambda: b"MZ" + word()),
    "zip with a page behind it": ("a.docx", "broken", lambda: word() + b"<script>1</script>"),
    "zip before a zip": ("a.docx", "broken", lambda: word() + fake_word({"a.xml": b"x"})),
    "zip with a password": ("a.docx", "encrypted", encrypted_zip),
    "zip that is spoilt, in another way of packing": ("a.docx", "unknown", damaged_lzma),
    "half a document": ("a.docx", "broken", lambda: word()[:2000]),
    "half a PDF": ("a.pdf", "broken", lambda: pdf()[:9]),
    "PDF behind something": ("a.pdf", "wrong_kind", lambda: b"<script>1</script>" + pdf()),
    "picture of 40 GB": ("a.png", "bomb", huge_png),
    "picture without dots": ("a.png", "broken", lambda: picture("PNG")[:20]),
    "JPEG of nothing but its sign": ("a.jpg", "broken", lambda: b"\xff\xd8\xff"),
    "JPEG that never begins": ("a.jpg", "broken", lambda: b"\xff\xd8" + b"\xff\xd0" * 3000),
    "photo of an iPhone": ("a.heic", "unknown", lambda: b"\0\0\0\x18ftypheic" + b"\0" * 50),
    "film": ("a.mp4", "unknown", lambda: b"\0\0\0\x18ftypisom" + b"\0" * 50),
}
# Two kinds at once: taken in as the first, and never sent out as the second.
POLYGLOTS: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "picture with a page in it": (
        "a.gif",
        "image/gif",
        lambda: picture("GIF") + PAGE,
    ),
    "picture with a zip behind it": ("a.png", "image/png", lambda: picture("PNG") + word()),
    "picture that is a program too": (
        "a.gif",
        "image/gif",
        lambda: b"GIF89a/*\1\0\0\0\0!\xfe\x0d*/=1;alert(1)\0;",
    ),
    "text that is a page": ("a.txt", "text/plain", lambda: PAGE),
    "text that is a drawing": ("a.txt", "text/plain", lambda: SVG),
    "PDF with a page in it": (
        "a.pdf",
        "application/pdf",
        lambda: pdf(PAGE),
    ),
}
