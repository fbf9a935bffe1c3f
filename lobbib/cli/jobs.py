"""`lobbib work`: the process in which imports are read; the server starts it by itself."""

import contextlib
import os

import click

from lobbib.cli.common import opened
from lobbib.worker import runner
from lobbib.worker.reader import FileReader

MODESTY = 5  # so that whoever searches goes first


@click.command(hidden=True, help="Lees wat er te importeren is. De server start dit zelf.")
@click.argument("claim")
def work(claim: str) -> None:
    with contextlib.suppress(OSError, AttributeError):  # Windows has no such thing
        os.nice(MODESTY)
    with opened() as house, FileReader() as reader:
        runner.work(house, claim, reader)


COMMANDS = (work,)
