"""A line as the report that files are made of: figures, words, and what stands on the board."""

from collections.abc import Iterable, Iterator

from lobbib.domain.assignments import Activity
from lobbib.domain.coverage import Coverage
from lobbib.domain.proposals import Kind
from lobbib.exchange.coverage import LineReport, Missing, OneLine
from lobbib.web.coverage_matter import Matter
from lobbib.web.coverage_missing import Lacking, Offer, lacking_on_each
from lobbib.web.coverage_placed import placements, rows_of


def report_of(matter: Matter) -> LineReport:
    """Everything that a file of this line says; nothing in it reads the database any more."""
    others = [] if matter.track else [matter.on(track) for track in matter.school.tracks]
    matters = [matter, *others]
    main, *more = map(
        _one, matters, lacking_on_each(matters), [matter.before(), *[None] * len(others)]
    )
    return LineReport(
        school=matter.school.name,
        title=title_of(matter),
        asked=matter.asked,
        made_on=matter.today,
        chosen=tuple(_chosen(matter)),
        main=main,
        tracks=tuple(more) or (main,),
        placed=tuple(rows_of(placements(matter))),
    )


def title_of(matter: Matter) -> str:
    return f"De LOB-lijn van {matter.track.label}" if matter.track else "De LOB-lijn"


def _one(matter: Matter, places: Iterable[Lacking], before: Coverage | None) -> OneLine:
    own, elsewhere = matter.own, matter.figures.elsewhere
    missing = (
        Missing(
            cell=place.cell,
            now=place.now,
            target=place.target,
            elsewhere=elsewhere.cells[place.cell],
            ideas=tuple(_ideas(place)),
        )
        for place in places
    )
    return OneLine(
        track=matter.track,
        own=own,
        elsewhere=elsewhere,
        quality=matter.figures.quality,
        sources=matter.figures.sources,
        before=before,
        extras=matter.extras(),
        missing=tuple(missing),
    )


def _ideas(place: Lacking) -> Iterator[str]:
    """What is being done first, then what could be."""
    if place.call is not None:
        yield f"Er loopt een oproep aan {place.asked}."
    for offer in place.offers:
        yield _idea(offer, place.cell.year)


def _idea(offer: Offer, year: int) -> str:
    title = f"‘{offer.title}’"
    return {
        Kind.HERE: f"{title} plannen (staat al in onze map)",
        Kind.LOWER: f"{title} aanpassen voor klas {year} ({offer.whence})",
        Kind.HIGHER: f"{title} aanpassen voor klas {year} ({offer.whence})",
        Kind.ELSEWHERE: f"{title} overnemen {offer.whence}",
        Kind.FITS: f"{title} gebruiken (van onze school, de tekst past erbij)",
    }[offer.kind]


def _chosen(matter: Matter) -> Iterator[tuple[str, str]]:
    """The filters, also where one is left open."""
    selection = matter.asked.selection
    yield "Vak", ", ".join(matter.subjects[slug] for slug in sorted(selection.subjects)) or "alle"
    kinds = [activity.label for activity in Activity if activity in selection.activities]
    yield "Werkvorm", ", ".join(kinds) or "alle"
    if selection.parents:
        yield "Ouders", "alleen opdrachten waarin ouders meedoen"
    if selection.outside:
        yield "Buiten de school", "alleen opdrachten buiten de school of met bezoek"
    if selection.dossier:
        yield "Loopbaandossier", "alleen opdrachten die iets opleveren voor het dossier"
