"""Every route x every role x own, neighbouring and other schools.

The routes come from the application's own map; what each must answer stands here, written by hand
from the table of who may do what. A route without a line here fails.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lobbib import create_app
from lobbib.config import Config, sqlite_url
from lobbib.db import make_engine, make_sessions
from lobbib.domain.assignments import Origin, Status, Visibility
from lobbib.domain.policy import Role
from lobbib.domain.school_years import SchoolYear
from lobbib.models import (
    Assignment,
    Attachment,
    Blob,
    BlobChunk,
    Draft,
    FavouriteList,
    Job,
    Report,
    School,
    Subject,
    ThesaurusEntry,
    User,
)
from lobbib.models.feed import watch
from lobbib.services.accounts import start_session
from lobbib.services.transaction import transaction, utc_now
from lobbib.web.access import audience_of
from tests.conftest import SECRET
from tests.factories import Factory

NOWHERE = 1_000_000

# -- Who asks ---------------------------------------------------------------------------------

ROLES = {
    "docent": (),
    "mentor": (Role.MENTOR,),
    "decaan": (Role.DECAAN,),
    "teamleider": (Role.TEAMLEIDER,),
    "beheerder": (Role.BEHEERDER,),
}
ANYONE = ("stranger", *ROLES)
MEMBERS = tuple(ROLES)
MANAGERS = ("decaan", "beheerder")
BEHEERDER = ("beheerder",)
DECAAN = ("decaan",)

# -- What about: y is let in, n does not exist for them (404), f may not (403) -------------------

ASSIGNMENTS = (
    "mine",
    "mine, concept",
    "mine, archived",
    "a colleague's",
    "a colleague's concept",
    "a colleague's, archived",
    "a neighbour's, for the board",
    "a neighbour's, for their school",
    "a neighbour's concept",
    "another board's, for everybody",
    "another board's, for their board",
    "nowhere",
)
PEOPLE = ("myself", "a colleague", "a neighbour", "somebody elsewhere", "nowhere")
SUBJECTS = ("our own", "everybody's", "a neighbour's", "nowhere")
DRAFTS = ("mine", "a colleague's", "nowhere")
WORDS = ("our own", "everybody's", "a neighbour's", "nowhere")
OURS = ("ours", "a neighbour's", "nowhere")
JOBS = ("mine", "a colleague's", "a neighbour's", "nowhere")
REPORTS = ("about ours", "about a neighbour's", "nowhere")


class Line(NamedTuple):
    """Whom a route serves, about which things, and what it then answers; by role where roles
    differ. Without things a route just lets its audience in.
    """

    audience: tuple[str, ...]
    things: tuple[str, ...] = ()
    answers: str = ""
    by_role: tuple[tuple[str, str], ...] = ()

    def expected(self, role: str) -> dict[str, str]:
        if role not in self.audience:
            return dict.fromkeys(self.things or ("",), "login" if role == "stranger" else "f")
        answers = dict(self.by_role).get(role, self.answers) or "y"
        return dict(zip(self.things or ("",), answers.split(), strict=True))


def page(audience: tuple[str, ...]) -> Line:
    return Line(audience)


def link() -> Line:
    """A page behind a secret link; nobody has it here."""
    return Line(ANYONE, ("a made-up token",), "n")


def assignment(answers: str, **by_role: str) -> Line:
    return Line(MEMBERS, ASSIGNMENTS, answers, tuple(by_role.items()))


def person(answers: str) -> Line:
    return Line(BEHEERDER, PEOPLE, answers)


def ours(audience: tuple[str, ...], **by_role: str) -> Line:
    """Something of the school itself."""
    return Line(audience, OURS, "y n n", tuple(by_role.items()))


PLAN = Line(MEMBERS, OURS, "f n n", (("decaan", "y n n"),))  # of a subject that nobody here teaches

#                       mine      colleague board   elsewhere
READ = assignment("     y y y     y n y     y n n   y n   n")
ADAPT = READ
REPORT = assignment("   y f y     y n y     y n n   y n   n")
EDIT = assignment("     y y f     y n f     f n n   f n   n")
VERSIONS = assignment(" y y y     y n y     n n n   n n   n")
FILE = assignment("     y y y     y n y     n n n   y n   n")  # one file of theirs is for everybody
FILE_EDIT = assignment("y y f     y n f     f n n   f n   n")
NOTHING_TAKEN_AWAY = assignment("n n f n n f f n n f n n")
NO_ORIGINAL = NOTHING_TAKEN_AWAY
SHARE_FILE = assignment("y y y    f n f     f n n   f n   n",
            decaan="     y y y   y n y     f n n   f n   n")  # fmt: skip
SHARE = assignment("    f y f     f n f     f n n   f n   n")
OWN_WORDS = Line(DECAAN, WORDS, "y n n n")
COMMON_WORDS = Line(DECAAN, WORDS, "n y n n")
ARCHIVE = assignment("  y f y     f n f     f n n   f n   n",
             decaan="   y f y     y n y     f n n   f n   n")  # fmt: skip

LINES = {
    "GET home.index": page(MEMBERS),
    "GET health.healthz": page(ANYONE),
    "GET help.index": page(ANYONE),
    "GET help.topic": Line(ANYONE, ("a topic", "a made-up topic"), "y n"),
    "GET accounts.login": page(ANYONE),
    "POST accounts.log_in": page(ANYONE),
    "POST accounts.logout": page(ANYONE),
    "GET accounts.forgot": page(ANYONE),
    "POST accounts.send_reset": page(ANYONE),
    "GET accounts.reset": link(),
    "POST accounts.do_reset": link(),
    "GET accounts.invitation": link(),
    "POST accounts.accept_invitation": link(),
    "GET accounts.profile": page(MEMBERS),
    "POST accounts.change_profile": page(MEMBERS),
    "POST accounts.change_password": page(MEMBERS),
    "POST accounts.log_out_elsewhere": page(MEMBERS),
    "GET accounts.own_data": page(MEMBERS),
    "GET admin.index": page(MANAGERS),
    "POST admin.add_subject": page(MANAGERS),
    "POST admin.remove_subject": Line(MANAGERS, SUBJECTS, "y n n n"),
    "GET admin.people_list": page(BEHEERDER),
    "GET admin.invite": page(BEHEERDER),
    "POST admin.send_invitation": page(BEHEERDER),
    "GET admin.person": person("y y n n n"),
    "POST admin.set_roles": person("f y n n n"),  # the world has one beheerder, who must stay
    "POST admin.make_link": person("y y n n n"),
    "POST admin.disable": person("f y n n n"),
    "POST admin.enable": person("y y n n n"),
    "POST admin.erase": person("f y n n n"),
    "GET admin.audit_trail": page(BEHEERDER),
    "GET words.index": page(DECAAN),
    "POST words.add": page(DECAAN),
    "GET words.edit": OWN_WORDS,
    "POST words.save": OWN_WORDS,
    "POST words.remove": OWN_WORDS,
    "POST words.switch_off": COMMON_WORDS,
    "POST words.switch_on": COMMON_WORDS,
    "GET search.results": page(MEMBERS),
    "GET search.complete": page(MEMBERS),
    "GET coverage.line": page(MEMBERS),
    "GET coverage.line_file": page(MEMBERS),
    "GET planning.board": page(MEMBERS),
    "GET planning.place": page(MEMBERS),
    "POST planning.do_place": Line(MEMBERS, answers="n"),  # nothing was chosen
    "GET planning.placement": PLAN,
    "POST planning.change": PLAN,
    "POST planning.move": PLAN,
    "POST planning.remove": PLAN,
    "POST accounts.set_class_types": page(MEMBERS),
    "GET agreements.index": page(DECAAN),
    "POST agreements.save": page(DECAAN),
    "GET participation.index": page(MEMBERS),
    "GET planning_years.index": page(DECAAN),
    "POST planning_years.copy": page(DECAAN),
    "GET planning_import.index": page(DECAAN),
    "POST planning_import.upload": page(DECAAN),
    "POST planning_import.preview": page(DECAAN),
    "POST planning_import.save": page(DECAAN),
    "GET importing.index": page(MEMBERS),
    "POST importing.begin": page(MEMBERS),  # without a file: 422
    "POST importing.add": Line(MEMBERS, JOBS, "y n n n"),
    "GET importing.show": Line(MEMBERS, JOBS, "y n n n"),
    "POST importing.share_ready": Line(MEMBERS, JOBS, "y n n n"),
    "POST importing.remove": Line(MEMBERS, JOBS, "y n n n"),
    "POST importing.share": Line(MEMBERS, JOBS, "n n n n"),  # no concept of that number waits
    "POST importing.throw_away": Line(MEMBERS, JOBS, "n n n n"),
    "GET importing.columns": Line(MEMBERS, JOBS, "n n n n"),  # nor a sheet
    "POST importing.set_columns": Line(MEMBERS, JOBS, "n n n n"),
    "GET deliveries.index": page(MEMBERS),
    "POST deliveries.confirm": page(MEMBERS),
    "POST deliveries.undo": page(MEMBERS),
    "GET calls.index": page(MEMBERS),
    "GET calls.new": page(DECAAN),
    "POST calls.open_call": page(DECAAN),
    "GET calls.show": ours(MEMBERS),
    "POST calls.answer": Line(MEMBERS, OURS, "n n n"),  # nothing was chosen
    "POST calls.take_back": Line(MEMBERS, OURS, "n n n"),
    "GET calls.answer_with_new": ours(MEMBERS),
    "POST calls.answer_with_new": ours(MEMBERS),
    "POST calls.close": ours(DECAAN),
    "GET school_shape.index": page(MANAGERS),
    "POST school_shape.set_up": page(MANAGERS),
    "POST school_shape.add_class_type": page(MANAGERS),
    "GET school_shape.class_type": ours(MANAGERS),
    "POST school_shape.change_class_type": ours(MANAGERS),
    "POST school_shape.archive_class_type": ours(MANAGERS),
    "POST school_shape.restore_class_type": ours(MANAGERS),
    "GET school_shape.periods": page(MANAGERS),
    "POST school_shape.set_periods": page(MANAGERS),
    "GET school_shape.milestones": page(DECAAN),
    "POST school_shape.add_milestone": page(DECAAN),
    "GET school_shape.milestone": ours(DECAAN),
    "POST school_shape.change_milestone": ours(DECAAN),
    "POST school_shape.remove_milestone": ours(DECAAN),
    "GET coverage.behind": page(MEMBERS),
    "POST coverage.adapt": ADAPT,
    "GET assignments.new": page(MEMBERS),
    "POST assignments.new": page(MEMBERS),
    "GET assignments.mine": page(MEMBERS),
    "POST assignments.preview": page(MEMBERS),
    "GET assignments.show": READ,
    "GET assignments.print_sheets": READ,
    "GET assignments.edit": EDIT,
    "POST assignments.edit": EDIT,
    "POST assignments.share": SHARE,
    "POST assignments.throw_away": SHARE,
    "POST assignments.archive": ARCHIVE,
    "POST assignments.unarchive": ARCHIVE,
    "POST assignments.adapt": ADAPT,
    "GET papers.word": READ,
    "GET papers.pdf": READ,
    "GET papers.booklet": page(MEMBERS),
    "GET papers.booklet_word": page(MEMBERS),
    "GET papers.booklet_pdf": page(MEMBERS),
    "GET favourites.index": page(MEMBERS),
    "POST favourites.star": READ,
    "POST favourites.share": page(MEMBERS),
    "POST favourites.stop_sharing": page(MEMBERS),
    "GET favourites.show": ours(MEMBERS),
    "GET attachments.index": READ,
    "POST attachments.add": EDIT,
    "GET attachments.download": FILE,
    "GET attachments.picture": FILE,
    "POST attachments.share": SHARE_FILE,
    "POST attachments.move": FILE_EDIT,
    "POST attachments.remove": FILE_EDIT,
    "POST attachments.put_back": NOTHING_TAKEN_AWAY,
    "POST drafts.keep_new": page(MEMBERS),
    "POST drafts.keep": EDIT,
    "POST drafts.throw_away": Line(MEMBERS, DRAFTS, "y n n"),
    "GET reports.new": REPORT,
    "POST reports.new": REPORT,
    "GET reports.index": page(DECAAN),
    "POST reports.answer": Line(DECAAN, REPORTS, "y n n"),
    "GET versions.index": VERSIONS,
    "GET versions.show": VERSIONS,
    "POST versions.restore": EDIT,
    "GET originals.show": NO_ORIGINAL,
    "POST originals.see": NO_ORIGINAL,
    "GET api.search": page(MEMBERS),
    "GET api.assignment": READ,
    "GET api.coverage": page(MEMBERS),
    "POST api.suggestions": page(MEMBERS),  # without a body: 422
    "GET api.description": page(ANYONE),
}

# -- The world --------------------------------------------------------------------------------

# How to fill a route's parameters; the first one that a route has decides about what it is.
PARAMETERS = (
    "job_id",
    "assignment_id",
    "user_id",
    "subject_id",
    "report_id",
    "draft_id",
    "entry_id",
    "token",
    "slug",
    "placement_id",
    "class_type_id",
    "milestone_id",
    "call_id",
    "list_id",
)
ALSO = {"version": 1, "number": 1, "form": "csv", "item_id": NOWHERE, "assignment_id": NOWHERE}


@dataclass(frozen=True)
class World:
    """A database to start from: by role a session's token, and the number of each thing."""

    template: Path
    tokens: dict[str, str]
    things: dict[str, dict[str, dict[str, int | str]]]  # role -> parameter -> thing -> value


@pytest.fixture(scope="module")
def world(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    path = tmp_path_factory.mktemp("world") / "lobbib.db"
    shutil.copy(migrated_sqlite, path)
    engine = make_engine(sqlite_url(path))
    sessions = make_sessions(engine)
    watch(sessions)
    with sessions() as session:
        made = build(session, path)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return made


def build(session: Session, path: Path) -> World:
    make = Factory(session)
    board = make.board()
    ours, next_door, elsewhere = make.school(board), make.school(board), make.school(make.board())
    people = {role: make.user(ours, *roles) for role, roles in ROLES.items()}
    colleague, neighbour, somebody = (make.user(s) for s in (ours, next_door, elsewhere))
    shared = {
        "a colleague's": make.assignment(colleague),
        "a colleague's concept": make.assignment(colleague, Status.CONCEPT),
        "a colleague's, archived": make.assignment(colleague, Status.ARCHIVED),
        "a neighbour's, for the board": make.assignment(neighbour, visibility=Visibility.BOARD),
        "a neighbour's, for their school": make.assignment(neighbour),
        "a neighbour's concept": make.assignment(
            neighbour, Status.CONCEPT, visibility=Visibility.EVERYONE
        ),
        "another board's, for everybody": make.assignment(somebody, visibility=Visibility.EVERYONE),
        "another board's, for their board": make.assignment(somebody, visibility=Visibility.BOARD),
    }
    numbers = {name: row.id for name, row in shared.items()} | {"nowhere": NOWHERE}
    others = {
        "subject_id": {
            "our own": own_subject(session, ours),
            "everybody's": make.subject().id,
            "a neighbour's": own_subject(session, next_door),
            "nowhere": NOWHERE,
        },
        "report_id": {
            "about ours": report(session, numbers["a colleague's"], somebody),
            "about a neighbour's": report(
                session, numbers["a neighbour's, for the board"], somebody
            ),
            "nowhere": NOWHERE,
        },
        "entry_id": {
            "our own": own_words(session, ours),
            "everybody's": session.scalars(select(ThesaurusEntry.id).limit(1)).one(),
            "a neighbour's": own_words(session, next_door),
            "nowhere": NOWHERE,
        },
        **planning(make, shared["a colleague's"], shared["a neighbour's, for their school"]),
        "list_id": {
            "ours": shared_list(session, colleague),
            "a neighbour's": shared_list(session, neighbour),
            "nowhere": NOWHERE,
        },
        "token": {"a made-up token": "x" * 43},
        "slug": {"a topic": "lijn", "a made-up topic": "zeppelins"},
    }
    strangers = {
        "a colleague": colleague.id,
        "a neighbour": neighbour.id,
        "somebody elsewhere": somebody.id,
        "nowhere": NOWHERE,
    }
    theirs = draft(session, colleague)
    jobs_of = {
        "a colleague's": job(session, colleague),
        "a neighbour's": job(session, neighbour),
        "nowhere": NOWHERE,
    }
    things = {
        role: {
            **others,
            "draft_id": {
                "mine": draft(session, user),
                "a colleague's": theirs,
                "nowhere": NOWHERE,
            },
            "job_id": jobs_of | {"mine": job(session, user)},
            "assignment_id": numbers | own_assignments(make, user),
            "user_id": strangers | {"myself": user.id},
        }
        for role, user in people.items()
    }
    things["stranger"] = things["docent"]
    add_files(session, shared=numbers["another board's, for everybody"])
    with transaction(session):
        tokens = {role: start_session(session, user, False) for role, user in people.items()}
    return World(path, tokens, things)  # type: ignore[arg-type]


def planning(make: Factory, ours: Assignment, theirs: Assignment) -> dict[str, dict[str, int]]:
    """A class type, a placement and a milestone of our school, and of the neighbour's."""
    found: dict[str, dict[str, int]] = {
        name: {"nowhere": NOWHERE}
        for name in ("placement_id", "class_type_id", "milestone_id", "call_id")
    }
    for whose, assignment in (("ours", ours), ("a neighbour's", theirs)):
        school = assignment.school
        class_type = make.class_type(school)
        period = make.periods(school, SchoolYear.of(utc_now().date()))[0]
        found["class_type_id"][whose] = class_type.id
        found["placement_id"][whose] = make.placement(assignment, class_type, period).id
        found["milestone_id"][whose] = make.milestone(school).id
        found["call_id"][whose] = make.call(school).id
    return found


def own_assignments(make: Factory, user: User) -> dict[str, int]:
    return {
        "mine": make.assignment(user).id,
        "mine, concept": make.assignment(user, Status.CONCEPT).id,
        "mine, archived": make.assignment(user, Status.ARCHIVED).id,
    }


def add_files(session: Session, shared: int) -> None:
    """A picture with every assignment; that of one is for other schools too."""
    session.add(Blob(sha256="0" * 64, size=3))
    session.flush()
    session.add(BlobChunk(sha256="0" * 64, number=0, data=b"GIF"))
    for assignment_id in session.scalars(select(Assignment.id)).all():
        file = Attachment(
            assignment_id=assignment_id,
            number=1,
            position=1,
            name="plaatje.gif",
            type="image/gif",
            sha256="0" * 64,
            shared=assignment_id == shared,
            created_at=utc_now(),
        )
        session.add(file)
    session.commit()


def job(session: Session, user: User) -> int:
    """An import in which nothing stands."""
    now = utc_now()
    row = Job(
        school_id=user.school_id,
        user_id=user.id,
        origin=Origin.OWN,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.commit()
    return row.id


def own_subject(session: Session, school: School) -> int:
    subject = Subject(school_id=school.id, slug="sterrenkunde", name="Sterrenkunde")
    session.add(subject)
    session.commit()
    return subject.id


def own_words(session: Session, school: School) -> int:
    row = ThesaurusEntry(
        school_id=school.id, words=["a", "b"], one_way=False, version=1, updated_at=utc_now()
    )
    session.add(row)
    session.commit()
    return row.id


def shared_list(session: Session, user: User) -> int:
    row = FavouriteList(user_id=user.id, name="Voor mentoren", shared_at=utc_now())
    session.add(row)
    session.commit()
    return row.id


def report(session: Session, assignment_id: int, reporter: User) -> int:
    row = Report(
        assignment_id=assignment_id, reporter_id=reporter.id, text="Fout", created_at=utc_now()
    )
    session.add(row)
    session.commit()
    return row.id


def draft(session: Session, user: User) -> int:
    row = Draft(
        user_id=user.id,
        token="d" * 22,
        page="p" * 22,
        number=1,
        content={"title": ["Half"]},
        updated_at=utc_now(),
    )
    session.add(row)
    session.commit()
    return row.id


class Stage:
    """The application on a copy of the world; set again after whatever changed it."""

    def __init__(self, app: Flask, world: World, path: Path) -> None:
        self.app, self.world, self.path = app, world, path

    def set(self) -> None:
        self.app.extensions["lobbib"].engine.dispose()
        for rest in ("-wal", "-shm"):
            self.path.with_name(self.path.name + rest).unlink(missing_ok=True)
        shutil.copy(self.world.template, self.path)

    def browser(self, role: str) -> FlaskClient:
        browser = self.app.test_client()
        if role in self.world.tokens:
            with browser.session_transaction() as cookie:
                cookie["_user_id"] = self.world.tokens[role]
        return browser

    def answers(self, method: str, endpoint: str, role: str) -> dict[str, str]:
        """What `role` gets for each thing that the route can be about."""
        rule = next(iter(self.app.url_map.iter_rules(endpoint)))
        about = [name for name in PARAMETERS if name in rule.arguments][:1]
        extra = {name: ALSO[name] for name in rule.arguments - set(about)}
        values = self.world.things[role][about[0]] if about else {"": ""}
        found = {}
        for thing, value in values.items():
            given = extra | ({about[0]: value} if about else {})
            with self.app.test_request_context():
                address = self.app.url_for(endpoint, **given)
            with self.browser(role).open(address, method=method) as answer:
                found[thing] = outcome(answer)
            if method == "POST" and answer.status_code < 400:
                self.set()
        return found


def outcome(answer: TestResponse) -> str:
    """y, n or f as in the table; login where one is asked for; else the bare status."""
    if (answer.location or "").startswith("/inloggen?next=") or answer.status_code == 401:
        return "login"
    let_in = dict.fromkeys((200, 303, 409, 422), "y")
    return (let_in | {403: "f", 404: "n"}).get(answer.status_code, str(answer.status_code))


def make_app(path: Path) -> Flask:
    made = create_app(
        Config(
            data=path.parent,
            database_url=sqlite_url(path),
            secret_key=SECRET,
            trusted_hosts=("localhost",),
            base_url="http://localhost",
            follow=False,
        )
    )
    made.testing = True
    made.config["PROPAGATE_EXCEPTIONS"] = False
    made.config["WTF_CSRF_ENABLED"] = False
    return made


def routes_of(app: Flask) -> list[str]:
    return sorted(
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static"
    )


MAP = make_app(Path("nowhere") / "lobbib.db")
ROUTES = routes_of(MAP)


@pytest.fixture(scope="module")
def stage(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    path = tmp_path_factory.mktemp("stage") / "lobbib.db"
    app = make_app(path)
    made = Stage(app, world, path)
    made.set()
    yield made
    app.extensions["lobbib"].search.close()
    app.extensions["lobbib"].engine.dispose()


def test_every_route_has_a_line_and_every_line_a_route() -> None:
    assert sorted(LINES) == ROUTES


@pytest.mark.parametrize("route", ROUTES)
def test_route_declares_whom_it_serves(route: str) -> None:
    audience = audience_of(MAP, route.split()[1])
    assert audience is not None
    line = LINES[route]
    assert audience.needs_login is ("stranger" not in line.audience)


@pytest.mark.parametrize("route", ROUTES)
def test_route_answers_each_role_as_the_table_says(stage: Stage, route: str) -> None:
    method, endpoint = route.split()
    wrong = {}
    for role in ANYONE:
        expected, found = LINES[route].expected(role), stage.answers(method, endpoint, role)
        assert found.keys() == expected.keys()
        wrong |= {
            (role, thing): f"{found[thing]}, not {expected[thing]}"
            for thing in found
            if found[thing] != expected[thing]
        }
    assert wrong == {}


def test_route_that_declares_nothing_serves_nobody(tmp_path: Path) -> None:
    app = make_app(tmp_path / "lobbib.db")
    app.add_url_rule("/vergeten", "forgotten", lambda: "geheim")
    answer = app.test_client().get("/vergeten")
    assert answer.status_code == 403
    assert "geheim" not in answer.text
