"""Which line it is, in plain Dutch: the layer, the school year or the cohort, and for whom."""

from collections.abc import Iterable, Mapping

from lobbib.domain.layers import Asked, Layer, Source
from lobbib.domain.line_in_words import listed
from lobbib.domain.tracks import Track

Sources = Mapping[int, Source]


def layer_in_words(asked: Asked, sources: Sources) -> str:
    """For the head of a page or a file: "Gepland in schooljaar 2026-2027"."""
    if asked.cohort is not None:
        parts = listed(f"{layer.dutch} in {_classes(years)}" for layer, years in _by_layer(sources))
        return f"Lichting {asked.cohort.start}: {parts}"
    if asked.layer is Layer.AVAILABLE:
        return "Beschikbaar in onze map"
    return f"{asked.layer.label} in schooljaar {asked.school_year}"


def _by_layer(sources: Sources) -> list[tuple[Layer, list[int]]]:
    found = (
        (layer, [year for year, source in sources.items() if source.layer is layer])
        for layer in (Layer.DONE, Layer.PLANNED)
    )
    return [(layer, years) for layer, years in found if years]


def _classes(years: Iterable[int]) -> str:
    return f"klas {listed(years)}"


def pupils_of(track: Track | None) -> str:
    """ "leerlingen van havo", "onze leerlingen"."""
    return f"leerlingen van {track.label}" if track else "onze leerlingen"


def line_is_about(asked: Asked, years: tuple[int, ...]) -> str:
    """What the reader of a page sees, in one sentence."""
    who, span = pupils_of(asked.selection.track), f"van klas 1 tot en met klas {years[-1]}"
    if asked.cohort is not None:
        start = f"die in {asked.cohort.start} in klas 1 begonnen"
        return f"Wat {who} {start} tegenkomen: gedaan waar dat voorbij is, daarna gepland."
    return {
        Layer.AVAILABLE: f"Wat er in onze map zit voor {who}, {span}.",
        Layer.PLANNED: f"Wat {who} in {asked.school_year} tegenkomen, {span}.",
        Layer.DONE: f"Wat er in {asked.school_year} gedaan is met {who}, {span}.",
    }[asked.layer]
