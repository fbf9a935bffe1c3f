"""`lobbib import FOLDER`: documents and sheets become concepts, whatever lies in the folder."""

import io
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from lobbib.db import House
from lobbib.domain.importing import is_passed_over
from lobbib.domain.policy import Actor
from lobbib.errors import Invalid, Unavailable
from lobbib.exchange.bad_files import BadFile, Reason
from lobbib.exchange.files import Inspected, inspect
from lobbib.services.importing import File, Importer, Taken
from lobbib.worker.reader import FileReader

PARTLY = 3
ADDED, ALREADY, REFUSED = "added", "already", "refused"


def import_folder(house: House, actor: Actor, folder: Path) -> int:
    """Take in every file below `folder`, or one file; say what was refused. The exit code."""
    paths = sorted(_files(folder)) if folder.is_dir() else [folder]
    top = folder if folder.is_dir() else folder.parent
    counts: Counter[str] = Counter()
    with house.sessions() as session, FileReader() as reader:
        importer = Importer(session, actor, house.suggester, quota_mb=house.config.quota_mb)
        with click.progressbar(paths, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
            for path in shown:
                counts.update(_take_in(importer, reader, path, path.relative_to(top).as_posix()))
    click.echo(
        f"{counts[ADDED]} concepten toegevoegd; {counts[ALREADY]} had je al; "
        f"{counts[REFUSED]} bestanden geweigerd."
    )
    if not counts[REFUSED]:
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


def _take_in(importer: Importer, reader: FileReader, path: Path, name: str) -> Counter[str]:
    try:
        taken = _taken(importer, reader, path, name)
    except (BadFile, Unavailable) as error:
        return _refused(name, error.message)
    except Invalid as error:
        return _refused(name, " ".join(error.fields.values()))
    for one in taken:
        _say(name, one)
    return Counter(ALREADY if one.reason else ADDED for one in taken)


def _refused(name: str, message: str) -> Counter[str]:
    click.echo(f"{name}: {message}", err=True)
    return Counter({REFUSED: 1})


def _taken(importer: Importer, reader: FileReader, path: Path, name: str) -> list[Taken]:
    """Raises BadFile, Invalid and Unavailable."""
    inspected, content = _opened(path, name)
    same = importer.already(inspected.sha256)
    if same is not None:
        return [Taken(same.title, None, Reason.DUPLICATE, same_as=same.id)]
    parcel = reader.read(name, content)
    if parcel.reason is not None:
        raise BadFile(parcel.reason, parcel.message)
    return importer.take_in(name, parcel.rows, File(inspected, io.BytesIO(content)))


def _opened(path: Path, name: str) -> tuple[Inspected, bytes]:
    try:
        with path.open("rb") as file:
            inspected = inspect(file, name)
            file.seek(0)
            return inspected, file.read(inspected.size)
    except OSError as error:
        raise BadFile(Reason.BROKEN) from error


def _say(name: str, taken: Taken) -> None:
    if taken.reason is not None:
        click.echo(f"{name}: ‘{taken.title}’ had je al.", err=True)
    elif taken.private:
        signs = ", ".join(taken.private)
        click.echo(f"{name}: let op, hier lijkt {signs} in te staan.", err=True)
