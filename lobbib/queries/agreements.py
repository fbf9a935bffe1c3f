"""What a school agreed on.

said(session, school_id)                        every agreement that was ever made
in_force(session, school_id, school_year)       what holds in a school year
cell_targets(session, school_id, school_year)   its {Cell: number}; a cell left out is 1
year_targets(session, school_id, school_year)   its {year: YearTarget}; left out is 3, 2, 3
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.coverage import Cell
from lobbib.domain.layers import Agreements, Said, agreements_in
from lobbib.domain.planning import YearTarget
from lobbib.domain.school_years import SchoolYear
from lobbib.models import CellTarget, YearTargetRow


def said(session: Session, school_id: int) -> list[Said]:
    """All agreements of a school, in no order."""
    cells = session.scalars(select(CellTarget).where(CellTarget.school_id == school_id))
    years = session.scalars(select(YearTargetRow).where(YearTargetRow.school_id == school_id))
    return [
        *(Said(row.school_year, Cell(row.competency, row.year), row.number) for row in cells),
        *(Said(row.school_year, row.year, row.target) for row in years),
    ]


def in_force(session: Session, school_id: int, school_year: SchoolYear) -> Agreements:
    """What holds in `school_year`: what was last agreed on in it or before."""
    return agreements_in(said(session, school_id), school_year)


def cell_targets(session: Session, school_id: int, school_year: SchoolYear) -> Mapping[Cell, int]:
    """The numbers that were agreed on, by cell; a cell that nobody spoke of is left out."""
    return in_force(session, school_id, school_year).cells


def year_targets(
    session: Session, school_id: int, school_year: SchoolYear
) -> Mapping[int, YearTarget]:
    """What was agreed on for a whole year; a year that nobody spoke of is left out."""
    return in_force(session, school_id, school_year).years
