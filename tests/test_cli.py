"""The commands, as somebody types them: what they say, what they do, and how they end."""

import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobbib.cli import run
from lobbib.domain.assignments import Status
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.domain.tracks import Track
from lobbib.models import Assignment, School, User, UserSession
from lobbib.services import schema
from lobbib.services.passwords import is_right
from tests.conftest import SECRET
from tests.factories import Factory

SAFE = {
    "LOBBIB_SECRET_KEY": SECRET,
    "LOBBIB_TRUSTED_HOSTS": "lob.school.nl,127.0.0.1",
    "LOBBIB_BASE_URL": "https://lob.school.nl",
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of which every command knows, and nothing in it yet."""
    folder = tmp_path / "data"
    for name in [name for name in os.environ if name.startswith("LOBBIB_") and "TEST" not in name]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LOBBIB_DATA", str(folder))
    return folder


@pytest.fixture
def installed(data: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A safe installation on a migrated database, on SQLite and on PostgreSQL."""
    for name, value in SAFE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LOBBIB_DATABASE_URL", database_url)
    data.mkdir(mode=0o700)
    return data


class Said:
    """What a command printed, and how it ended."""

    def __init__(self, code: int, captured: tuple[str, str]) -> None:
        self.code = code
        self.out, self.err = captured


class Terminal:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> Said:
        self.capsys.readouterr()
        code = run(arguments)
        out, err = self.capsys.readouterr()
        lines = [line for line in err.splitlines() if not line.startswith("{")]
        return Said(code, (out, "\n".join(lines)))


@pytest.fixture
def lobbib(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["bestaat-niet"], "lobbib: De opdracht bestaat-niet bestaat niet. Zie: lobbib --help"),
        (["start", "--prt", "1"], "lobbib: De optie --prt bestaat niet. Zie: lobbib start --help"),
        (
            ["start", "--port", "0"],
            "lobbib: De waarde van --port kan niet: geef een getal van 1 tot en met 65535. "
            "Zie: lobbib start --help",
        ),
        (["user", "create"], "lobbib: ADRES ontbreekt. Zie: lobbib user create --help"),
        (
            ["user", "create", "a@b.nl", "--name", "A"],
            "lobbib: --school ontbreekt. Zie: lobbib user create --help",
        ),
        (
            ["school", "create", "x", "X", "--track", "mbo"],
            "lobbib: De waarde van --track kan niet: kies uit vmbo-bb, vmbo-kb, vmbo-gl, vmbo-tl, "
            "havo, vwo. Zie: lobbib school create --help",
        ),
        (
            ["restore", "bestaat-niet.db"],
            "lobbib: De waarde van BESTAND kan niet: dat bestand is er niet. "
            "Zie: lobbib restore --help",
        ),
        (["seed", "nu"], "lobbib: Zo werkt deze opdracht niet. Zie: lobbib seed --help"),
    ],
)
def test_misuse_is_one_dutch_line_and_exit_2(
    lobbib: Terminal, data: Path, arguments: list[str], error: str
) -> None:
    said = lobbib(*arguments)
    assert (said.code, said.out, said.err) == (2, "", error)
    assert not data.exists()


def test_help_names_every_command(lobbib: Terminal, data: Path) -> None:
    said = lobbib("--help")
    assert said.code == 0
    listed = said.out.split("Commands:")[1]
    assert [line.split()[0] for line in listed.splitlines() if line.strip()] == [
        "backup", "check", "db", "export", "import", "index", "restore", "school", "seed",
        "serve", "start", "token", "user",
    ]  # fmt: skip


def test_commands_ask_for_a_migrated_database(lobbib: Terminal, data: Path) -> None:
    for arguments in (["seed"], ["user", "list"], ["index", "status"], ["token", "create", "x"]):
        said = lobbib(*arguments)
        expected = "lobbib: De database is niet bijgewerkt. Geef: lobbib db upgrade"
        assert (said.code, said.err) == (1, expected)


def test_unreadable_setting_is_named(
    lobbib: Terminal, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOBBIB_QUOTA_MB", "veel")
    said = lobbib("seed")
    assert (said.code, said.err) == (1, "lobbib: LOBBIB_QUOTA_MB moet een heel getal zijn.")


def test_data_folder_is_made_for_its_owner_alone(lobbib: Terminal, data: Path) -> None:
    assert lobbib("db", "upgrade").code == 0
    assert data.stat().st_mode & 0o777 == 0o700


def test_db_goes_up_and_down(lobbib: Terminal, data: Path) -> None:
    assert lobbib("db", "upgrade").out == f"De database staat op versie {schema.head()}.\n"
    assert lobbib("db", "downgrade", "base").out == "De database staat op versie leeg.\n"
    said = lobbib("db", "upgrade", "nergens")
    assert (said.code, said.err) == (1, "lobbib: Versie nergens bestaat niet.")


@pytest.mark.usefixtures("installed")
def test_seed_says_what_it_made_and_makes_it_once(lobbib: Terminal, session: Session) -> None:
    said = lobbib("seed")
    number = len(session.scalars(select(Assignment.id)).all())
    assert said.out == f"De demoscholen zijn gemaakt, met {number} opdrachten.\n"
    assert lobbib("seed").out == "De demoscholen zijn er al.\n"


@pytest.mark.usefixtures("installed")
def test_school_create_takes_a_board_and_tracks(lobbib: Terminal, session: Session) -> None:
    options = ["--board", "Het Bestuur", "--track", "vwo", "--track", "havo"]
    assert lobbib("school", "create", "lyceum", "Het Lyceum", *options).code == 0
    assert lobbib("school", "create", "mavo", "De Mavo", "--board", "Het Bestuur").code == 0
    first, second = session.scalars(select(School).order_by(School.id))
    assert first.board is not None
    assert (first.name, first.board.name) == ("Het Lyceum", "Het Bestuur")
    assert first.tracks == (Track.HAVO, Track.VWO)
    assert (second.board_id, second.tracks) == (first.board_id, tuple(Track))


@pytest.mark.usefixtures("installed")
def test_school_create_refuses_a_name_that_is_taken(lobbib: Terminal, make: Factory) -> None:
    make.school(slug="lyceum")
    said = lobbib("school", "create", "lyceum", "Een ander")
    assert said.code == 1
    assert "lyceum" in said.err
    assert lobbib("school", "create", "Met Spatie", "X").code == 1


@pytest.mark.usefixtures("installed")
def test_user_create_prints_an_invitation_that_works(
    lobbib: Terminal, make: Factory, session: Session
) -> None:
    make.school(slug="lyceum")
    roles = ["--role", "decaan", "--role", "mentor"]
    said = lobbib("user", "create", "Sam@School.nl", "--school", "lyceum", "--name", "Sam", *roles)
    assert said.code == 0
    assert said.out.startswith("https://lob.school.nl/uitnodiging/")
    user = session.scalars(select(User)).one()
    assert (user.email, user.password_hash) == ("sam@school.nl", None)
    assert user.roles == {Role.DECAAN, Role.MENTOR}


@pytest.mark.usefixtures("installed")
def test_user_create_reads_a_password(
    lobbib: Terminal, make: Factory, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.school(slug="lyceum")
    monkeypatch.setattr("sys.stdin", io.StringIO("vier losse woorden\n"))
    said = lobbib(
        "user", "create", "sam@school.nl", "--school", "lyceum", "--name", "Sam", "--password-stdin"
    )
    assert said.out == "Sam kan inloggen.\n"
    user = session.scalars(select(User)).one()
    assert is_right(user.password_hash, "vier losse woorden")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("email", "school", "error"),
    [
        ("geen-adres", "lyceum", "Vul een e-mailadres in, bijvoorbeeld naam@school.nl."),
        ("a@b.nl", "nergens", "Er is geen school met de korte naam nergens."),
    ],
)
def test_user_create_refuses_what_cannot_be(
    lobbib: Terminal, make: Factory, email: str, school: str, error: str
) -> None:
    make.school(slug="lyceum")
    said = lobbib("user", "create", email, "--school", school, "--name", "Sam")
    assert (said.code, said.out, said.err) == (1, "", f"lobbib: {error}")


@pytest.mark.usefixtures("installed")
def test_user_list_and_disable(lobbib: Terminal, make: Factory, session: Session) -> None:
    school = make.school(slug="lyceum")
    make.user(school, Role.DECAAN, Role.MENTOR, email="a@school.nl", name="Ans")
    make.user(school, email="b@school.nl", name="Bo", password_hash=None)
    assert lobbib("user", "disable", "A@school.nl").code == 0
    assert lobbib("user", "list").out.splitlines() == [
        "lyceum\ta@school.nl\tAns\tdecaan,mentor\tuit",
        "lyceum\tb@school.nl\tBo\t-\tuitgenodigd",
    ]
    said = lobbib("user", "disable", "c@school.nl")
    assert (said.code, said.err) == (1, "lobbib: Er is geen account voor c@school.nl.")


@pytest.mark.usefixtures("installed")
def test_token_create_prints_the_token_alone(lobbib: Terminal, make: Factory) -> None:
    make.user(email="a@school.nl")
    said = lobbib("token", "create", "a@school.nl")
    assert said.code == 0
    assert said.err == ""
    assert len(said.out.strip()) >= 40
    assert len(said.out.split()) == 1
    assert lobbib("token", "create", "b@school.nl").code == 1


def items(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.usefixtures("installed")
def test_export_and_import_lose_nothing_but_ids(
    lobbib: Terminal, make: Factory, tmp_path: Path
) -> None:
    school, other = make.school(slug="een"), make.school(slug="twee")
    author = make.user(school, email="a@een.nl")
    make.user(other, email="b@twee.nl", name=author.name)
    make.assignment(author, subjects=("economie",), questions=("Wat?", "Hoe?"), notes="Let op\nzo")
    make.assignment(author, Status.CONCEPT, title="Half", body="")
    assert lobbib("export", "--school", "een", str(tmp_path / "1.jsonl")).code == 0
    said = lobbib(
        "import", str(tmp_path / "1.jsonl"), "--school", "twee", "--as", "b@twee.nl", "--publish"
    )
    assert (said.code, said.out) == (0, "2 toegevoegd, waarvan 1 gedeeld; 0 geweigerd.\n")
    assert lobbib("export", "--school", "twee", str(tmp_path / "2.jsonl")).code == 0
    own = {"id", "school", "url"}
    ours, theirs = items(tmp_path / "1.jsonl"), items(tmp_path / "2.jsonl")
    assert [{k: v for k, v in item.items() if k not in own} for item in theirs] == [
        {k: v for k, v in item.items() if k not in own} for item in ours
    ]


@pytest.mark.usefixtures("installed")
def test_import_names_bad_lines_and_takes_the_rest(
    lobbib: Terminal, make: Factory, session: Session, tmp_path: Path
) -> None:
    make.user(make.school(slug="een"), email="a@een.nl")
    file = tmp_path / "in.jsonl"
    file.write_text('{"title": "Goed"}\n{"title":\n\n{"body": "zonder titel"}\n', encoding="utf-8")
    said = lobbib("import", str(file), "--school", "een", "--as", "a@een.nl")
    assert (said.code, said.out) == (3, "1 toegevoegd, waarvan 0 gedeeld; 2 geweigerd.\n")
    refused = [line for line in said.err.splitlines() if "geweigerd" in line]
    assert [line.split(":")[0] for line in refused] == ["regel 2", "regel 4"]
    assert session.scalars(select(Assignment.title)).all() == ["Goed"]


@pytest.mark.usefixtures("installed")
def test_import_of_nothing_but_bad_lines_fails(
    lobbib: Terminal, make: Factory, tmp_path: Path
) -> None:
    make.user(make.school(slug="een"), email="a@een.nl")
    (tmp_path / "in.jsonl").write_bytes(b"\xff\xfe\n")
    said = lobbib("import", str(tmp_path / "in.jsonl"), "--school", "een", "--as", "a@een.nl")
    assert said.code == 1


@pytest.mark.usefixtures("installed")
def test_import_is_done_by_a_colleague_of_that_school(
    lobbib: Terminal, make: Factory, tmp_path: Path
) -> None:
    make.school(slug="een")
    make.user(make.school(slug="twee"), email="b@twee.nl")
    (tmp_path / "in.jsonl").write_text('{"title": "X"}\n')
    said = lobbib("import", str(tmp_path / "in.jsonl"), "--school", "een", "--as", "b@twee.nl")
    assert (said.code, said.err) == (1, "lobbib: b@twee.nl heeft geen account bij een.")


@pytest.mark.usefixtures("installed")
def test_index_rebuild_and_status_count_the_assignments(lobbib: Terminal, make: Factory) -> None:
    make.assignment()
    assert lobbib("index", "rebuild").out == "De index is klaar: 1 opdrachten.\n"
    assert lobbib("index", "status").out.splitlines()[:2] == ["opdrachten  1", "achterstand 0"]


@pytest.mark.usefixtures("installed")
def test_backup_and_restore_bring_everything_back(
    lobbib: Terminal, make: Factory, session: Session, tmp_path: Path
) -> None:
    make.assignment(title="Van voor de ramp")
    file = tmp_path / "backup.db"
    assert lobbib("backup", str(file)).code == 0
    session.query(Assignment).delete()
    session.commit()
    assert lobbib("restore", str(file)).code == 0
    assert session.scalars(select(Assignment.title)).all() == ["Van voor de ramp"]
    assert session.scalars(select(UserSession)).all() == []


@pytest.mark.usefixtures("installed")
def test_backup_says_why_it_cannot(lobbib: Terminal, tmp_path: Path) -> None:
    said = lobbib("backup", str(tmp_path / "nergens" / "backup.db"))
    assert said.code == 1
    assert said.err.startswith("lobbib: Dit bestand of deze map is er niet: ")
    (tmp_path / "geen.db").write_bytes(b"geen back-up")
    said = lobbib("restore", str(tmp_path / "geen.db"))
    assert said.code == 1
    assert "geen back-up" in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.usefixtures("installed")
def test_check_is_content_with_a_safe_installation(lobbib: Terminal, make: Factory) -> None:
    make.user(make.school(), Role.BEHEERDER)
    assert lobbib("index", "rebuild").code == 0
    said = lobbib("check")
    assert (said.code, said.out, said.err) == (0, "Alles staat goed.\n", "")


def test_check_names_what_is_unsafe(lobbib: Terminal, data: Path) -> None:
    lobbib("db", "upgrade")
    lobbib("seed")
    said = lobbib("check")
    assert said.code == 1
    assert [line.split()[0] for line in said.err.splitlines()] == [
        "LOBBIB_SECRET_KEY", "LOBBIB_TRUSTED_HOSTS", "LOBBIB_BASE_URL", "Er", "De",
    ]  # fmt: skip


def test_serve_refuses_and_says_what_is_missing(lobbib: Terminal, data: Path) -> None:
    said = lobbib("serve", "--host", "0.0.0.0")
    assert said.code == 1
    assert said.err.count("LOBBIB_SECRET_KEY ontbreekt") == 1
    assert said.err.count("LOBBIB_TRUSTED_HOSTS ontbreekt") == 1
    assert said.err.count("LOBBIB_BASE_URL begint niet") == 1
    assert said.err.count("lobbib db upgrade") == 1


def test_serve_refuses_demo_accounts_beyond_this_machine(
    lobbib: Terminal, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SAFE.items():
        monkeypatch.setenv(name, value)
    lobbib("db", "upgrade")
    lobbib("seed")
    said = lobbib("serve", "--host", "0.0.0.0")
    assert said.code == 1
    assert "Er zijn 7 demo-accounts" in said.err


@pytest.mark.parametrize("command", ["start", "serve"])
def test_port_in_use_is_said_before_anything_is_made(
    lobbib: Terminal, data: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command == "serve":
        for name, value in SAFE.items():
            monkeypatch.setenv(name, value)
        lobbib("db", "upgrade")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = lobbib(command, "--port", str(port))
    assert said.code == 1
    assert said.err.startswith(f"lobbib: Poort {port} is al bezet.")
    assert (data / "lobbib.db").exists() is (command == "serve")


class Server:
    """`lobbib start` in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    def get(self, path: str, host: str | None = None) -> tuple[int, str, dict[str, str]]:
        address = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(address, headers={"Host": host} if host else {})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), dict(error.headers)

    def read_until(self, text: str) -> str:
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if text in line:
                return said
        raise AssertionError(f"ended without saying {text!r}: {said}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def started(data: Path) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-c", "from lobbib.cli import main; main()", "start"]
    with subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield Server(process, port)
        process.kill()


def test_start_prints_the_address_and_the_logins(started: Server, data: Path) -> None:
    said = started.read_until("Stoppen")
    assert f"http://127.0.0.1:{started.port}" in said
    assert "lobbib-demo" in said
    assert [line.split()[:2] for line in said.splitlines() if line.startswith("  ")] == [
        ["docent@demo.lobbib.nl", "docent"],
        ["mentor@demo.lobbib.nl", "mentor"],
        ["decaan@demo.lobbib.nl", "decaan"],
        ["teamleider@demo.lobbib.nl", "teamleider"],
        ["beheerder@demo.lobbib.nl", "beheerder"],
        ["docent@buur.lobbib.nl", "docent"],
        ["decaan@buur.lobbib.nl", "decaan"],
    ]
    status, body, headers = started.get("/healthz")
    assert status == 200
    assert json.loads(body)["index"]["behind"] == 0
    assert "Server" not in headers
    assert started.get("/healthz", host="evil.example")[0] == 400
    assert (data / "secret-key").stat().st_mode & 0o777 == 0o600
    assert data.stat().st_mode & 0o777 == 0o700
    assert started.stop() == 0


def test_start_refuses_headers_and_bodies_without_end(started: Server) -> None:
    started.read_until("Stoppen")
    with socket.create_connection(("127.0.0.1", started.port), timeout=10) as connection:
        connection.sendall(
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 40_000 + b"\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.0 431")
    with socket.create_connection(("127.0.0.1", started.port), timeout=10) as connection:
        head = b"POST /inloggen HTTP/1.1\r\nHost: localhost\r\nContent-Length: 110000000\r\n\r\n"
        connection.sendall(head)
        assert connection.recv(100).startswith((b"HTTP/1.0 413", b"HTTP/1.1 413"))


def answer_to(server: Server, path: str, *headers: str, body: Iterable[bytes] = ()) -> bytes:
    """The first line of the answer to a POST; it may come before the body has ended."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        lines = [f"POST {path} HTTP/1.1", "Host: localhost", *headers, "", ""]
        connection.sendall("\r\n".join(lines).encode())
        with suppress(ConnectionError):
            for piece in body:
                connection.sendall(piece)
        return connection.recv(100).split(b"\r\n")[0]


def zeros(megabytes: int) -> Iterator[bytes]:
    return (b"0" * 2**20 for _ in range(megabytes))


def chunks(megabytes: int) -> Iterator[bytes]:
    yield from (b"100000\r\n" + b"0" * 2**20 + b"\r\n" for _ in range(megabytes))
    yield b"0\r\n\r\n"


def test_only_where_a_file_may_come_does_a_big_body_come_in(started: Server) -> None:
    started.read_until("Stoppen")
    upload, form = "/opdrachten/1/bijlagen", "/opdrachten/nieuw"
    kind = "Content-Type: multipart/form-data; boundary=x"
    fifteen, hundred = f"Content-Length: {15 * 2**20}", f"Content-Length: {110 * 2**20}"
    assert b" 303 " in answer_to(started, upload, kind, fifteen, body=zeros(15))
    assert b" 413 " in answer_to(started, form, kind, fifteen)
    assert b" 413 " in answer_to(started, upload, kind, hundred)
    chunked = "Transfer-Encoding: chunked"
    assert b" 303 " in answer_to(started, upload, kind, chunked, body=chunks(15))
    assert b" 413 " in answer_to(started, form, kind, chunked, body=chunks(5))
    assert b" 413 " in answer_to(started, upload, kind, chunked, body=chunks(21))


def test_second_start_keeps_what_was_made(started: Server, data: Path) -> None:
    started.read_until("Stoppen")
    assert started.stop(signal.SIGINT) == 0
    before = _what_is_there(data)
    port = free_port()
    begun = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-c", "from lobbib.cli import main; main()", "start", "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        again = Server(process, port)
        said = again.read_until("Stoppen")
        assert time.monotonic() - begun < 30  # seconds on a busy machine; some three on a calm one
        assert "gemaakt" not in said
        assert again.get("/healthz")[0] == 200
        assert again.stop() == 0
    assert _what_is_there(data) == before


def _what_is_there(data: Path) -> tuple[str, int, int]:
    """Which database it is, with how many assignments and people."""
    with closing(sqlite3.connect(data / "lobbib.db")) as connection:
        query = """SELECT (SELECT database_id FROM installation),
            (SELECT count(*) FROM assignment), (SELECT count(*) FROM "user")"""
        found: tuple[str, int, int] = connection.execute(query).fetchone()
    assert min(found[1:]) > 0
    return found


@pytest.mark.usefixtures("installed")
def test_planning_is_exported_and_imported_beside_the_assignments(
    lobbib: Terminal, make: Factory, tmp_path: Path
) -> None:
    school, other = make.school(slug="een"), make.school(slug="twee")
    assignment = make.assignment(make.user(school, email="a@een.nl"))
    make.user(other, email="b@twee.nl")
    period = make.periods(school, SchoolYear(2026))[0]
    make.delivery(make.placement(assignment, make.class_type(school), period))
    files = [str(tmp_path / name) for name in ("1.jsonl", "plan-1.jsonl", "plan-2.jsonl")]
    said = lobbib("export", files[0], "--school", "een", "--planning", files[1])
    assert (said.code, said.out) == (0, "")
    assert said.err.splitlines() == [
        f"1 opdrachten staan in {files[0]}.",
        f"7 regels van de planning staan in {files[1]}.",
    ]
    to_other = ("--school", "twee", "--as", "b@twee.nl", "--publish", "--planning", files[1])
    said = lobbib("import", files[0], *to_other)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "1 toegevoegd, waarvan 1 gedeeld; 0 geweigerd.",
        "Planning: 7 toegevoegd, 0 stonden er al, 0 geweigerd.",
    ]
    assert lobbib("export", "--school", "twee", "--planning", files[2]).code == 0
    kinds = [[item["kind"] for item in items(Path(file))] for file in files[1:]]
    assert kinds[0] == kinds[1]
    again = lobbib("import", *to_other)
    assert again.out == "Planning: 0 toegevoegd, 7 stonden er al, 0 geweigerd.\n"


@pytest.mark.usefixtures("installed")
def test_import_of_a_planning_names_bad_lines(
    lobbib: Terminal, make: Factory, tmp_path: Path
) -> None:
    make.user(make.school(slug="een"), email="a@een.nl")
    file = tmp_path / "plan.jsonl"
    file.write_text('{"kind": "wat"}\n{', encoding="utf-8")
    said = lobbib("import", "--school", "een", "--as", "a@een.nl", "--planning", str(file))
    assert said.code == 3
    assert said.out == "Planning: 0 toegevoegd, 0 stonden er al, 2 geweigerd.\n"
    assert [line.split(":")[:2] for line in said.err.splitlines()] == [
        ["planning, regel 1", " geweigerd"],
        ["planning, regel 2", " geweigerd"],
    ]


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("command", [("export",), ("import", "--as", "a@een.nl")])
def test_import_and_export_of_nothing_is_misuse(lobbib: Terminal, command: tuple[str, ...]) -> None:
    said = lobbib(*command, "--school", "een")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("lobbib: BESTAND")
    assert said.err.endswith(f" ontbreekt. Zie: lobbib {command[0]} --help")
