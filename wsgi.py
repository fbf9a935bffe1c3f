"""The WSGI entry for any server: `wsgi:app`, configured by LOBBIB_* in the environment."""

import os

from lobbib import create_app
from lobbib.config import from_env

app = create_app(from_env(os.environ))
