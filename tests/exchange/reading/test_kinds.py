"""What a file is stands in the file; what is hostile is refused by name."""

import io
import zipfile

import pytest

from lobbib.exchange.reading.kinds import MAX_SIZE, OLE, Kind, Reason, Refused, check

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def packed(members: dict[str, bytes], types: str = DOCUMENT) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Override ContentType="{types}"/>')
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.docx", packed({}), Kind.DOCX),
        ("a.DOCX", packed({}), Kind.DOCX),
        ("verkeerd.txt", packed({}), Kind.DOCX),
        ("zonder-ending", b"%PDF-1.7 ...", Kind.PDF),
        ("a.txt", "één".encode("cp1252"), Kind.TXT),
        ("a.md", b"# x", Kind.MD),
        ("a.csv", "a;b".encode("utf-16"), Kind.CSV),
    ],
)
def test_the_kind_is_read_from_the_content(name: str, content: bytes, kind: Kind) -> None:
    assert check(name, content) is kind


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.docx", b"", Reason.EMPTY),
        ("a.txt", b"x" * (MAX_SIZE + 1), Reason.TOO_BIG),
        ("a.docx", b"MZ\x90\x00", Reason.WRONG_KIND),
        ("a.txt", b"MZ\x90\x00", Reason.WRONG_KIND),
        ("a.html", b"<script>", Reason.WRONG_KIND),
        ("a.svg", b"<svg/>", Reason.WRONG_KIND),
        ("a.docx", packed({"word/document.xml": b"x"})[:-30], Reason.BROKEN),
        ("a.docx", packed({"word/document.xml": b" " * 60_000_000}), Reason.BOMB),
        ("a.docx", packed({f"m{n}": b"" for n in range(5_001)}), Reason.BOMB),
        ("a.docx", packed({"word/vbaProject.bin": b"x"}), Reason.MACRO),
        ("a.docm", packed({}, "application/vnd.ms-word.document.macroEnabled"), Reason.MACRO),
        ("a.zip", packed({}, "something/else"), Reason.WRONG_KIND),
        ("a.docx", OLE + b"x", Reason.ENCRYPTED),
        ("a.doc", OLE + b"x", Reason.WRONG_KIND),
    ],
)
def test_what_is_not_read_is_refused_with_a_reason(
    name: str, content: bytes, reason: Reason
) -> None:
    with pytest.raises(Refused) as refused:
        check(name, content)
    assert refused.value.reason is reason
