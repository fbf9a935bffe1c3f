"""Which tags a few words name: the name of a folder, or a cell of a sheet."""

from collections.abc import Iterable
from dataclasses import dataclass

from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import Track
from lobbib.search.columns import YES
from lobbib.search.phrasebook import Phrasebook
from lobbib.search.query import read
from lobbib.search.understanding import understand


@dataclass(frozen=True, slots=True)
class Named:
    """What was named; nothing where nothing was. `subjects` are slugs."""

    years: tuple[int, ...] = ()
    tracks: tuple[Track, ...] = ()
    subjects: tuple[str, ...] = ()
    competencies: tuple[Competency, ...] = ()
    activity: Activity | None = None
    parents: bool = False


def named(texts: Iterable[str], phrasebook: Phrasebook) -> Named:
    """What `texts` name, each read as a question is."""
    told = [one for text in texts for one in understand(read(text), phrasebook).understood]
    values = {kind: {one.value for one in told if one.as_ == kind} for kind in _KINDS}
    activities = [activity for activity in Activity if activity.value in values["activity"]]
    return Named(
        years=tuple(sorted(int(year) for year in values["year"])),
        tracks=tuple(track for track in Track if track.value in values["track"]),
        subjects=tuple(sorted(values["subject"])),
        competencies=tuple(c for c in Competency if c.value in values["competency"]),
        activity=activities[0] if len(activities) == 1 else None,
        parents=YES in values["parents"],
    )


_KINDS = ("year", "track", "subject", "competency", "activity", "parents")
