"""`lobbib import FOLDER`: documents and sheets become concepts, whatever lies in the folder."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from lobbib.db import House
from lobbib.domain.files import MAX_FILE
from lobbib.domain.policy import Actor
from lobbib.errors import Unavailable
from lobbib.exchange.bad_files import Reason
from lobbib.exchange.files import TOO_BIG
from lobbib.exchange.reading.parcel import Parcel, refused
from lobbib.services.importing import Importer, Taken
from lobbib.worker.reader import FileReader

PARTLY = 3
ADDED, ALREADY, REFUSED = "added", "already", "refused"


def import_folder(house: House, actor: Actor, folder: Path) -> int:
    """Take in every file below `folder`, or one file; say what was refused. The exit code."""
    paths = sorted(_files(folder)) if folder.is_dir() else [folder]
    top = folder if folder.is_dir() else folder.parent
    counts: Counter[str] = Counter()
    with house.sessions() as session, FileReader() as reader:
        importer = Importer(session, actor)
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
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(place, name)
            if not name.startswith((".", "~$")) and path.is_file() and not path.is_symlink():
                yield path


def _take_in(importer: Importer, reader: FileReader, path: Path, name: str) -> Counter[str]:
    parcel = _read(reader, path, name)
    if parcel.reason is not None:
        click.echo(f"{name}: {parcel.message}", err=True)
        return Counter({REFUSED: 1})
    try:
        taken = importer.take_in(name, parcel.rows)
    except Unavailable as error:
        click.echo(f"{name}: {error.message}", err=True)
        return Counter({REFUSED: 1})
    for one in taken:
        _say(name, one)
    return Counter(ALREADY if one.reason else ADDED for one in taken)


def _read(reader: FileReader, path: Path, name: str) -> Parcel:
    try:
        if path.stat().st_size > MAX_FILE:
            return refused(Reason.TOO_BIG, TOO_BIG)
        return reader.read(name, path.read_bytes())
    except OSError:
        return refused(Reason.BROKEN)


def _say(name: str, taken: Taken) -> None:
    if taken.reason is not None:
        click.echo(f"{name}: ‘{taken.title}’ had je al.", err=True)
    elif taken.private:
        signs = ", ".join(taken.private)
        click.echo(f"{name}: let op, hier lijkt {signs} in te staan.", err=True)
