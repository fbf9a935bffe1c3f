"""Commands about who may come in: schools, accounts, API tokens."""

import sys

import click

from lobbib.cli.common import Failure, opened, school_id_of
from lobbib.db import House
from lobbib.domain.people import tidy_email
from lobbib.domain.policy import Role
from lobbib.domain.tracks import Track
from lobbib.queries import accounts
from lobbib.queries import people as reads
from lobbib.services import invitations, people, tokens
from lobbib.services import schools as school_services
from lobbib.services.people import Colleague

TRACKS = click.Choice([track.value for track in Track])
LOCAL = "http://127.0.0.1:8000"
ROLES = click.Choice([role.value for role in Role])


@click.group(help="Scholen en besturen.")
def school() -> None:
    pass


@school.command(name="create", help="Voeg een school toe. SLUG is de korte naam.")
@click.argument("slug")
@click.argument("name", metavar="NAAM")
@click.option("--board", metavar="NAAM", help="Het bestuur waar de school bij hoort.")
@click.option(
    "--track", "tracks", type=TRACKS, multiple=True, help="Een niveau; herhaal per niveau."
)
def create_school(slug: str, name: str, board: str | None, tracks: tuple[str, ...]) -> None:
    offered = [track for track in Track if not tracks or track.value in tracks]
    with opened() as house, house.sessions() as session:
        school_services.create_school(session, slug, name, board, offered)
        click.echo(f"{name} is toegevoegd. Nodig nu een beheerder uit met: lobbib user create")


@click.group(help="Accounts van collega's.")
def user() -> None:
    pass


@user.command(name="create", help="Voeg een collega toe; toont de uitnodigingslink.")
@click.argument("email", metavar="ADRES")
@click.option(
    "--school", "slug", required=True, metavar="SLUG", help="De korte naam van de school."
)
@click.option("--name", required=True, metavar="NAAM", help="Voor- en achternaam.")
@click.option("--role", "roles", type=ROLES, multiple=True, help="Een rol; herhaal per rol.")
@click.option("--password-stdin", is_flag=True, help="Lees een wachtwoord; dan is er geen link.")
def create_user(
    email: str, slug: str, name: str, roles: tuple[str, ...], password_stdin: bool
) -> None:
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with opened() as house:
        held = frozenset(Role(role) for role in roles)
        colleague = Colleague(school_id_of(house, slug), email, name, held)
        click.echo(_add(house, colleague, password))


def _add(house: House, colleague: Colleague, password: str | None) -> str:
    with house.sessions() as session:
        if password is not None:
            people.add_user(session, None, colleague, password)
            return f"{colleague.name} kan inloggen."
        invited = people.invite(session, None, colleague)
    return invitations.address_of(house.config.base_url or LOCAL, invited.purpose, invited.token)


@user.command(name="list", help="Laat alle accounts zien.")
def list_users() -> None:
    with opened() as house, house.sessions() as session:
        for row in reads.everybody(session):
            state = "uit" if row.disabled_at else "actief" if row.password_hash else "uitgenodigd"
            roles = ",".join(sorted(row.roles)) or "-"
            click.echo("\t".join((row.school.slug, row.email, row.name, roles, state)))


@user.command(name="disable", help="Zet een account uit; wat iemand schreef blijft staan.")
@click.argument("email", metavar="ADRES")
def disable_user(email: str) -> None:
    with opened() as house, house.sessions() as session:
        found = accounts.by_email(session, tidy_email(email))
        if found is None:
            raise Failure(f"Er is geen account voor {email}.")
        people.disable(session, None, found.id)
        click.echo(f"Het account van {email} staat uit.")


@click.group(help="Sleutels voor de API.")
def token() -> None:
    pass


@token.command(name="create", help="Maak een sleutel; toont alleen de sleutel.")
@click.argument("email", metavar="ADRES")
def create_token(email: str) -> None:
    with opened() as house, house.sessions() as session:
        click.echo(tokens.create_token(session, email))


COMMANDS = (school, user, token)
