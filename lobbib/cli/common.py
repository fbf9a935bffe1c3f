"""What the commands share: settings, and the house that they work on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from lobbib import create_app
from lobbib.config import Config, from_env
from lobbib.db import House
from lobbib.errors import LobbibError
from lobbib.services import schema
from lobbib.services.checks import NOT_MIGRATED


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
