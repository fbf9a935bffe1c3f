"""A zip of folders: the files in it, one by one, each no larger than a file may be.

with opened(file) as archive:
    for member in members(archive): content(archive, member)
"""

import io
from typing import BinaryIO, NamedTuple
from zipfile import ZipFile, ZipInfo

from lobbib.domain.files import MAX_FILE
from lobbib.domain.importing import MAX_FILES, is_passed_over
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.files import TOO_BIG
from lobbib.exchange.packages import opened, sound

__all__ = ["Member", "ZipFile", "content", "members", "opened"]

_IN_UTF_8 = 0x800
TOO_MANY = f"Hier zitten meer dan {MAX_FILES} bestanden in. Maak er kleinere van."


class Member(NamedTuple):
    """A file in a zip: its place there, with /, as somebody would read it."""

    path: str
    info: ZipInfo


def members(archive: ZipFile) -> list[Member]:
    """In the order of the zip, without what no colleague put there. Raises BadFile."""
    found = [
        Member(path, info)
        for info in archive.infolist()
        if not info.is_dir() and not is_passed_over(path := _path(info))
    ]
    if len(found) > MAX_FILES:
        raise BadFile(Reason.TOO_BIG, TOO_MANY)
    if not found:
        raise BadFile(Reason.EMPTY)
    return found


def _path(info: ZipInfo) -> str:
    """Old programs on a Mac write UTF-8 without saying so; the others, letters of DOS."""
    if info.flag_bits & _IN_UTF_8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def content(archive: ZipFile, member: Member) -> BinaryIO:
    """The bytes of one file. Raises BadFile for what is larger than a file may be, or damaged: the
    others are none the worse for it.
    """
    if member.info.file_size > MAX_FILE:
        raise BadFile(Reason.TOO_BIG, TOO_BIG)
    with sound(), archive.open(member.info) as part:
        return io.BytesIO(part.read(MAX_FILE + 1))
