"""What a school agreed on, for a school year: what was last said in that year or before.

cell_targets(session, school_id, school_year)   {Cell: number}; a cell left out is 1
year_targets(session, school_id, school_year)   {year: YearTarget}; a year left out is 3, 2, 3
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.domain.coverage import Cell
from lobbib.domain.planning import YearTarget
from lobbib.domain.school_years import SchoolYear
from lobbib.models import CellTarget, YearTargetRow


def cell_targets(session: Session, school_id: int, school_year: SchoolYear) -> dict[Cell, int]:
    """The numbers that were agreed on, by cell; a cell that nobody spoke of is left out."""
    rows = session.execute(
        select(CellTarget.competency, CellTarget.year, CellTarget.number)
        .where(CellTarget.school_id == school_id, CellTarget.school_year <= school_year)
        .order_by(CellTarget.school_year)
    )
    return {Cell(competency, year): number for competency, year, number in rows}


def year_targets(
    session: Session, school_id: int, school_year: SchoolYear
) -> dict[int, YearTarget]:
    """What was agreed on for a whole year; a year that nobody spoke of is left out."""
    rows = session.scalars(
        select(YearTargetRow)
        .where(YearTargetRow.school_id == school_id, YearTargetRow.school_year <= school_year)
        .order_by(YearTargetRow.school_year)
    )
    return {row.year: YearTarget(row.assignments, row.periods, row.conversations) for row in rows}
