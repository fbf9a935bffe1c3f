"""The commands by name, and errors as one line on standard error with their exit code."""

import errno
import sys
from collections.abc import Callable, Sequence

import click

from lobbib.cli import content, database, jobs, people, serving
from lobbib.config import BadSetting
from lobbib.db import DatabaseTrouble
from lobbib.errors import Invalid, LobbibError

FAILED = 1
MISUSED = 2
INTERRUPTED = 130


@click.group(
    name="lobbib",
    help="Een gedeelde map met LOB-opdrachten voor je school.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="lobbib", message="%(version)s")
def commands() -> None:
    pass


for module in (serving, database, people, content, jobs):
    for command in module.COMMANDS:
        commands.add_command(command)


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Carry out one command; returns its exit code: 1 failed, 2 misused, 3 some lines refused."""
    try:
        code = commands.main(list(arguments), prog_name="lobbib", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return MISUSED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except tuple(EXPLAINED) as error:
        return _fail(error)
    return code if isinstance(code, int) else 0


def _fail(error: Exception) -> int:
    kind = next(kind for kind in type(error).__mro__ if kind in EXPLAINED)
    click.echo(f"lobbib: {EXPLAINED[kind](error)}", err=True)
    return MISUSED if isinstance(error, click.UsageError) else FAILED


def _usage(error: click.UsageError) -> str:
    """Click's own sentences are English and take three lines."""
    path = error.ctx.command_path if error.ctx else "lobbib"
    return f"{_what_is_wrong(error)} Zie: {path} --help"


def _what_is_wrong(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"De optie {error.option_name} bestaat niet."
        case click.MissingParameter():
            return f"{_name_of(error.param)} ontbreekt."
        case click.BadParameter():
            return f"De waarde van {_name_of(error.param)} kan niet: {_expected(error.param)}."
        case click.exceptions.NoSuchCommand():
            return f"De opdracht {error.command_name} bestaat niet."
        case _:
            return "Zo werkt deze opdracht niet."


def _name_of(parameter: click.Parameter | None) -> str:
    if isinstance(parameter, click.Option):
        return parameter.opts[-1]
    return parameter.human_readable_name if parameter else "Een waarde"


def _expected(parameter: click.Parameter | None) -> str:
    match parameter.type if parameter else None:
        case click.Choice(choices=choices):
            return f"kies uit {', '.join(choices)}"
        case click.IntRange(min=least, max=most):
            return f"geef een getal van {least} tot en met {most}"
        case click.Path():
            return "dat bestand is er niet"
        case _:
            return "lees hoe het moet"


def _invalid(error: Invalid) -> str:
    return " ".join(error.fields.values()) or error.message


def _disk(error: OSError) -> str:
    where = f": {error.filename}" if error.filename else ""
    return f"{DISK_TROUBLE.get(error.errno or 0, error.strerror or str(error))}{where}"


DISK_TROUBLE = {
    errno.ENOENT: "Dit bestand of deze map is er niet",
    errno.EACCES: "Hier heb je geen rechten voor",
    errno.EROFS: "Hier kan niets geschreven worden",
    errno.ENOSPC: "De schijf is vol",
    errno.EISDIR: "Dit is een map",
    errno.ENOTDIR: "Dit is geen map",
}
EXPLAINED: dict[type[Exception], Callable[..., str]] = {
    click.UsageError: _usage,
    click.ClickException: lambda error: error.format_message(),
    Invalid: _invalid,
    LobbibError: lambda error: error.message,
    BadSetting: str,
    DatabaseTrouble: lambda error: "De database is nu niet te bereiken, of de schijf is vol.",
    OSError: _disk,
}
