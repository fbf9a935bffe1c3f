"""lobbib: a shared library of LOB assignments for Dutch secondary schools."""

from flask import Flask

from lobbib import db, web
from lobbib.config import Config
from lobbib.models.feed import watch
from lobbib.search import LineEngine, SearchEngine, Suggester
from lobbib.worker.keeper import Keeper


def create_app(config: Config) -> Flask:
    """The application for `config`. Starts no thread and touches no database."""
    app = Flask("lobbib")
    app.extensions["lobbib"] = open_house(config)
    db.init_app(app)
    web.init_app(app, config)
    return app


def open_house(config: Config) -> db.House:
    """What stands behind the pages. Apart, because its data may change while the pages stay: tests
    lay out the addresses once for hundreds of databases."""
    engine = db.make_engine(config.database_url)
    sessions = db.make_sessions(engine)
    watch(sessions)
    search = SearchEngine(sessions, config.index_folder)
    return db.House(
        config,
        engine,
        sessions,
        search,
        LineEngine(search),
        Suggester(),
        Keeper(config, sessions),
    )
