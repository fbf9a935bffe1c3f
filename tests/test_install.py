"""What a bare machine meets first: Python is looked for, locks are whole, docs name real things."""

import os
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from lobbib.cli.main import commands
from lobbib.services import schema
from tests.test_cli import SAFE

ROOT = Path(__file__).parent.parent
LOCKS = ["requirements.txt", "requirements-test.txt"]
DOCS = ["README.md", "deploy/README.md", "CONTRIBUTING.md"]


def fake_python(folder: Path, version: tuple[int, int], *, complete: bool) -> None:
    """A python3 that says it is `version`, and can or cannot make an environment."""
    script = f"""#!/bin/sh
case "$2" in
    *print*) echo {version[0]}.{version[1]} ;;
    *sys.exit*) exit {int(version < (3, 11))} ;;
    *ensurepip*) exit {int(not complete)} ;;
    *) shift 3; echo "made" > "$1.made" ;;
esac
"""
    path = folder / "python3"
    path.write_text(script)
    path.chmod(0o755)


def make_venv(folder: Path) -> subprocess.CompletedProcess[str]:
    shell = shutil.which("sh")
    assert shell is not None
    return subprocess.run(
        [shell, str(ROOT / "deploy" / "make-venv.sh"), str(folder / "venv")],
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_missing_python_is_named(tmp_path: Path) -> None:
    said = make_venv(tmp_path)
    assert said.returncode == 1
    assert said.stderr == "lobbib heeft Python 3.11 of nieuwer nodig, en hier staat geen Python.\n"


def test_old_python_is_named(tmp_path: Path) -> None:
    fake_python(tmp_path, (3, 9), complete=True)
    said = make_venv(tmp_path)
    assert said.returncode == 1
    assert said.stderr == "lobbib heeft Python 3.11 of nieuwer nodig; hier staat Python 3.9.\n"


def test_missing_venv_is_named_with_its_package(tmp_path: Path) -> None:
    fake_python(tmp_path, (3, 12), complete=False)
    said = make_venv(tmp_path)
    assert said.returncode == 1
    assert "apt install python3-venv of python3.12-venv" in said.stderr


def test_good_python_makes_the_environment(tmp_path: Path) -> None:
    fake_python(tmp_path, (3, 11), complete=True)
    said = make_venv(tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    assert (tmp_path / "venv.made").exists()


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_and_hashes_everything_and_names_no_place(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    packages = re.findall(r"^([a-z0-9.-]+)==[^ ]+.*\\\n(    --hash)", text, re.MULTILINE)
    lines = [line for line in text.splitlines() if line and line[0] not in " #"]
    assert len(packages) == len(lines) > 30
    assert re.findall(r"https?:|file:|index-url|find-links|/home|/root|/work", text) == []


def test_test_lock_agrees_with_the_lock() -> None:
    pins = [re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.MULTILINE) for name in LOCKS]
    assert set(pins[0]) <= set(pins[1])


@pytest.mark.parametrize("name", DOCS)
def test_commands_in_the_docs_exist(name: str) -> None:
    """Every `lobbib x` that a text tells somebody to type, and the links it makes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    told = re.findall(r"(?m)(?:^|`|[(] )(?:lobbib|lob) ([a-z]+)(?: ([a-z]+))?", text)
    for first, second in told:
        command = commands.commands[first]
        inner = getattr(command, "commands", {})
        assert not inner or second in inner
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (ROOT / name).parent.joinpath(target).exists()


def test_targets_in_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in DOCS:
        for target in re.findall(r"make (run|test|check|torture|lock|bench)\b", _code(name)):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def _code(name: str) -> str:
    return " ".join(re.findall(r"`+[^`]+`+", (ROOT / name).read_text(encoding="utf-8")))


def test_settings_in_the_readme_are_the_ones_that_are_read() -> None:
    table = set(
        re.findall(r"^\| `(LOBBIB_[A-Z_]+)`", (ROOT / "README.md").read_text(), re.MULTILINE)
    )
    source = (ROOT / "lobbib" / "config.py").read_text(encoding="utf-8")
    assert table == set(re.findall(r'"(LOBBIB_[A-Z_]+)"', source))


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("LOBBIB_") and "TEST" not in name]:
        monkeypatch.delenv(name)
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("LOBBIB_DATA", str(tmp_path / "data"))
    return tmp_path


@pytest.mark.usefixtures("bare")
def test_wsgi_refuses_what_serve_refuses() -> None:
    with pytest.raises(SystemExit) as refused:
        runpy.run_path(str(ROOT / "wsgi.py"))
    reasons = str(refused.value).splitlines()
    assert reasons[0] == "lobbib begint niet."
    assert [reason.split()[0] for reason in reasons[1:]] == [
        "LOBBIB_SECRET_KEY", "LOBBIB_TRUSTED_HOSTS", "LOBBIB_BASE_URL", "De",
    ]  # fmt: skip


@pytest.mark.usefixtures("bare")
def test_wsgi_serves_a_safe_installation(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert schema.head()
    for name, value in SAFE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LOBBIB_DATABASE_URL", database_url)
    app = runpy.run_path(str(ROOT / "wsgi.py"))["app"]
    house = app.extensions["lobbib"]
    answer = app.test_client().get("/healthz", base_url="https://lob.school.nl")
    assert answer.status_code == 200
    house.search.close()
    house.engine.dispose()
