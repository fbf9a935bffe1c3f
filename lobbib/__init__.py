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
    engine = db.make_engine(config.database_url)
    sessions = db.make_sessions(engine)
    watch(sessions)
    search = SearchEngine(sessions, config.index_folder)
    app.extensions["lobbib"] = db.House(
        config,
        engine,
        sessions,
        search,
        LineEngine(search),
        Suggester(),
        Keeper(config, sessions),
    )
    db.init_app(app)
    web.init_app(app, config)
    return app
