"""The WSGI entry for any server: `wsgi:app`, configured by LOBBIB_* in the environment.

It refuses what `lobbib serve` refuses. Each process follows the change feed from its first request
on, so that a server may fork as it likes.
"""

import os

from lobbib import create_app
from lobbib.config import from_env
from lobbib.services import checks

app = create_app(from_env(os.environ))
_house = app.extensions["lobbib"]
if _found := checks.before_serving(_house.engine, _house.config, checks.ANYWHERE):
    raise SystemExit("\n".join(("lobbib begint niet.", *_found)))
_house.engine.dispose()
app.before_request(_house.search.start)
app.before_request(_house.keeper.start)
