"""`/healthz`: whether this process can do its work, for a monitor; nothing here is secret."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lobbib.db import DatabaseTrouble, House, house
from lobbib.services import schema
from lobbib.web.access import ANYONE, serves

bp = Blueprint("health", __name__)
GOOD = "ok"


@bp.get("/healthz")
@serves(ANYONE)
def healthz() -> ResponseReturnValue:
    """200 when people can work, 503 when not; the index may be behind and still be good."""
    found = _database(house())
    good = all(value == GOOD for value in found.values())
    index = _index(house()) if good else {"state": "unknown"}
    body = {"status": GOOD if good else "trouble", **found, "index": index}
    return jsonify(body), 200 if good else 503


def _database(of: House) -> dict[str, str]:
    try:
        migrated = schema.is_migrated(of.engine)
    except DatabaseTrouble:
        return {"database": "unreachable", "schema": "unknown"}
    return {"database": GOOD, "schema": GOOD if migrated else "outdated"}


def _index(of: House) -> dict[str, object]:
    """`behind` counts changes that cannot be found yet."""
    try:
        status = of.search.status()
    except DatabaseTrouble:
        return {"state": "unknown"}
    return {
        "state": status.state,
        "behind": status.lag,
        "documents": status.documents,
        "position": list(status.position),
        "bytes": status.size,
    }
