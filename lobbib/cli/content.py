"""Commands that move assignments in and out as JSON Lines."""

import click

COMMANDS: tuple[click.Command, ...] = ()
