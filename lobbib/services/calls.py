"""Ask colleagues for what is missing, answer them, and close with a thank-you.

    open_call(session, actor, CallData(...))
    mail_call(sessions, config, call_id)            apart from the request: services.mail.later
    answer(session, actor, call_id, assignment_id)  with what is in the folder already
    answer_with_new(session, actor, call_id, content)
    take_back(session, actor, call_id, assignment_id)
    close_call(session, actor, call_id, thanks)
    beginning(session, actor, call)                 the new one, tagged

All raise NotFound, Forbidden, Invalid by field.
"""

from dataclasses import replace

from sqlalchemy.orm import Session, sessionmaker

from lobbib.config import Config
from lobbib.domain import policy
from lobbib.domain.assignments import Content, Status, tidy
from lobbib.domain.calls import CallData, beginning_of, call_problems, question, thanks_problem
from lobbib.domain.planning import tidied_line
from lobbib.domain.policy import Actor
from lobbib.errors import Conflict, Forbidden, Invalid
from lobbib.models import Assignment, Call, CallAnswer, User
from lobbib.queries import assignments, subjects
from lobbib.queries import calls as reads
from lobbib.services import drafts, mail
from lobbib.services.assignments import add, checked
from lobbib.services.transaction import record, transaction, utc_now

CLOSED = "Deze oproep is al gesloten."
NOT_SHARED = "Zet de opdracht eerst in onze map; dan kan iedereen hem zien."


def open_call(session: Session, actor: Actor, data: CallData) -> Call:
    """A new call; who it concerns sees it on their first page."""
    _check_manager(actor)
    data = replace(data, text=tidy(data.text, multiline=True))
    if found := call_problems(data):
        raise Invalid(found)
    with transaction(session, actor):
        call = Call(
            school_id=actor.school_id,
            competency=data.competency,
            year=data.year,
            track=data.track,
            subject_id=_subject_id(session, actor, data.subject),
            text=data.text,
            user_id=actor.user_id,
            created_at=utc_now(),
        )
        session.add(call)
        session.flush()
        record(session, actor, "call.open", call.id)
    return call


def _subject_id(session: Session, actor: Actor, slug: str | None) -> int | None:
    if not slug:
        return None
    found = subjects.by_slug(session, actor.school_id).get(slug)
    if found is None:
        raise Invalid({"subject": "Kies een vak uit de lijst."})
    return found.id


def data_of(call: Call) -> CallData:
    slug = call.subject.slug if call.subject else None
    return CallData(call.competency, call.year, call.track, slug, call.text)


def beginning(session: Session, actor: Actor, call: Call) -> Content:
    """An empty assignment that has the call's tags already."""
    return beginning_of(data_of(call), subjects.tracks_of(session, actor.school_id))


def answer(session: Session, actor: Actor, call_id: int, assignment_id: int) -> None:
    """Offer an assignment of the own school; the same one twice is one answer."""
    with transaction(session, actor):
        call = _open(session, actor, call_id)
        assignment = assignments.get_visible(session, actor, assignment_id)
        if not policy.is_own_school(actor, assignment):
            raise Invalid({"assignment": "Pas de opdracht eerst aan voor onze school."})
        if assignment.status is not Status.SHARED:
            raise Invalid({"assignment": NOT_SHARED})
        _offer(session, actor, call, assignment)


def answer_with_new(
    session: Session, actor: Actor, call_id: int, content: Content, *, draft: str = ""
) -> Assignment:
    """Put a new assignment in the folder and offer it, at once. `draft` is the token of what was
    kept while it was typed.
    """
    content = checked(content, Status.SHARED)
    with transaction(session, actor):
        call = _open(session, actor, call_id)
        assignment = add(session, actor, content, Status.SHARED)
        _offer(session, actor, call, assignment)
        drafts.end(session, actor, draft)
    return assignment


def _offer(session: Session, actor: Actor, call: Call, assignment: Assignment) -> None:
    if any(given.assignment_id == assignment.id for given in call.answers):
        return
    call.answers.append(
        CallAnswer(assignment_id=assignment.id, user_id=actor.user_id, at=utc_now())
    )
    record(session, actor, "call.answer", call.id, assignment=assignment.id)


def take_back(session: Session, actor: Actor, call_id: int, assignment_id: int) -> None:
    """Undo one's own answer; the assignment stays in the folder."""
    with transaction(session, actor):
        call = _open(session, actor, call_id)
        for given in [one for one in call.answers if one.assignment_id == assignment_id]:
            if given.user_id != actor.user_id and not policy.can_manage_line(actor):
                raise Forbidden
            call.answers.remove(given)
            record(session, actor, "call.take_back", call.id, assignment=assignment_id)


def close_call(session: Session, actor: Actor, call_id: int, thanks: str = "") -> Call:
    """Close it, with a word of thanks to who answered."""
    _check_manager(actor)
    thanks = tidied_line(thanks)
    if problem := thanks_problem(thanks):
        raise Invalid({"thanks": problem})
    with transaction(session, actor):
        call = _open(session, actor, call_id)
        call.closed_at, call.thanks = utc_now(), thanks
        record(session, actor, "call.close", call.id)
    return call


def _open(session: Session, actor: Actor, call_id: int) -> Call:
    call = reads.get(session, actor, call_id, lock=True)
    if call.closed_at is not None:
        raise Conflict(0, CLOSED)
    return call


def _check_manager(actor: Actor) -> None:
    if not policy.can_manage_line(actor):
        raise Forbidden


def mail_call(sessions: sessionmaker[Session], config: Config, call_id: int) -> None:
    """Write to whom a call concerns; does nothing where it was closed meanwhile."""
    with sessions() as session:
        call = session.get(Call, call_id)
        if call is None or call.closed_at is not None:
            return
        letters = [call_letter(reader, call, config) for reader in reads.readers(session, call)]
    mail.post_all(config, letters)


def call_letter(reader: User, call: Call, config: Config) -> mail.Letter:
    asked = question(call.year, call.track, call.competency)
    asker = call.user.name if call.user else "Je decaan"
    said = f"{call.text}\n\n" if call.text else ""
    text = (
        f"Beste {reader.name},\n\n"
        f"{asker} vraagt: {asked[0].lower()}{asked[1:]}\n\n{said}"
        "Doe je dit misschien al in je les? Een bestaande opdracht aanwijzen of een korte les "
        f"opschrijven kan hier:\n\n{config.base_url}/oproepen/{call.id}\n\n{mail.GREETING}\n"
    )
    return mail.Letter(reader.email, asked, text)
