"""The process that works on imports: `lobbib work`. It ends when there is nothing left to do.

claim an import -> its next file -> a reader with limits -> concepts, in one transaction

Schools take turns, a file each: a large folder of one makes no other wait. Within a school imports
go one after the other, for each knows what the one before it brought in.
"""

import io
import logging
import time
from collections import deque
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from lobbib.db import House
from lobbib.domain.files import ending_of
from lobbib.domain.importing import ARCHIVE, State
from lobbib.errors import Invalid, LobbibError, Unavailable
from lobbib.exchange.bad_files import BadFile
from lobbib.exchange.files import inspect
from lobbib.exchange.reading.parcel import Parcel
from lobbib.services import job_work, jobs
from lobbib.services.importing import File, Importer, Taken
from lobbib.services.job_work import Claimed, Lost, Waiting
from lobbib.services.transaction import transaction, utc_now
from lobbib.services.unpacking import unpacked
from lobbib.worker.reader import FileReader

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST = 8  # schools at once: of each is kept in mind what it has
PAUSE = 1.0  # seconds after the database could not write
AT_ONCE = 50  # lessons of a sheet in one transaction
log = logging.getLogger(__name__)


def work(house: House, token: str, reader: FileReader) -> None:
    """Do all the work there is, under the name `token`."""
    turns: deque[Runner] = deque()
    with house.sessions() as session:
        while _joined(house, session, token, reader, turns):
            runner = turns.popleft()
            if runner.go_on():
                turns.append(runner)
        with transaction(session):
            jobs.forget_old(session, utc_now())


def _joined(
    house: House, session: "Session", token: str, reader: FileReader, turns: "deque[Runner]"
) -> bool:
    """Let another school take its turn now, if one waits; whether there is anybody's turn."""
    schools = {runner.school_id for runner in turns}
    if len(turns) < MOST and job_work.is_work(session, schools):
        claimed = job_work.claim(session, token, schools)
        if claimed is not None:
            turns.appendleft(Runner(house, session, reader, claimed))
    return bool(turns)


class Runner:
    """One import, from the file that waits first to the last, a file at a time."""

    def __init__(
        self, house: House, session: "Session", reader: FileReader, claimed: Claimed
    ) -> None:
        self._session, self._reader, self._claimed = session, reader, claimed
        self._quota_mb = house.config.quota_mb
        self._importer = Importer(
            session,
            claimed.actor,
            house.suggester,
            quota_mb=house.config.quota_mb,
            origin=claimed.origin,
        )

    @property
    def school_id(self) -> int:
        return self._claimed.actor.school_id

    def go_on(self) -> bool:
        """Read the next file; False where there is none any more, or it is another's to read."""
        try:
            file = job_work.next_file(self._session, self._claimed)
            if file is not None:
                self._step(file)
        except Lost:
            self._session.rollback()
            return False
        return file is not None

    def _step(self, file: Waiting) -> None:
        """Whatever goes wrong with one file, the next is read; this one gets another try."""
        try:
            self._unpack(file) if ending_of(file.path) == ARCHIVE else self._read(file)
        except BadFile as error:
            self._refuse(file, error.message)
        except Invalid as error:
            self._refuse(file, " ".join(error.fields.values()) or error.message)
        except Unavailable:
            time.sleep(PAUSE)
        except LobbibError as error:
            self._refuse(file, error.message)
        except Lost:
            raise
        except Exception as error:
            self._session.rollback()
            log.warning("a file could not be imported: %s", type(error).__name__)

    def _refuse(self, file: Waiting, message: str) -> None:
        with job_work.finishing(self._session, self._claimed, file) as row:
            job_work.refuse(self._session, row, message)

    def _read(self, file: Waiting) -> None:
        session, claimed = self._session, self._claimed
        content = b"".join(job_work.content_of(session, file))
        inspected = inspect(io.BytesIO(content), file.path)
        same = self._importer.already(file.sha256)
        if same is not None:
            with job_work.finishing(session, claimed, file) as row:
                job_work.note_same(session, row, same.id)
            return
        parcel = self._reader.read(file.path, content, file.columns)
        if parcel.reason is not None:
            self._refuse(file, parcel.message)
        elif parcel.sample is not None:
            with job_work.finishing(session, claimed, file) as row:
                job_work.ask_columns(row, parcel.sample)
        else:
            self._take_in(file, parcel, File(inspected, io.BytesIO(content)))

    def _take_in(self, file: Waiting, parcel: Parcel, kept: File) -> None:
        """The lessons of a long sheet in several transactions: other writers come in between. A
        part that is in already is recognised when the file gets another try.
        """
        found, taken = self._importer.prepare(file.path, parcel.rows), list[Taken]()
        for start in range(0, max(len(found), 1), AT_ONCE):
            part = found[start : start + AT_ONCE]
            with job_work.finishing(self._session, self._claimed, file) as row:
                added = self._importer.add(part, kept if len(found) == 1 else None)
                taken += added
                job_work.keep_concepts(self._session, row, added)
                if start + AT_ONCE >= len(found):
                    job_work.note_taken(self._session, row, taken, parcel.left_out)
            self._importer.keep()

    def _unpack(self, file: Waiting) -> None:
        """Each file of a zip into the list, from where it stopped; a file too many ends it."""
        with TemporaryFile() as whole:
            for piece in job_work.content_of(self._session, file):
                whole.write(piece)
            for received in unpacked(file.path, whole, file.unpacked):
                self._put(file, received)
        with job_work.finishing(self._session, self._claimed, file) as row:
            row.state = State.UNPACKED
            jobs.let_go(self._session, row)

    def _put(self, file: Waiting, received: jobs.Received) -> None:
        with job_work.finishing(self._session, self._claimed, file) as row:
            jobs.put(self._session, self._claimed.actor, row.job, received, self._quota_mb)
            row.unpacked += 1
