"""lobbib: a shared library of LOB assignments for Dutch secondary schools."""

from flask import Flask

from lobbib import db, web
from lobbib.config import Config
from lobbib.models.feed import watch
from lobbib.search import SearchEngine


def create_app(config: Config) -> Flask:
    """The application for `config`. Starts no thread and touches no database."""
    app = Flask("lobbib")
    engine = db.make_engine(config.database_url)
    sessions = db.make_sessions(engine)
    watch(sessions)
    app.extensions["lobbib"] = db.House(
        config, engine, sessions, SearchEngine(sessions, config.index_folder)
    )
    db.init_app(app)
    web.init_app(app, config)
    return app
