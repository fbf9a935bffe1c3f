"""A school's planning beside its assignments: a file of its own, one line for each thing in it."""

from collections.abc import Mapping
from pathlib import Path

import click

from lobbib.db import House
from lobbib.domain.policy import Actor
from lobbib.exchange.jsonl import read_lines, to_line
from lobbib.services.planning_library import export_planning
from lobbib.services.planning_moving import Moved, import_planning


def write_planning(house: House, school_id: int, file: Path) -> None:
    """Write the planning of a school to `file`, whole or not at all."""
    number = 0
    with house.sessions() as session, click.open_file(str(file), "wb", atomic=True) as stream:
        for line in export_planning(session, school_id):
            stream.write(to_line(line))
            number += 1
    click.echo(f"{number} regels van de planning staan in {file}.", err=True)


def read_planning(house: House, actor: Actor, file: Path, moved: Mapping[int, int]) -> bool:
    """Take the planning in `file` in, and say each problem; whether there was none.

    `moved`: the ids that the file has for assignments, and what they became here.
    """
    with file.open("rb") as stream, house.sessions() as session:
        outcomes = import_planning(session, actor, read_lines(stream), moved)
    for outcome in outcomes:
        _say(outcome)
    refused = sum(1 for outcome in outcomes if outcome.problem)
    new = sum(1 for outcome in outcomes if outcome.is_new)
    there = len(outcomes) - refused - new
    click.echo(f"Planning: {new} toegevoegd, {there} stonden er al, {refused} geweigerd.")
    return not refused


def _say(outcome: Moved) -> None:
    if outcome.problem:
        click.echo(f"planning, regel {outcome.line}: geweigerd: {outcome.problem}", err=True)


def numbers_in(file: Path) -> dict[int, int]:
    """By line, the id that an export gave the assignment on it."""
    with file.open("rb") as stream:
        items = {line.number: line.item or {} for line in read_lines(stream)}
    return {line: item["id"] for line, item in items.items() if isinstance(item.get("id"), int)}
