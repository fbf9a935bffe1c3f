"""Pictures keep their dots and lose what they tell; another program than ours reads both."""

import hashlib
import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageSequence
from PIL.PngImagePlugin import PngInfo

from lobbib.domain.files import Kind
from lobbib.exchange.bad_files import BadFile
from lobbib.exchange.picture_metadata import without_metadata

SECRET = b"Jan Geheim"
PLACE, CAMERA, TURNED, GPS = 0x8825, 0x010F, 0x0112, {1: "N", 2: (52.0, 5.0, 1.0)}
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>Jan Geheim</dc:creator></x:xmpmeta>'
KINDS = {"JPEG": Kind.JPEG, "PNG": Kind.PNG, "WEBP": Kind.WEBP}


def dots(data: bytes) -> str:
    with Image.open(io.BytesIO(data)) as picture:
        return hashlib.sha256(picture.tobytes()).hexdigest()


def telling(name: str, turned: int = 6, **options: object) -> bytes:
    """A picture of a kind with a place, a camera, a comment and a way up."""
    picture = Image.effect_noise((61, 40), 60).convert("RGB")
    exif = Image.Exif()
    exif[CAMERA], exif[TURNED] = SECRET.decode(), turned
    exif.get_ifd(PLACE).update(GPS)
    stream = io.BytesIO()
    values: dict[str, object] = {"exif": exif, "xmp": XMP}
    if name == "PNG":
        about = PngInfo()
        about.add_text("Author", SECRET.decode())
        about.add_itxt("XML:com.adobe.xmp", XMP.decode())
        values = {"exif": exif, "pnginfo": about}
    if name == "JPEG":
        values["comment"] = SECRET
    picture.save(stream, name, **(values | options))
    return stream.getvalue()


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("turned", [1, 3, 6, 8])
def test_only_the_way_up_is_kept(name: str, turned: int) -> None:
    before = telling(name, turned)
    assert SECRET in before
    after = without_metadata(before, KINDS[name])
    assert SECRET not in after
    assert dots(after) == dots(before)
    with Image.open(io.BytesIO(after)) as picture:
        found = picture.getexif()
        assert dict(found) == ({TURNED: turned} if turned != 1 else {})
        assert dict(found.get_ifd(PLACE)) == {}
        assert picture.info.get("xmp") is None
    assert without_metadata(after, KINDS[name]) == after


@pytest.mark.parametrize("name", KINDS)
def test_colours_stay_as_they_are_meant(name: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    after = without_metadata(telling(name, icc_profile=profile), KINDS[name])
    with Image.open(io.BytesIO(after)) as picture:
        assert picture.info["icc_profile"] == profile


def test_every_scan_of_a_progressive_photo_is_kept() -> None:
    before = telling("JPEG", progressive=True, quality=95)
    assert before.count(b"\xff\xda") > 3
    after = without_metadata(before, Kind.JPEG)
    assert dots(after) == dots(before)
    assert after.count(b"\xff\xda") == before.count(b"\xff\xda")


@pytest.mark.parametrize("name", ["PNG", "WEBP"])
def test_moving_pictures_keep_their_frames(name: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    stream = io.BytesIO()
    frames[0].save(stream, name, save_all=True, append_images=frames[1:], duration=90)
    after = without_metadata(stream.getvalue(), KINDS[name])
    with Image.open(io.BytesIO(after)) as picture:
        assert picture.n_frames == 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", KINDS)
def test_what_lies_behind_the_picture_goes(name: str) -> None:
    """Telephones put a film with its own place there."""
    plain = without_metadata(telling(name), KINDS[name])
    assert without_metadata(plain + SECRET, KINDS[name]) == plain


def test_other_pictures_inside_a_photo_go() -> None:
    """APP2 holds the colours, or a second photo with an EXIF of its own."""
    photo = telling("JPEG")
    for mark in (0xE0, 0xE2, 0xE5, 0xED, 0xFE):
        extra = struct.pack(">BBH", 0xFF, mark, 2 + 4 + len(SECRET)) + b"MPF\0" + SECRET
        assert SECRET not in without_metadata(photo[:2] + extra + photo[2:], Kind.JPEG)


def test_unknown_chunks_of_a_png_go() -> None:
    photo = telling("PNG")
    body = b"geHm" + SECRET
    chunk = struct.pack(">I", len(SECRET)) + body + struct.pack(">I", zlib.crc32(body))
    after = without_metadata(photo[:33] + chunk + photo[33:], Kind.PNG)
    assert SECRET not in after
    assert dots(after) == dots(photo)


def moving(**options: object) -> bytes:
    frames = [Image.effect_noise((20, 20), spread) for spread in (20, 60, 90)]
    stream = io.BytesIO()
    values: dict[str, object] = {"duration": [90, 200, 40], "loop": 3, "comment": SECRET}
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:], **(values | options))
    return stream.getvalue()


def shown(data: bytes) -> list[tuple[bytes, object]]:
    """The dots of each frame with how long it stays."""
    with Image.open(io.BytesIO(data)) as picture:
        frames = ImageSequence.all_frames(picture, lambda one: one.convert("RGB"))
        return [(frame.tobytes(), frame.info.get("duration")) for frame in frames]


def part_of_gif(label: int, *parts: bytes) -> bytes:
    return b"\x21" + bytes((label,)) + b"".join(bytes((len(p),)) + p for p in parts) + b"\0"


def test_a_gif_keeps_its_frames_and_its_turns_alone() -> None:
    before = moving()
    assert SECRET in before
    after = without_metadata(before, Kind.GIF)
    assert SECRET not in after
    assert shown(after) == shown(before)
    with Image.open(io.BytesIO(after)) as picture:
        assert {name: picture.info.get(name) for name in ("loop", "comment")} == {
            "loop": 3,
            "comment": None,
        }
    assert without_metadata(after, Kind.GIF) == after


@pytest.mark.parametrize(
    "added",
    [
        part_of_gif(0xFE, SECRET, SECRET),
        part_of_gif(0x01, bytes(12), SECRET),
        part_of_gif(0xFF, b"XMP DataXMP", XMP),
        part_of_gif(0xFF, b"NETSCAPE2.0", b"\x02" + SECRET),
        part_of_gif(0xFF, b"NETSCAPE2.0", b"\x01\0\0", SECRET),
        part_of_gif(0xF9, b"\0\0\0\0", SECRET),
        part_of_gif(0x42, SECRET),
    ],
)
def test_whatever_else_is_hung_on_a_gif_goes(added: bytes) -> None:
    before = moving(comment=b"")
    table = 13 + (3 << (before[10] & 7) + 1 if before[10] & 0x80 else 0)
    after = without_metadata(before[:table] + added + before[table:] + SECRET, Kind.GIF)
    assert SECRET not in after
    assert XMP not in after
    assert shown(after) == shown(before)


@pytest.mark.parametrize("data", [b"GIF89a", moving()[:200], moving()[:780], b"GIF89a/*1234567890"])
def test_a_gif_that_breaks_off_is_refused(data: bytes) -> None:
    with pytest.raises(BadFile):
        without_metadata(data, Kind.GIF)


@given(cut=st.integers(7, 1500), noise=st.binary(max_size=30))
def test_a_broken_gif_is_refused_or_harmless(cut: int, noise: bytes) -> None:
    data = _MADE.setdefault("GIF", moving())
    with suppress(BadFile):
        without_metadata(data[:cut] + noise + data[cut + len(noise) :], Kind.GIF)


@pytest.mark.parametrize("name", KINDS)
@given(cut=st.integers(12, 2000), noise=st.binary(max_size=30))
def test_whatever_is_broken_is_refused_or_harmless(name: str, cut: int, noise: bytes) -> None:
    data = telling_once(name)
    broken = data[:cut] + noise + data[cut + len(noise) :]
    for tried in (broken, data[:cut]):
        with suppress(BadFile):
            without_metadata(tried, KINDS[name])


_MADE: dict[str, bytes] = {}


def telling_once(name: str) -> bytes:
    return _MADE.setdefault(name, telling(name))
