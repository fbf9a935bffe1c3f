"""`lobbib import FOLDER`: documents and sheets become concepts, whatever lies in the folder.

A zip is its files: services.unpacking opens it here as it does for /importeren.
"""

import os
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lobbib.db import House
from lobbib.domain.files import ending_of
from lobbib.domain.importing import ARCHIVE, MAX_FILES, is_passed_over
from lobbib.domain.policy import Actor
from lobbib.errors import Invalid, Unavailable
from lobbib.exchange.archives import TOO_MANY
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.files import inspect
from lobbib.services.importing import File, Importer, Taken
from lobbib.services.jobs import Received, looked_at
from lobbib.services.unpacking import number_in, unpacked
from lobbib.worker.reader import FileReader

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

PARTLY = 3
ADDED, ALREADY, REFUSED, CUT = "added", "already", "refused", "cut"


def import_folder(house: House, actor: Actor, folder: Path) -> int:
    """Take in every file below `folder`, or one file; say what was refused. The exit code."""
    paths = sorted(_files(folder)) if folder.is_dir() else [folder]
    top = folder if folder.is_dir() else folder.parent
    with (
        house.sessions() as session,
        FileReader() as reader,
        click.progressbar(
            length=len(paths), file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar,
    ):
        importer = Importer(session, actor, house.suggester, quota_mb=house.config.quota_mb)
        taking = _Taking(importer, reader, bar)
        for path in paths:
            taking.path(path, path.relative_to(top).as_posix())
    counts = taking.counts
    click.echo(
        f"{counts[ADDED]} concepten toegevoegd; {counts[ALREADY]} had je al; "
        f"{counts[REFUSED]} bestanden geweigerd."
    )
    if not counts[REFUSED] and not counts[CUT]:
        return 0
    return PARTLY if counts[ADDED] or counts[ALREADY] else 1


def _files(folder: Path) -> Iterator[Path]:
    """Every file, hidden ones and what only points elsewhere left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not is_passed_over(name)]
        for name in names:
            path = Path(place, name)
            if not is_passed_over(name) and path.is_file() and not path.is_symlink():
                yield path


class _Taking:
    """Takes in one file after the other, and counts what became of them."""

    def __init__(self, importer: Importer, reader: FileReader, bar: "ProgressBar[int]") -> None:
        self.counts: Counter[str] = Counter()
        self._importer, self._reader, self._bar = importer, reader, bar

    def path(self, path: Path, name: str) -> None:
        """A file of the folder; what is in a zip goes on from there, zips in it last."""
        try:
            with path.open("rb") as file:
                waiting = deque([looked_at(name, file)])
                left = MAX_FILES
                while waiting:
                    found = waiting.popleft()
                    if found.problem or ending_of(found.path) != ARCHIVE:
                        self._file(found)
                    else:
                        left -= self._zip(found, waiting, left)
                    self._bar.update(1)
        except OSError:
            self._refuse(name, Reason.BROKEN.message)
            self._bar.update(1)

    def _zip(self, found: Received, waiting: "deque[Received]", left: int) -> int:
        """Take in what is in a zip, at most `left` files; how many there were."""
        number = 0
        try:
            self._bar.length = (self._bar.length or 0) + number_in(found.file)
            for inner in unpacked(found.path, found.file):
                if number == left:
                    raise BadFile(Reason.TOO_BIG, TOO_MANY)
                number += 1
                if not inner.problem and ending_of(inner.path) == ARCHIVE:
                    waiting.append(inner)
                else:
                    self._file(inner)
                    self._bar.update(1)
        except BadFile as error:
            self._refuse(found.path, error.message)
        return number

    def _file(self, found: Received) -> None:
        try:
            if found.problem:
                raise BadFile(Reason.BROKEN, found.problem)
            self._count(found.path, self._taken(found))
        except (BadFile, Unavailable) as error:
            self._refuse(found.path, error.message)
        except Invalid as error:
            self._refuse(found.path, " ".join(error.fields.values()))

    def _taken(self, found: Received) -> list[Taken]:
        """Raises BadFile, Invalid and Unavailable."""
        same = self._importer.already(found.sha256)
        if same is not None:
            return [Taken(same.title, None, Reason.DUPLICATE, same_as=same.id)]
        inspected = inspect(found.file, found.path)
        found.file.seek(0)
        parcel = self._reader.read(found.path, found.file.read(inspected.size))
        if parcel.reason is not None:
            raise BadFile(parcel.reason, parcel.message)
        taken = self._importer.take_in(found.path, parcel.rows, File(inspected, found.file))
        self._say_left_out(found.path, parcel.left_out)
        return taken

    def _count(self, name: str, taken: Iterable[Taken]) -> None:
        for one in taken:
            self.counts[ALREADY if one.reason else ADDED] += 1
            if one.reason is not None:
                _say(f"{name}: ‘{one.title}’ had je al.")
            elif one.private:
                _say(f"{name}: let op, hier lijkt {', '.join(one.private)} in te staan.")
            self._say_left_out(f"{name}: ‘{one.title}’", one.left_out)

    def _say_left_out(self, name: str, left_out: Iterable[str]) -> None:
        for message in left_out:
            self.counts[CUT] += 1
            _say(f"{name}: {message}")

    def _refuse(self, name: str, message: str) -> None:
        self.counts[REFUSED] += 1
        _say(f"{name}: {message}")


def _say(line: str) -> None:
    click.echo(line, err=True)
