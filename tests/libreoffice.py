"""LibreOffice without a window: what another program than ours makes of a file."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.conftest import missing

SOFFICE = shutil.which("soffice") or ""
SECONDS = 120
# About LibreOffice's own installation, not about the file.
ABOUT_ITSELF = ("javaldx", "Overwriting: ", "Writing sheet ", "convert ")


def convert(content: bytes, name: str, to: str, folder: Path) -> dict[str, bytes]:
    """The files that LibreOffice makes of one, which it must open without a word of complaint.

    `to` is an extension, with a filter after a colon where one is needed.
    """
    if not SOFFICE:
        missing("LibreOffice is not installed")
    given, made = folder / name, folder / "made"
    given.write_bytes(content)
    ran = subprocess.run(
        [
            SOFFICE,
            "--headless",
            f"-env:UserInstallation=file://{folder / 'profile'}",
            "--convert-to",
            to,
            "--outdir",
            str(made),
            str(given),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env=os.environ | {"HOME": str(folder)},
    )
    said = [line for line in (ran.stdout + ran.stderr).splitlines() if line.strip()]
    about_the_file = [line for line in said if not any(word in line for word in ABOUT_ITSELF)]
    assert (ran.returncode, about_the_file) == (0, [])
    return {path.name: path.read_bytes() for path in made.iterdir()}
