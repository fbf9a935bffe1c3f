"""Pages and the API: one blueprint per feature. No SQL, no commit."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from lobbib.config import Config
from lobbib.domain.competencies import Competency
from lobbib.web import (
    access,
    accounts,
    admin,
    agreements,
    api,
    assignments,
    attachments,
    calls,
    compression,
    coverage,
    deliveries,
    drafts,
    errors,
    favourites,
    health,
    help,
    home,
    importing,
    logging,
    originals,
    papers,
    participation,
    planning,
    planning_import,
    planning_years,
    reports,
    school_shape,
    security,
    uploads,
    versions,
    words,
)
from lobbib.web import search as search_pages

BLUEPRINTS = (
    home.bp,
    accounts.bp,
    assignments.bp,
    attachments.bp,
    drafts.bp,
    favourites.bp,
    versions.bp,
    originals.bp,
    papers.bp,
    reports.bp,
    search_pages.bp,
    coverage.bp,
    planning.bp,
    planning_import.bp,
    planning_years.bp,
    importing.bp,
    participation.bp,
    agreements.bp,
    calls.bp,
    deliveries.bp,
    admin.bp,
    words.bp,
    school_shape.bp,
    api.bp,
    health.bp,
    help.bp,
)
STATIC = Path(__file__).parent.parent / "static"


def init_app(app: Flask, config: Config) -> None:
    logging.init_app(app, config)
    security.init_app(app, config)
    compression.init_app(app)
    errors.init_app(app)
    uploads.init_app(app)
    csrf = CSRFProtect(app)
    csrf.exempt(api.suggestions)  # it asks for the token itself, of those who came with a cookie
    login_manager = LoginManager(app, add_context_processor=False)  # ours: shown_login
    login_manager.session_protection = None
    accounts.init_login(login_manager)
    app.before_request(access.check_audience)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.context_processor(lambda: {"actor": access.shown_login()})
    app.jinja_env.globals.update(COMPETENCIES=tuple(Competency), static_url=static_url)


def static_url(filename: str) -> str:
    """An asset's address with its content's hash, so that it can be cached for ever."""
    return url_for("static", filename=filename, v=_hash(filename))


@cache
def _hash(filename: str) -> str:
    return hashlib.sha256((STATIC / filename).read_bytes()).hexdigest()[:12]
