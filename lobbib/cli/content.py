"""Commands that move assignments and planning in and out: JSON Lines both ways, a folder in."""

import sys
from collections import Counter
from pathlib import Path

import click

from lobbib.cli.common import EXISTING, EXISTING_FILE, FILE, Failure, opened, school_id_of
from lobbib.cli.folders import import_folder
from lobbib.cli.planning import numbers_in, read_planning, write_planning
from lobbib.db import House
from lobbib.domain.people import tidy_email
from lobbib.domain.policy import Actor
from lobbib.exchange.jsonl import read_lines, to_line
from lobbib.queries import accounts
from lobbib.services import library
from lobbib.services.library import Outcome

PARTLY = 3  # the exit code when some lines were refused and the rest went in
REFUSED = "geweigerd"
ITEMS = ("", ".jsonl", ".ndjson", ".json")  # endings of files with items; others are documents


@click.command(
    name="import", help="Zet opdrachten uit een JSONL-bestand, of uit een map met documenten, erin."
)
@click.argument("file", type=EXISTING, metavar="BESTAND-OF-MAP", required=False)
@click.option("--school", "slug", required=True, metavar="SLUG", help="De school.")
@click.option("--as", "email", required=True, metavar="ADRES", help="De collega die ze toevoegt.")
@click.option("--publish", is_flag=True, help="Deel wat compleet is; anders wordt alles concept.")
@click.option("--planning", type=EXISTING_FILE, metavar="BESTAND", help="Ook deze planning.")
def import_file(
    file: Path | None, slug: str, email: str, publish: bool, planning: Path | None
) -> int:
    _check(file, planning)
    with opened() as house:
        actor = _actor(house, slug, email)
        code, moved = _take_in(house, actor, file, publish) if file else (0, {})
        whole = read_planning(house, actor, planning, moved) if planning else True
    return code if code or whole else PARTLY


def _take_in(house: House, actor: Actor, file: Path, publish: bool) -> tuple[int, dict[int, int]]:
    """The exit code, and what the ids in the file became."""
    if file.is_dir() or file.suffix.lower() not in ITEMS:
        return import_folder(house, actor, file), {}
    counts, moved = _import(house, actor, file, publish)
    done = sum(counts.values()) - counts[REFUSED]
    click.echo(
        f"{done} toegevoegd, waarvan {counts['gedeeld']} gedeeld; {counts[REFUSED]} geweigerd."
    )
    return (PARTLY if done else 1) if counts[REFUSED] else 0, moved


def _check(file: Path | None, planning: Path | None) -> None:
    """One of the two has to be named."""
    if file is None and planning is None:
        context = click.get_current_context()
        raise click.MissingParameter(ctx=context, param=context.command.params[0])


def _import(
    house: House, actor: Actor, file: Path, publish: bool
) -> tuple[Counter[str], dict[int, int]]:
    """How many lines ended in which status, while each remark is said as it comes; and the ids that
    the file has, with what they became.
    """
    counts: Counter[str] = Counter()
    numbers, moved = numbers_in(file), {}
    with file.open("rb") as stream, house.sessions() as session:
        outcomes = library.import_items(session, actor, read_lines(stream), publish=publish)
        with click.progressbar(
            outcomes, length=_count_lines(file), file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as shown:
            for outcome in shown:
                counts[outcome.status or REFUSED] += 1
                if outcome.assignment_id is not None and outcome.line in numbers:
                    moved[numbers[outcome.line]] = outcome.assignment_id
                _say(outcome)
    return counts, moved


def _say(outcome: Outcome) -> None:
    for remark in outcome.remarks:
        refused = f"{REFUSED}: " if outcome.assignment_id is None else ""
        click.echo(f"regel {outcome.line}: {refused}{remark}", err=True)


def _count_lines(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(1 for line in stream if line.strip())


def _actor(house: House, slug: str, email: str) -> Actor:
    school_id = school_id_of(house, slug)
    with house.sessions() as session:
        user = accounts.by_email(session, tidy_email(email))
        if user is None or user.school_id != school_id or user.disabled_at:
            raise Failure(f"{email} heeft geen account bij {slug}.")
        return user.as_actor()


@click.command(name="export", help="Schrijf alle opdrachten van een school naar een JSONL-bestand.")
@click.argument("file", type=FILE, metavar="BESTAND", required=False)
@click.option("--school", "slug", required=True, metavar="SLUG", help="De school.")
@click.option("--planning", type=FILE, metavar="BESTAND", help="De planning, in een eigen bestand.")
def export_file(file: Path | None, slug: str, planning: Path | None) -> None:
    _check(file, planning)
    with opened() as house:
        school_id = school_id_of(house, slug)
        if file:
            _export(house, school_id, file)
        if planning:
            write_planning(house, school_id, planning)


def _export(house: House, school_id: int, file: Path) -> None:
    with house.sessions() as session:
        items = library.export_items(session, school_id, house.config.base_url)
        number = 0
        with click.open_file(str(file), "wb", atomic=True) as stream:
            for item in items:
                stream.write(to_line(item))
                number += 1
        click.echo(f"{number} opdrachten staan in {file}.", err=True)


COMMANDS = (import_file, export_file)
