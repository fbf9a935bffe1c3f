"""A zip that was handed in: its files, as if each had been handed in by itself.

The worker puts them in the list of its import, the command line reads them at once.
"""

import io
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from lobbib.domain.files import MAX_FILE
from lobbib.domain.importing import tidy_path
from lobbib.exchange import archives
from lobbib.exchange.archives import Member, ZipFile
from lobbib.exchange.bad_files import BadFile
from lobbib.services.jobs import Received, looked_at


def unpacked(path: str, file: BinaryIO, after: int = 0) -> Iterator[Received]:
    """Each file of the zip at `path`, the first `after` left out. It lies where the zip lies, so
    that a folder above the zip still says for which class it is. Raises BadFile.
    """
    folder = path[: path.rfind("/") + 1]
    with archives.opened(file, MAX_FILE) as archive:
        for member in islice(archives.members(archive), after, None):
            yield _received(archive, member, folder + member.path)


def number_in(file: BinaryIO) -> int:
    """How many files `unpacked` would give. Raises BadFile."""
    with archives.opened(file, MAX_FILE) as archive:
        return len(archives.members(archive))


def _received(archive: ZipFile, member: Member, path: str) -> Received:
    try:
        content = archives.content(archive, member)
    except BadFile as error:
        return Received(tidy_path(path), io.BytesIO(), problem=error.message)
    return looked_at(path, content)
