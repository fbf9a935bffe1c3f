"""A folder that a school hands in at once: what is passed over, how much fits, what stays."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from lobbib.domain.assignments import Content, problems, tidy
from lobbib.domain.files import MEGABYTE, without_turning

MAX_FILES = 300  # of one import
MAX_SENT = 150 * MEGABYTE  # in one go, together
MAX_PATH = 300
KEPT = timedelta(days=30)  # the list of an import
LOOKED_THROUGH_KEPT = timedelta(days=7)  # once nothing of it waits for anybody
TRIES = 3  # that one file gets: after that it is the file
ARCHIVE = ".zip"
_NOBODY_MADE = {"__macosx", "thumbs.db", "desktop.ini"}


class State(StrEnum):
    """What became of a file. ASKS: of a sheet somebody has to say what its columns mean.
    UNPACKED: a zip; what was in it stands in the list by itself.
    """

    WAITING = "waiting"
    ASKS = "asks"
    READ = "read"
    UNPACKED = "unpacked"
    REFUSED = "refused"
    SAME = "same"


def is_passed_over(path: str) -> bool:
    """Whether a program put this file there and no colleague; hidden ones too."""
    steps = path.replace("\\", "/").split("/")
    return any(
        step.startswith((".", "~$")) or step.casefold() in _NOBODY_MADE for step in steps if step
    )


def tidy_path(path: str) -> str:
    """A file's place in its folder, as words with / between them: it is shown, and never opened.

    At most MAX_PATH letters, of which the last matter most.
    """
    path = without_turning(path).replace("\\", "/")
    steps = (tidy(step, multiline=False) for step in path.split("/"))
    kept = [step for step in steps if step not in ("", ".", "..")]
    return "/".join(kept)[-MAX_PATH:].lstrip("/") or "bestand"


def is_ready(content: Content, signs: Sequence[str], like: int | None) -> bool:
    """Whether it can be shared unseen: nothing is missing, and nothing asks for a second look."""
    return not problems(content, sharing=True) and not signs and like is None


def folders_of(path: str) -> list[str]:
    return path.split("/")[:-1]
