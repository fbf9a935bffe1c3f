"""`lobbib …`: the command line, an entry above create_app like wsgi.py."""

from lobbib.cli.main import main, run

__all__ = ["main", "run"]
