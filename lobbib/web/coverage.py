"""The LOB-lijn: the page, and the same figures as a sheet."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from babel.dates import format_date
from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from lobbib.db import close_session, get_session
from lobbib.domain.assignments import Activity
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Coverage, Selection, State, at, measure, worst_first
from lobbib.domain.line_in_words import line_in_words, listed, track_in_words
from lobbib.domain.tracks import Track
from lobbib.exchange.coverage import LineReport, Missing, OneLine
from lobbib.exchange.docx_line import to_docx
from lobbib.exchange.line_picture import to_png, to_svg
from lobbib.exchange.pdf_line import to_pdf
from lobbib.exchange.picture import TALL, WIDE, metro
from lobbib.exchange.spreadsheet import to_csv, to_xlsx
from lobbib.queries import coverage as queries
from lobbib.queries import subjects
from lobbib.queries.coverage import Example, Folder
from lobbib.search.request import Scope
from lobbib.services.transaction import utc_now
from lobbib.web.access import MEMBERS, current_actor, serves
from lobbib.web.coverage_address import PAGE, Links, read
from lobbib.web.parameters import Unknown
from lobbib.web.wording import AMSTERDAM

bp = Blueprint("coverage", __name__)

GAPS_SHOWN = 6
FORMS: dict[str, tuple[Callable[[LineReport], bytes], str]] = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": (
        to_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": (to_pdf, "application/pdf"),
    "svg": (to_svg, "image/svg+xml; charset=utf-8"),
    "png": (to_png, "image/png"),
}
CALLED = {
    PAGE.track: "Niveau",
    PAGE.subjects: "Vak",
    PAGE.activities: "Werkvorm",
    PAGE.parents: "De keuze voor ouders",
    PAGE.dossier: "De keuze voor het dossier",
}


class Option(NamedTuple):
    """A checkbox in a filter."""

    name: str
    value: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """Everything about one line: what was asked, and what is there. `subjects`: names by slug."""

    selection: Selection
    unknown: list[Unknown]
    folder: Folder
    subjects: Mapping[str, str]
    own: Coverage
    elsewhere: Coverage

    def on(self, track: Track) -> OneLine:
        """The line under the same filters, on `track`."""
        chosen = replace(self.selection, track=track)
        own, elsewhere = (
            measure(rows, chosen, (track,)) for rows in (self.folder.own, self.folder.elsewhere)
        )
        return OneLine(track, own, elsewhere)


class Proposal(NamedTuple):
    """Something that could fill a gap: one by name, and how many there are on that list."""

    example: Example
    year: int
    number: int
    url: str


class Gap(NamedTuple):
    cell: Cell
    proposals: tuple[Proposal, ...]


@bp.get("/lijn")
@serves(MEMBERS)
def line() -> ResponseReturnValue:
    matter = _matter()
    links = Links(matter.selection, matter.own.years)
    track, gaps = matter.selection.track, _gaps(matter, links)
    return render_template(
        "coverage/line.html",
        matter=matter,
        own=matter.own,
        elsewhere=matter.elsewhere,
        links=links,
        tracks=list(_track_choices(matter, links)),
        filters=_filters(matter),
        chips=list(_chips(matter, links)),
        ignored=list(_ignored(matter.unknown)),
        pictures=[metro(matter.own, layout) for layout in (WIDE, TALL)] if track else [],
        summaries=[] if track else _summaries(matter, links),
        gaps=[gap for gap in gaps if gap.proposals],
        bare=_by_competency(gap.cell for gap in gaps if not gap.proposals),
        gaps_shown=GAPS_SHOWN,
        numbers={state: len(matter.own.in_state(state)) for state in State},
        states=State,
        elders=Scope.ELSEWHERE,
        in_words=line_in_words,
        today=format_date(_today(), "d MMMM y", locale="nl"),
    )


@bp.get("/lijn.<any(csv, xlsx, docx, pdf, svg, png):form>")
@serves(MEMBERS)
def line_file(form: str) -> ResponseReturnValue:
    """The line to take along. The database is let go of before the file is made."""
    report = _report(_matter())
    close_session()
    make, kind = FORMS[form]
    return _download(make(report), report, form, kind)


def _matter() -> Matter:
    session, actor = get_session(), current_actor()
    names = {row.slug: row.name for row in subjects.of_school(session, actor.school_id)}
    selection, unknown = read(request.args, PAGE, names)
    folder = queries.folder_of(session, actor)
    own, elsewhere = (
        measure(rows, selection, folder.school.tracks) for rows in (folder.own, folder.elsewhere)
    )
    return Matter(selection, unknown, folder, names, own, elsewhere)


def _report(matter: Matter) -> LineReport:
    track = matter.selection.track
    main = _with_missing(matter, OneLine(track, matter.own, matter.elsewhere))
    offered = matter.folder.school.tracks
    return LineReport(
        school=matter.folder.school.name,
        title=f"De LOB-lijn van {track.label}" if track else "De LOB-lijn",
        layer="Beschikbaar: de opdrachten in onze map",
        made_on=_today(),
        chosen=tuple(_chosen(matter)),
        main=main,
        tracks=(main,)
        if track
        else tuple(_with_missing(matter, matter.on(each)) for each in offered),
    )


def _with_missing(matter: Matter, line: OneLine) -> OneLine:
    """The line with its list of what is missing, worst first, and what could fill it."""
    on_track = replace(matter, selection=replace(matter.selection, track=line.track))
    places = [(cell, list(_places(on_track, line.own, cell))) for cell in _lacking(line.own)]
    first = {ids[0] for _, found in places for _, ids, _ in found}
    named = queries.examples(get_session(), current_actor(), first)
    missing = (
        Missing(
            cell,
            now=line.own.cells[cell],
            target=line.own.targets[cell],
            elsewhere=line.elsewhere.cells[cell],
            ideas=tuple(_idea(named[ids[0]], at.year) for at, ids, _ in found if ids[0] in named),
        )
        for cell, found in places
    )
    return replace(line, missing=tuple(missing))


def _lacking(own: Coverage) -> tuple[Cell, ...]:
    return (*worst_first(own), *own.thin)


def _idea(example: Example, year: int) -> str:
    if example.school:
        return f"‘{example.title}’ overnemen van {example.school}"
    return f"‘{example.title}’ aanpassen (nu voor klas {year})"


def _today() -> date:
    return utc_now().astimezone(AMSTERDAM).date()


def _chosen(matter: Matter) -> Iterator[tuple[str, str]]:
    """The filters of a sheet, also where one is left open."""
    selection = matter.selection
    yield "Niveau", selection.track.label if selection.track else "hele school"
    yield "Vak", ", ".join(matter.subjects[slug] for slug in sorted(selection.subjects)) or "alle"
    kinds = [activity.label for activity in Activity if activity in selection.activities]
    yield "Werkvorm", ", ".join(kinds) or "alle"
    if selection.parents:
        yield "Ouders", "alleen opdrachten waarin ouders meedoen"
    if selection.dossier:
        yield "Loopbaandossier", "alleen opdrachten die iets opleveren voor het dossier"


def _download(content: bytes, report: LineReport, suffix: str, kind: str) -> Response:
    track = dict(report.chosen)["Niveau"].replace(" ", "-")
    name = f"lob-lijn-{track}-{report.made_on.isoformat()}.{suffix}"
    answer = Response(content, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _track_choices(matter: Matter, links: Links) -> Iterator[dict[str, object]]:
    """The whole school and each of its tracks; one that was asked for stays in sight."""
    chosen = matter.selection.track
    offered = {*matter.folder.school.tracks, *([chosen] if chosen else [])}
    yield {"label": "Hele school", "url": links.line(track=None), "current": chosen is None}
    for track in Track:
        if track in offered:
            yield {"label": track.label, "url": links.line(track=track), "current": track is chosen}


def _filters(matter: Matter) -> list[tuple[str, list[Option]]]:
    """What the line can be narrowed to, by heading."""
    selection = matter.selection
    parents = Option(PAGE.parents, "1", "Ouders doen mee", selection.parents)
    dossier = Option(PAGE.dossier, "1", "Voor het loopbaandossier", selection.dossier)
    activities = [
        Option(PAGE.activities, activity.value, activity.label, activity in selection.activities)
        for activity in Activity
    ]
    return [
        ("Vak", list(_subject_options(matter))),
        ("Werkvorm", activities),
        ("En ook", [parents, dossier]),
    ]


def _subject_options(matter: Matter) -> Iterator[Option]:
    """The subjects that have something on the line, and those that were asked for."""
    chosen = matter.selection.subjects
    used = chosen.union(*(row.subjects for row in (*matter.folder.own, *matter.folder.elsewhere)))
    for slug, name in matter.subjects.items():
        if slug in used:
            yield Option(PAGE.subjects, slug, name, slug in chosen)


def _chips(matter: Matter, links: Links) -> Iterator[tuple[str, str]]:
    """(label, address without it) of every filter that is on."""
    selection = matter.selection
    for slug in sorted(selection.subjects):
        yield matter.subjects[slug], links.line(subjects=selection.subjects - {slug})
    for kind in (activity for activity in Activity if activity in selection.activities):
        yield kind.label, links.line(activities=selection.activities - {kind})
    if selection.parents:
        yield "Ouders doen mee", links.line(parents=False)
    if selection.dossier:
        yield "Voor het loopbaandossier", links.line(dossier=False)


def _ignored(unknown: list[Unknown]) -> Iterator[str]:
    """What the address asks and the line does not know, in sentences."""
    if any(name not in CALLED for name, _ in unknown):
        yield "Je ziet wat er beschikbaar is in onze map. Iets anders is er nog niet."
    for name, value in unknown:
        if name in CALLED:
            yield f"{CALLED[name]} ‘{value}’ kennen we niet; dat telt niet mee."


def _summaries(matter: Matter, links: Links) -> list[tuple[Track, str, str]]:
    """(track, its line in a sentence, its address) for every track of the school."""
    return [
        (track, track_in_words(matter.on(track).own), links.line(track=track))
        for track in matter.folder.school.tracks
    ]


def _gaps(matter: Matter, links: Links) -> list[Gap]:
    """What is missing, worst first, each with what could fill it."""
    places = [(cell, list(_places(matter, matter.own, cell))) for cell in worst_first(matter.own)]
    first = {ids[0] for _, found in places for _, ids, _ in found}
    named = queries.examples(get_session(), current_actor(), first)
    return [Gap(cell, tuple(_proposals(found, named, links))) for cell, found in places]


def _by_competency(cells: Iterable[Cell]) -> dict[Competency, str]:
    """The years of the cells of each competence, in words."""
    years: dict[Competency, list[int]] = {}
    for competency, year in cells:
        years.setdefault(competency, []).append(year)
    return {competency: listed(found) for competency, found in years.items()}


def _places(
    matter: Matter, line: Coverage, gap: Cell
) -> Iterator[tuple[Cell, tuple[int, ...], Scope]]:
    """(cell, ids, whose) where there is something for `gap`: own ones a year lower or higher, then
    what other schools share for exactly that cell.
    """
    beside = [Cell(gap.competency, gap.year + step) for step in (-1, 1)]
    own = [(cell, matter.folder.own, Scope.OWN) for cell in beside if cell in line.cells]
    for cell, rows, whose in [*own, (gap, matter.folder.elsewhere, Scope.ELSEWHERE)]:
        if ids := at(rows, matter.selection, cell):
            yield cell, ids, whose


def _proposals(
    places: Iterable[tuple[Cell, tuple[int, ...], Scope]],
    named: Mapping[int, Example],
    links: Links,
) -> Iterator[Proposal]:
    for cell, ids, whose in places:
        if ids[0] in named:
            yield Proposal(named[ids[0]], cell.year, len(ids), links.cell(cell, whose))
