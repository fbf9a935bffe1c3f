"""A school's whole planning out, as lines: for moving house, and for whoever counts it again."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from lobbib.exchange import planning_lines as lines
from lobbib.exchange.planning_lines import Line
from lobbib.queries import planning_export as reads


def export_planning(session: Session, school_id: int) -> Iterator[Line]:
    """Class types and periods come before what is placed on them, placements before deliveries."""
    members = reads.members(session, school_id)
    for class_type in reads.rows(session, reads.class_types(school_id)):
        yield lines.class_type_line(class_type, members.get(class_type.id, []))
    yield from map(lines.period_line, reads.rows(session, reads.periods(school_id)))
    yield from map(lines.milestone_line, reads.rows(session, reads.milestones(school_id)))
    yield from map(lines.target_line, reads.rows(session, reads.cell_targets(school_id)))
    yield from map(lines.year_target_line, reads.rows(session, reads.year_targets(school_id)))
    yield from map(lines.placement_line, reads.rows(session, reads.placements(school_id)))
    yield from map(lines.delivery_line, reads.rows(session, reads.deliveries(school_id)))
    yield from map(lines.call_line, reads.rows(session, reads.calls(school_id)))
