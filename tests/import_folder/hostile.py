"""Eight files that no importer may swallow, each made cheaply and written straight to disk."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdf
import typst

from tests.import_folder import office, plain
from tests.import_folder.lessons import Lesson

UNPACKED = 600 * 2**20  # bytes of the bomb when it is unpacked
TOO_BIG = 110 * 2**20
STEP = 2**20
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MAIN_WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
MACROS = (
    '<Relationship Id="rIdMacro" Target="vbaProject.bin" '
    'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/></Relationships>'
)
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def _lesson(title: str) -> Lesson:
    return Lesson(
        path=f"{title}.docx",
        title=title,
        intro="Dit blad had een gewone les moeten zijn, maar er is iets mee.",
        before=("een schrift",),
        steps=("Lees het blad.", "Bespreek het met je buur."),
        questions=(),
        extra=frozenset(),
    )


def bomb(path: Path) -> None:
    """A sound Word file whose text is 600 MB of spaces: some 600 kB on disk."""
    with (
        zipfile.ZipFile(io.BytesIO(office.word(_lesson("Beroepenbingo")))) as good,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bad,
    ):
        for member in good.infolist():
            fixed = zipfile.ZipInfo(member.filename, member.date_time)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            if member.filename != "word/document.xml":
                bad.writestr(fixed, good.read(member))
                continue
            head, tail = good.read(member).split(b"</w:t>", 1)
            with bad.open(fixed, "w", force_zip64=True) as part:
                part.write(head)
                for _ in range(UNPACKED // STEP):
                    part.write(b" " * STEP)
                part.write(b"</w:t>" + tail)


def macro(path: Path) -> None:
    """A Word file with a macro in it, under its honest ending."""
    out = io.BytesIO()
    raw = office.word(_lesson("Invulblad met knop"))
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for member in good.infolist():
            data = good.read(member).decode() if member.filename.endswith((".xml", ".rels")) else ""
            if member.filename == "[Content_Types].xml":
                data = data.replace(MAIN, MAIN_WITH_MACROS)
            if member.filename == "word/_rels/document.xml.rels":
                data = data.replace("</Relationships>", MACROS)
            bad.writestr(member.filename, data or good.read(member))
        bad.writestr("word/vbaProject.bin", OLE + b"Sub AutoOpen()" + b"\0" * 2048)
    path.write_bytes(office.settle(out.getvalue()))


def truncated(path: Path) -> None:
    """The first part of a Word file, as a broken download leaves it."""
    raw = office.word(_lesson("Marktdag evaluatie"))
    path.write_bytes(raw[: len(raw) * 6 // 10])


def encrypted(path: Path) -> None:
    """A PDF that asks for a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(plain.pdf(_lesson("Gespreksverslag"))))
    writer.encrypt("alleen-voor-de-mentor", algorithm="RC4-128")
    with path.open("wb") as out:
        writer.write(out)


def scan(path: Path) -> None:
    """A PDF that is one picture."""
    png = office.picture("scan", 400)
    source = b"#set document(date: none)\n#image(bytes(json(bytes(sys.inputs.png))))"
    path.write_bytes(typst.compile(source, sys_inputs={"png": str(list(png))}))


def program(path: Path) -> None:
    """A Windows program under the ending of a Word file."""
    path.write_bytes(
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + b"\0" * 46 + b"\x80\0\0\0PE\0\0" * 64
    )


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def huge(path: Path) -> None:
    """110 MB that take no room on a disk with holes: one line of text, and then nothing."""
    with path.open("wb") as out:
        out.write(b"Interviews uitgetypt\r\n\r\n")
        out.truncate(TOO_BIG)


# Where it stands, why it is refused, how it is made.
HOSTILE: dict[str, tuple[str, Callable[[Path], None]]] = {
    "Oud/Diversen/Beroepenbingo.docx": ("bomb", bomb),
    "Leerjaar 2/Nederlands/Invulblad met knop.docm": ("macro", macro),
    "Leerjaar 3/Economie/Marktdag evaluatie.docx": ("broken", truncated),
    "6 vwo/Mentorlessen/Vertrouwelijk gespreksverslag.pdf": ("encrypted", encrypted),
    "Ouders/Scan uitnodiging ouderavond.pdf": ("no_text", scan),
    "Klas 4 havo/Stage/Stageplanner.docx": ("wrong_kind", program),
    "Muziek/Nieuw Microsoft Word-document.docx": ("empty", nothing),
    "Geschiedenis/2e klas/Interviews uitgetypt.txt": ("too_big", huge),
}
