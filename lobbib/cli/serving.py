"""`lobbib start` to try it, `lobbib serve` to run it: waitress, until somebody stops it."""

import errno
import logging
import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from copy import copy
from dataclasses import replace
from types import FrameType
from typing import Any

import click
import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

from lobbib.cli.common import Failure, built, house_of, settings
from lobbib.config import Config, make_secret
from lobbib.db import House
from lobbib.errors import Unavailable
from lobbib.services import attachments, checks, deliveries, demo, drafts, jobs, schema
from lobbib.services.transaction import transaction, utc_now
from lobbib.web import logging as lines
from lobbib.web import uploads

LOOPBACK = "127.0.0.1"
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
ANY_PORT = click.IntRange(1, 65535)
THREADS = 8
PATIENCE = 60  # seconds that a browser may be silent in the middle of a request
MAX_HEADERS = 32_768
MAX_CONNECTIONS = 500


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress is not typed
    """Only where a file may come in does more than a form fit in a request."""

    adj: Any

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        usual = self.adj.max_request_body_size
        most = uploads.most_for(self.command, self.path, usual)
        if most > usual:
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = most


class Channel(HTTPChannel):  # type: ignore[misc]
    parser_class = Parser


@click.command(help="Probeer lobbib op deze computer, met twee demoscholen.")
@click.option("--port", type=ANY_PORT, default=8000, show_default=True, help="De poort.")
def start(port: int) -> None:
    config = _trial(settings(), port)
    with closing(_bound(LOOPBACK, port)) as listener, built(config) as app:
        lines.configure(logging.WARNING)
        house = house_of(app)
        _prepare(house)
        _serve(app, listener, _welcome(house))


@click.command(help="Laat lobbib draaien voor je school, achter een HTTPS-proxy.")
@click.option("--host", default=LOOPBACK, show_default=True, help="Het adres om op te luisteren.")
@click.option("--port", type=ANY_PORT, default=8000, show_default=True, help="De poort.")
def serve(host: str, port: int) -> None:
    with built(settings()) as app:
        house = house_of(app)
        if found := checks.before_serving(house.engine, house.config, host):
            raise Failure("lobbib begint niet.\n" + "\n".join(f"- {line}" for line in found))
        with closing(_bound(host, port)) as listener:
            _serve(app, listener, f"lobbib draait op {host}, poort {port}.")


def _trial(config: Config, port: int) -> Config:
    """What `start` fills in where nothing is set: a secret key, and this machine's own names."""
    return replace(
        config,
        secret_key=config.secret_key or make_secret(config.data),
        trusted_hosts=config.trusted_hosts or LOOPBACK_NAMES,
        base_url=config.base_url or f"http://{LOOPBACK}:{port}",
    )


def _bound(host: str, port: int) -> socket.socket:
    """A socket on `host` and `port`, taken before anything slow is done. Raises Failure."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
        listener.listen(1)
    except OSError as error:
        listener.close()
        raise Failure(_cannot_listen(error, host, port)) from None
    return listener


def _cannot_listen(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Poort {port} is al bezet. Misschien draait lobbib al. Kies anders een andere poort, "
            f"bijvoorbeeld met: PORT={port + 1} make run"
        )
    return f"Op {host}, poort {port} kan lobbib niet luisteren: {error.strerror}."


def _prepare(house: House) -> None:
    """Migrate, fill a database without schools with the demo, and index what is not yet indexed."""
    schema.upgrade(house.engine)
    with house.sessions() as session:
        if not demo.has_schools(session):
            click.echo("De demoscholen worden gemaakt …")
            demo.seed(session, utc_now())
    house.search.catch_up()


def _tidy(house: House) -> None:
    """What has been kept long enough goes; where nothing can be written now, another time."""
    with house.sessions() as session, suppress(Unavailable):
        deliveries.forget_names(session, utc_now())
        with transaction(session):
            drafts.forget_old(session, utc_now())
            attachments.forget_removed(session, utc_now())
            jobs.forget_old(session, utc_now())


def _welcome(house: House) -> str:
    with house.sessions() as session:
        logins = demo.logins(session)
    parts = [f"\nlobbib draait op {house.config.base_url}\n"]
    if logins:
        parts += [f"Log in met het wachtwoord {demo.PASSWORD} als:\n"]
        parts += [f"  {login.email:<28}{_role(login):<14}{login.school}" for login in logins]
        parts += [""]
    return "\n".join([*parts, "Stoppen: Ctrl+C"])


def _role(login: demo.DemoLogin) -> str:
    return "decaan" if "decaan" in login.roles else next(iter(login.roles), "docent")


def _serve(app: Flask, listener: socket.socket, welcome: str) -> None:
    """Say `welcome`, then answer until SIGINT or SIGTERM; requests under way are finished first."""
    house = house_of(app)
    _tidy(house)
    house.search.start()
    house.keeper.start()
    house.line.read_ahead()
    house.suggester.warm_up()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(
        app,
        sockets=[listener],
        threads=THREADS,
        ident=None,
        clear_untrusted_proxy_headers=False,  # ProxyFix believes as many as we were told to
        max_request_header_size=MAX_HEADERS,
        max_request_body_size=4 * house.config.max_body,  # up to here the answer is our own page
        channel_timeout=PATIENCE,
        connection_limit=MAX_CONNECTIONS,
        asyncore_use_poll=True,
    )
    server.channel_class = Channel
    with _stopping_gently():
        click.echo(welcome)
        server.run()


@contextmanager
def _stopping_gently() -> Iterator[None]:
    """Ctrl+C, `kill` and systemd all end the same way, also before the first request."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


COMMANDS = (start, serve)
