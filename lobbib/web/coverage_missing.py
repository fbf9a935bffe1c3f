"""What is missing on the line as a work list: what could fill it, what that would change, and the
step that does it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import url_for

from lobbib.db import get_session, house
from lobbib.domain import policy
from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Change, effects, worst_first
from lobbib.domain.line_in_words import listed
from lobbib.domain.proposals import Kind, Proposal
from lobbib.models import Assignment, Call
from lobbib.queries import assignments, calls
from lobbib.search.fitting import Fitting
from lobbib.search.line import Spot
from lobbib.web.access import current_actor
from lobbib.web.coverage_matter import Matter


class Offer(NamedTuple):
    """An assignment that could fill a place. `more`: how many others there are like it.

    `adapts`: the step is a copy of one's own; otherwise it is a place on the board.
    """

    kind: Kind
    id: int
    title: str
    whence: str
    effect: str
    more: int
    more_url: str
    adapts: bool
    place_url: str
    because: tuple[str, ...] = ()
    tag_url: str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A place that is not as agreed, with what could be done. `call` is one that is open for it."""

    cell: Cell
    now: int
    target: int
    offers: tuple[Offer, ...]
    call: Call | None
    call_url: str
    is_past: bool = False

    @property
    def asked(self) -> str:
        """Of whom the open call asks something."""
        if self.call is None:
            return ""
        return f"collega's van {self.call.subject.name}" if self.call.subject else "iedereen"


class Help(NamedTuple):
    """What could fill a place: what fits by its text, what is proposed by id, and open calls."""

    fitting: Fitting
    known: Mapping[int, Assignment]
    calls: Sequence[Call]


def lacking(matter: Matter) -> list[Lacking]:
    """Worst first: what is missing altogether, then what is too little."""
    return lacking_on_each([matter])[0]


def lacking_on_each(matters: Sequence[Matter]) -> list[list[Lacking]]:
    """The same for several lines of one school, with one reading of what they all need."""
    session, actor = get_session(), current_actor()
    ahead = [[cell for cell in _not_met(one) if not _is_past(one, cell)] for one in matters]
    facts = matters[0].ledger.facts
    fitting = house().suggester.fitting(session, actor, facts) if any(ahead) else {}
    found = [
        one.ledger.proposals(one.asked, one.today, cells, fitting)
        for one, cells in zip(matters, ahead, strict=True)
    ]
    first = {offer.ids[0] for cells in found for offers in cells.values() for offer in offers}
    known = {row.id: row for row in assignments.by_ids(session, actor, first)}
    help_there_is = Help(fitting, known, calls.all_open(session, actor))
    return [
        list(_on_one(matter, cells, help_there_is))
        for matter, cells in zip(matters, found, strict=True)
    ]


def _not_met(matter: Matter) -> tuple[Cell, ...]:
    return (*worst_first(matter.own), *matter.own.thin)


def _on_one(
    matter: Matter, found: Mapping[Cell, tuple[Proposal, ...]], there: Help
) -> Iterator[Lacking]:
    for cell in _not_met(matter):
        past = _is_past(matter, cell)
        asking = (one for one in there.calls if not past and _asks_for(one, matter, cell))
        yield Lacking(
            cell=cell,
            now=matter.own.cells[cell],
            target=matter.own.targets[cell],
            offers=tuple(_offers(matter, cell, found.get(cell, ()), there)),
            call=next(asking, None),
            call_url=_call_url(matter, cell),
            is_past=past,
        )


def _is_past(matter: Matter, cell: Cell) -> bool:
    """Whether its school year is over, so that nothing can fill it any more."""
    return matter.figures.sources[cell.year].school_year.has_passed(matter.today)


def _asks_for(call: Call, matter: Matter, cell: Cell) -> bool:
    fits = call.track is None or matter.track in (None, call.track)
    return (call.competency, call.year) == cell and fits


def _call_url(matter: Matter, cell: Cell) -> str:
    track = matter.track.value if matter.track else None
    asked: dict[str, Any] = {
        "leerjaar": cell.year,
        "competentie": cell.competency.value,
        "niveau": track,
    }
    return url_for("calls.new", **{name: value for name, value in asked.items() if value})


def _offers(
    matter: Matter,
    cell: Cell,
    proposals: Iterable[Proposal],
    there: Help,
) -> Iterator[Offer]:
    for proposal in proposals:
        if row := there.known.get(proposal.ids[0]):
            offer = _offer(matter, cell, proposal, row)
            fits = proposal.kind is Kind.FITS
            yield _by_its_text(matter, offer, cell, there.fitting) if fits else offer


def _by_its_text(matter: Matter, offer: Offer, cell: Cell, fitting: Fitting) -> Offer:
    """It counts here once it has the tag: that is the step, for who agrees with the words."""
    year, competency = cell.year, cell.competency
    url = url_for("assignments.edit", assignment_id=offer.id, competentie=competency.value)
    effect = offer.effect
    if offer.id in matter.ledger.ids(matter.asked, matter.today, Spot(year)):
        effect = in_words(effects(matter.own, year, [competency]), competency)
    because = fitting[competency][offer.id]
    return offer._replace(because=because, tag_url=url, effect=effect)


def _offer(matter: Matter, cell: Cell, proposal: Proposal, row: Assignment) -> Offer:
    changes = effects(matter.own, cell.year, {cell.competency, *row.competencies})
    return Offer(
        kind=proposal.kind,
        id=row.id,
        title=row.title,
        whence=_whence(proposal, row),
        effect=in_words(changes, cell.competency),
        more=len(proposal.ids) - 1,
        more_url=_like_it(matter, cell, proposal),
        adapts=not matter.is_planned or proposal.kind in (Kind.LOWER, Kind.HIGHER),
        place_url=_place_url(matter, cell, row.id),
    )


def _place_url(matter: Matter, cell: Cell, assignment_id: int) -> str:
    """The page that places it, with what is known filled in."""
    asked: dict[str, Any] = {
        "opdracht": assignment_id,
        "schooljaar": str(matter.figures.sources[cell.year].school_year),
        "leerjaar": cell.year,
        "niveau": matter.track.value if matter.track else None,
        "competentie": cell.competency.value,
    }
    return url_for("planning.place", **{name: value for name, value in asked.items() if value})


def _whence(proposal: Proposal, row: Assignment) -> str:
    return {
        Kind.HERE: "staat in onze map, nog niet gepland",
        Kind.LOWER: f"van onze school, nu voor klas {proposal.year}",
        Kind.HIGHER: f"van onze school, nu voor klas {proposal.year}",
        Kind.ELSEWHERE: f"van {row.school.name}",
        Kind.FITS: "van onze school, past erbij",
    }[proposal.kind]


def in_words(changes: Iterable[Change], first: Competency) -> str:
    """ "klas 3, netwerken: 0 → 1; werkexploratie: 2 → 3": the place it is for comes first."""
    ordered = sorted(changes, key=lambda change: change.cell.competency is not first)
    steps = [f"{one.cell.competency.value}: {one.before} → {one.now}" for one in ordered]
    return f"klas {ordered[0].cell.year}, {'; '.join(steps)}" if ordered else ""


def _like_it(matter: Matter, cell: Cell, proposal: Proposal) -> str:
    """The list of everything of the same kind, where a search can say it."""
    tracks = [matter.track.value] if matter.track else []
    asked: dict[str, Any] = {
        "leerjaar": [proposal.year],
        "competentie": [cell.competency.value],
        "niveau": tracks,
    }
    if proposal.kind is Kind.FITS:
        return ""
    whose = "elders" if proposal.kind is Kind.ELSEWHERE else "eigen"
    return url_for("search.results", school=whose, **asked)


def bare(places: Iterable[Lacking]) -> dict[Competency, str]:
    """The years of the places for which there is nothing at all, in words, by competence."""
    years: dict[Competency, list[int]] = {}
    for place in places:
        years.setdefault(place.cell.competency, []).append(place.cell.year)
    return {c: listed(sorted(years[c])) for c in Competency if c in years}


def may_call() -> bool:
    return policy.can_manage_line(current_actor())
