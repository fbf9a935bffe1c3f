"""The index folder: `gen-N/` for each generation, `CURRENT` naming the one in use.

A generation is built aside and then named; what was named before is removed. Nothing here needs to
survive: whatever is missing, foreign or damaged is built again from the database.
"""

import json
import os
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lobbib.models.feed import Position
from lobbib.search.feed import Place

PLACE_FILE = "place.json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Label:
    """What a generation says about itself; written after every commit.

    `files` maps the name of every file of the index to its size and CRC-32.
    """

    fingerprint: str
    place: Place
    files: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Changes whenever another commit or another generation is to be read."""

    generation: str
    written: int


class Shelf:
    """The folder, as one process sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Path | None:
        """The generation in use; None when there is none, or its name makes no sense."""
        try:
            name = (self.folder / "CURRENT").read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return None
        is_ours = name.startswith("gen-") and name[4:].isdecimal()
        return self.folder / name if is_ours and (self.folder / name).is_dir() else None

    def stamp(self) -> Stamp | None:
        """What would be read now; None when there is nothing to read."""
        generation = self.current()
        if generation is None:
            return None
        try:
            return Stamp(generation.name, (generation / PLACE_FILE).stat().st_mtime_ns)
        except OSError:
            return None

    def new(self) -> Path:
        """An empty folder for a new generation."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"gen-{max(self._numbers(), default=0) + 1}"
        path.mkdir()
        return path

    def name(self, generation: Path) -> None:
        """Make `generation` the one in use, and remove the others."""
        _replace(self.folder / "CURRENT", generation.name)
        for number in self._numbers():
            other = self.folder / f"gen-{number}"
            if other != generation:
                shutil.rmtree(other, ignore_errors=True)

    def disown(self, generation: str) -> None:
        """Say that `generation` cannot be read: the leader of this node then builds another."""
        current = self.current()
        if current is not None and current.name == generation:
            (self.folder / "CURRENT").unlink(missing_ok=True)

    def size(self) -> int:
        """Bytes on disk. What a commit removes meanwhile, folders too, does not count."""
        paths = (Path(folder, name) for folder, _, names in os.walk(self.folder) for name in names)
        return sum(map(_size, paths))

    def _numbers(self) -> list[int]:
        names = [path.name[4:] for path in self.folder.glob("gen-*")]
        return [int(name) for name in names if name.isdecimal()]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def read_label(generation: Path) -> Label | None:
    """What the generation says about itself; None when that cannot be read."""
    try:
        found = json.loads((generation / PLACE_FILE).read_text(encoding="utf-8"))
        place = Place(
            str(found["database"]),
            Position(*map(int, found["position"])),
            frozenset(Position(*map(int, row)) for row in found["ahead"]),
        )
        files = {str(name): (int(size), int(crc)) for name, (size, crc) in found["files"].items()}
        return Label(str(found["fingerprint"]), place, files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_label(generation: Path, label: Label) -> None:
    """Write it in one step, after the commit that it describes."""
    content = {
        "fingerprint": label.fingerprint,
        "database": label.place.database,
        "position": label.place.position,
        "ahead": sorted(label.place.ahead),
        "files": label.files,
    }
    _replace(generation / PLACE_FILE, json.dumps(content))


class Checks:
    """Sizes and checksums of immutable files; what has not been touched is not read again."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, int, int], tuple[int, int]]] = {}

    def of(self, generation: Path) -> dict[str, tuple[int, int]]:
        """By name: size and CRC-32 of each file of the index. Raises OSError."""
        names = [
            path.name
            for path in generation.iterdir()
            if path.is_file() and not path.name.endswith(("LOCK", ".json", ".tmp"))
        ]
        return {name: self._check(generation / name) for name in names}

    def agrees(self, generation: Path, label: Label) -> bool:
        """Whether every file that `label` names is there, byte for byte."""
        try:
            return all(
                self._check(generation / name) == check for name, check in label.files.items()
            )
        except OSError:
            return False

    def _check(self, path: Path) -> tuple[int, int]:
        stat = path.stat()
        touched = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
        known = self._known.get(path)
        if known is None or known[0] != touched:
            known = (touched, (stat.st_size, _crc(path)))
            self._known[path] = known
        return known[1]


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            crc = zlib.crc32(chunk, crc)
    return crc


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.tmp")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
