"""Files are read in a process of its own: whatever happens there, the next file is read."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lobbib.domain.files import MAX_FILE
from lobbib.exchange.bad_files import Reason
from lobbib.exchange.files import TOO_BIG
from lobbib.exchange.reading.lesson import Lesson
from lobbib.exchange.reading.parcel import Parcel, refused
from lobbib.exchange.reading.rows import Row
from lobbib.worker.reader import FileReader, limit_memory, serve

TEXT = b"# Titel\n\nTekst"
READ = Parcel((Row(Lesson("Titel", "Tekst")),))


def test_files_are_read_one_after_the_other() -> None:
    with FileReader() as reader:
        assert reader.read("een.md", TEXT) == READ
        assert reader.read("twee.docx", b"MZ").reason is Reason.WRONG_KIND
        assert reader.read("drie.md", TEXT) == READ


def test_a_file_that_is_too_big_is_not_sent() -> None:
    with FileReader() as reader:
        assert reader.read("groot.txt", b" " * (MAX_FILE + 1)) == refused(Reason.TOO_BIG, TOO_BIG)
        assert reader._process is None


def test_a_process_that_dies_costs_one_file() -> None:
    with FileReader() as reader:
        assert reader.read("een.md", TEXT) == READ
        assert reader._process is not None
        os.kill(reader._process.pid, signal.SIGKILL)
        reader._process.wait()
        assert reader.read("twee.md", TEXT) == refused(Reason.BROKEN)
        assert reader.read("drie.md", TEXT) == READ


def test_a_process_that_hangs_is_stopped() -> None:
    with FileReader(patience=0.5) as reader:
        reader._started()
        assert reader._process is not None
        os.kill(reader._process.pid, signal.SIGSTOP)
        assert reader.read("een.md", TEXT) == refused(Reason.TOO_SLOW)


def test_a_process_that_hangs_before_it_has_the_file_is_stopped() -> None:
    with FileReader(patience=0.5) as reader:
        os.kill(reader._started().pid, signal.SIGSTOP)
        assert reader.read("een.md", TEXT * 100_000) == refused(Reason.TOO_SLOW)


def test_nonsense_is_no_answer_and_the_next_file_gets_its_own() -> None:
    with FileReader() as reader:
        process = subprocess.Popen(
            [sys.executable, "-c", "print('a library says hello')"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        reader._process = process
        assert reader.read("een.md", TEXT) == refused(Reason.BROKEN)
        assert reader.read("twee.md", TEXT) == READ


def test_an_answer_comes_for_each_file_and_the_end_ends_it() -> None:
    asked = b"".join(
        json.dumps({"name": name, "size": len(TEXT)}).encode() + b"\n" + TEXT
        for name in ("a.md", "b.exe")
    )
    answers = io.BytesIO()
    serve(io.BytesIO(asked), answers)
    reasons = [json.loads(line)["reason"] for line in answers.getvalue().splitlines()]
    assert reasons == [None, "unknown"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows who is to go first")
def test_the_reader_is_the_first_to_go_where_memory_runs_out() -> None:
    with FileReader() as reader:
        assert reader.read("een.md", TEXT) == READ
        assert reader._process is not None
        score = Path(f"/proc/{reader._process.pid}/oom_score_adj").read_text(encoding="ascii")
    assert score == "1000\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on memory")
def test_memory_is_limited() -> None:
    code = (
        f"from {limit_memory.__module__} import limit_memory\n"
        "limit_memory(2**29)\n"
        "try:\n    bytearray(2**30)\nexcept MemoryError:\n    print('held')"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout == "held\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows rings no bell")
def test_a_reader_that_nobody_waits_for_ends_by_itself() -> None:
    """As after kill -9 of the process that asked, while a file holds the one that reads."""
    endless = b"- a\n" * 2_000_000
    head = json.dumps({"name": "a.txt", "size": len(endless), "seconds": 1}).encode()
    command = [sys.executable, "-m", "lobbib.worker.reader"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        answer, _ = process.communicate(head + b"\n" + endless, timeout=30)
    assert (answer, process.returncode) == (b"", -signal.SIGALRM)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what a process was told")
def test_the_reader_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOBBIB_SECRET_KEY", "geheim")
    monkeypatch.setenv("PGPASSWORD", "geheim")
    with FileReader() as reader:
        assert reader.read("een.md", TEXT) == READ
        assert reader._process is not None
        told = Path(f"/proc/{reader._process.pid}/environ").read_bytes()
    assert (b"geheim" in told, b"PATH=" in told) == (False, True)
