"""Commands that move assignments in and out: JSON Lines both ways, a school's own folder in."""

import sys
from collections import Counter
from pathlib import Path

import click

from lobbib.cli.common import EXISTING, FILE, Failure, opened, school_id_of
from lobbib.cli.folders import import_folder
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
@click.argument("file", type=EXISTING, metavar="BESTAND-OF-MAP")
@click.option("--school", "slug", required=True, metavar="SLUG", help="De school.")
@click.option("--as", "email", required=True, metavar="ADRES", help="De collega die ze toevoegt.")
@click.option("--publish", is_flag=True, help="Deel wat compleet is; anders wordt alles concept.")
def import_file(file: Path, slug: str, email: str, publish: bool) -> int:
    with opened() as house:
        actor = _actor(house, slug, email)
        if file.is_dir() or file.suffix.lower() not in ITEMS:
            return import_folder(house, actor, file)
        counts = _import(house, actor, file, publish)
    done = sum(counts.values()) - counts[REFUSED]
    click.echo(
        f"{done} toegevoegd, waarvan {counts['gedeeld']} gedeeld; {counts[REFUSED]} geweigerd."
    )
    return (PARTLY if done else 1) if counts[REFUSED] else 0


def _import(house: House, actor: Actor, file: Path, publish: bool) -> Counter[str]:
    """How many lines ended in which status, while each remark is said as it comes."""
    counts: Counter[str] = Counter()
    with file.open("rb") as stream, house.sessions() as session:
        outcomes = library.import_items(session, actor, read_lines(stream), publish=publish)
        with click.progressbar(
            outcomes, length=_count_lines(file), file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as shown:
            for outcome in shown:
                counts[outcome.status or REFUSED] += 1
                _say(outcome)
    return counts


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
@click.argument("file", type=FILE, metavar="BESTAND")
@click.option("--school", "slug", required=True, metavar="SLUG", help="De school.")
def export_file(file: Path, slug: str) -> None:
    with opened() as house, house.sessions() as session:
        items = library.export_items(session, school_id_of(house, slug), house.config.base_url)
        number = 0
        with click.open_file(str(file), "wb", atomic=True) as stream:
            for item in items:
                stream.write(to_line(item))
                number += 1
        click.echo(f"{number} opdrachten staan in {file}.", err=True)


COMMANDS = (import_file, export_file)
