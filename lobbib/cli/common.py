"""What the commands share: settings, and the house that they work on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask

from lobbib import create_app
from lobbib.config import Config, from_env
from lobbib.db import House
from lobbib.errors import LobbibError
from lobbib.queries import schools
from lobbib.services import schema
from lobbib.services.checks import NOT_MIGRATED

FILE = click.Path(dir_okay=False, path_type=Path)
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
EXISTING = click.Path(exists=True, path_type=Path)


class Failure(LobbibError):
    """A command cannot go on; the message says why."""


def settings() -> Config:
    return from_env(os.environ)


def house_of(app: Flask) -> House:
    found: House = app.extensions["lobbib"]
    return found


@contextmanager
def built(config: Config) -> Iterator[Flask]:
    """The application, its data folder made first; let go of at the end."""
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = create_app(config)
    house = house_of(app)
    try:
        yield app
    finally:
        house.keeper.close()
        house.search.close()
        house.engine.dispose()


@contextmanager
def opened(*, migrated: bool = True) -> Iterator[House]:
    """The house on today's settings. Raises Failure where `migrated` is asked and not so."""
    with built(settings()) as app:
        house = house_of(app)
        if migrated and not schema.is_migrated(house.engine):
            raise Failure(NOT_MIGRATED)
        yield house


def school_id_of(house: House, slug: str) -> int:
    """Raises Failure where there is no such school."""
    with house.sessions() as session:
        found = schools.by_slug(session, slug)
        if found is None:
            raise Failure(f"Er is geen school met de korte naam {slug}.")
        return found.id
