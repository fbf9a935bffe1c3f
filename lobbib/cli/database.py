"""Commands about the database as a whole: its schema, the demo, the index, backups, safety."""

from pathlib import Path

import click

from lobbib.cli.common import EXISTING_FILE, FILE, Failure, opened
from lobbib.services import backup, checks, demo, schema
from lobbib.services.transaction import utc_now


@click.group(help="Werk de database bij.")
def db() -> None:
    pass


@db.command(name="upgrade", help="Breng de database op de versie van dit programma.")
@click.argument("revision", default="head", metavar="[VERSIE]")
def upgrade(revision: str) -> None:
    with opened(migrated=False) as house:
        schema.upgrade(house.engine, _known(revision))
        click.echo(f"De database staat op versie {schema.current_revision(house.engine)}.")


@db.command(name="downgrade", help="Breng de database terug naar een oudere versie.")
@click.argument("revision", metavar="VERSIE")
def downgrade(revision: str) -> None:
    with opened(migrated=False) as house:
        schema.downgrade(house.engine, _known(revision))
        now = schema.current_revision(house.engine) or "leeg"
        click.echo(f"De database staat op versie {now}.")


def _known(revision: str) -> str:
    if revision not in {"head", "base", "-1", *schema.known_revisions()}:
        raise Failure(f"Versie {revision} bestaat niet.")
    return revision


@click.command(help="Maak de demoscholen, als ze er nog niet zijn.")
def seed() -> None:
    with opened() as house, house.sessions() as session:
        number = demo.seed(session, utc_now())
        added = f"De demoscholen zijn gemaakt, met {number} opdrachten."
        click.echo(added if number else "De demoscholen zijn er al.")


@click.group(help="De zoekindex: gemaakt uit de database, en altijd opnieuw te maken.")
def index() -> None:
    pass


@index.command(name="rebuild", help="Maak de index opnieuw.")
def rebuild() -> None:
    with opened() as house:
        if not house.search.rebuild():
            raise Failure("De index is niet op tijd klaar. Kijk met: lobbib index status")
        click.echo(f"De index is klaar: {house.search.status().documents} opdrachten.")


@index.command(name="status", help="Laat zien hoe het met de index staat.")
def status() -> None:
    with opened() as house:
        found = house.search.status()
        click.echo(f"opdrachten  {found.documents}")
        click.echo(f"achterstand {found.lag}")
        click.echo(f"plaats      {found.position.tx}/{found.position.id}")
        click.echo(f"grootte     {found.size} bytes")
        click.echo(f"generatie   {found.generation or '-'}")


@click.command(name="backup", help="Maak een back-up in BESTAND, ook terwijl lobbib draait.")
@click.argument("file", type=FILE, metavar="BESTAND")
def make_backup(file: Path) -> None:
    with opened(migrated=False) as house:
        number = backup.make_backup(house.engine, file.absolute())
        click.echo(f"{file} is klaar: {number} rijen.")


@click.command(help="Zet een back-up terug. Alles wat er nu staat, verdwijnt.")
@click.argument("file", type=EXISTING_FILE, metavar="BESTAND")
def restore(file: Path) -> None:
    with opened(migrated=False) as house:
        number = backup.restore_backup(house.engine, file)
        click.echo(f"{file} is teruggezet: {number} rijen. Iedereen logt opnieuw in.")


@click.command(help="Kijk of alles veilig staat; eindigt met 1 als dat niet zo is.")
def check() -> int:
    with opened(migrated=False) as house:
        found = checks.findings(house.engine, house.config, house.search)
    for line in found:
        click.echo(line, err=True)
    if not found:
        click.echo("Alles staat goed.")
    return 1 if found else 0


COMMANDS = (db, seed, index, make_backup, restore, check)
