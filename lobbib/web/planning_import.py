"""A planning that the school has already, from its sheet: columns, then titles, then the board.

Nothing is kept between the steps: the sheet travels in the form, and each step reads it again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from lobbib.db import get_session
from lobbib.domain.planning_import import Row
from lobbib.errors import Invalid
from lobbib.exchange import planning_sheet
from lobbib.exchange.bad_files import BadFile
from lobbib.exchange.planning_sheet import Column
from lobbib.exchange.reading.sheets import MAX_CELL, MAX_COLUMNS, Sheet
from lobbib.services import planning_import as services
from lobbib.services.planning_import import MAX_ROWS
from lobbib.web.access import LINE_MANAGERS, current_actor, serves
from lobbib.web.parameters import members
from lobbib.web.school_shape import asked_year

bp = Blueprint("planning_import", __name__, url_prefix="/jaarplanning/importeren")
COLUMNS = members(Column)
ROWS_SHOWN = 4
KINDS = "Kies een bestand van Excel (xlsx) of een csv, van hoogstens 900 kB."


@bp.get("")
@serves(LINE_MANAGERS)
def index() -> ResponseReturnValue:
    return _upload_page()


def _upload_page(problem: str = "", code: int = 200) -> ResponseReturnValue:
    return render_template("planning/import.html", school_year=asked_year(), problem=problem), code


@bp.post("")
@serves(LINE_MANAGERS)
def upload() -> ResponseReturnValue:
    """What is in the file, with a guess of what each column means."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _upload_page(KINDS, 422)
    try:
        sheet = planning_sheet.read_file(sent.filename, sent.read(planning_sheet.MAX_BYTES + 1))
    except BadFile as error:
        return _upload_page(f"{error.message.split('. ')[0].rstrip('.')}. {KINDS}", 422)
    if len(sheet.rows) > MAX_ROWS:
        return _upload_page(f"Zet hoogstens {MAX_ROWS} rijen in één bestand.", 422)
    return _columns_page(sheet, planning_sheet.guess(sheet.headings))


def _columns_page(
    sheet: Sheet, columns: Sequence[Column | None], code: int = 200, **more: Any
) -> ResponseReturnValue:
    page = render_template(
        "planning/import_columns.html",
        sheet=sheet,
        packed=_pack(sheet),
        columns=columns,
        meanings=list(Column),
        rows=sheet.rows[:ROWS_SHOWN],
        school_year=asked_year(),
        **more,
    )
    return page, code


def _pack(sheet: Sheet) -> str:
    return json.dumps([sheet.headings, *sheet.rows], ensure_ascii=False)


def _unpack(text: str) -> Sheet:
    """Raises Invalid for what this page did not make."""
    try:
        head, *rows = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        raise Invalid({}) from None
    lines = [head, *rows]
    if len(lines) > MAX_ROWS + 1 or not all(isinstance(line, list) for line in lines):
        raise Invalid({})
    if len({len(line) for line in lines}) > 1 or not 0 < len(head) <= MAX_COLUMNS:
        raise Invalid({})
    head, *rows = (tuple(str(cell)[:MAX_CELL] for cell in line) for line in lines)
    return Sheet(head, tuple(rows))


def _columns(form: MultiDict[str, str], sheet: Sheet) -> tuple[Column | None, ...]:
    return tuple(COLUMNS.get(form.get(f"kolom-{n}", "")) for n in range(len(sheet.headings)))


@bp.post("/bekijken")
@serves(LINE_MANAGERS)
def preview() -> ResponseReturnValue:
    """What each row would become; nothing is written yet."""
    try:
        sheet = _unpack(request.form.get("sheet", ""))
    except Invalid:
        return _upload_page("Kies het bestand nog een keer.", 422)
    columns = _columns(request.form, sheet)
    if missing := planning_sheet.missing(columns):
        return _columns_page(sheet, columns, 422, missing=missing)
    return _preview_page(sheet, columns)


def _preview_page(sheet: Sheet, columns: Sequence[Column | None]) -> ResponseReturnValue:
    session, actor, year = get_session(), current_actor(), asked_year()
    rows = planning_sheet.rows_of(sheet, columns)
    try:
        outcomes = services.preview(session, actor, year, rows)
    except Invalid as error:
        return _columns_page(sheet, columns, 422, problems=list(error.fields.values()))
    near = services.lookalikes(session, actor, (one.title for one in outcomes if one.is_new))
    return render_template(
        "planning/import_preview.html",
        packed=_pack(sheet),
        columns=columns,
        outcomes=outcomes,
        titles=list(dict.fromkeys(one.title for one in outcomes if one.is_new)),
        near=near,
        school_year=year,
    )


@bp.post("/bewaren")
@serves(LINE_MANAGERS)
def save() -> ResponseReturnValue:
    """Do what the preview said, with the titles that were taken to be the same."""
    try:
        sheet = _unpack(request.form.get("sheet", ""))
    except Invalid:
        return _upload_page("Kies het bestand nog een keer.", 422)
    columns, year = _columns(request.form, sheet), asked_year()
    rows = planning_sheet.rows_of(sheet, columns)
    session, actor = get_session(), current_actor()
    same = _same(rows)
    try:
        outcomes = services.import_rows(
            session,
            actor,
            year,
            [replace(row, title=same.get(row.title, row.title)) for row in rows],
        )
    except Invalid as error:
        session.rollback()
        return _columns_page(sheet, columns, 422, problems=list(error.fields.values()))
    placed = sum(one.places for one in outcomes)
    new = len({one.assignment_id for one in outcomes if one.is_new})
    left_out = sum(bool(one.problems) for one in outcomes)
    flash(_summary(placed, new, left_out), "success")
    return redirect(url_for("planning.board", schooljaar=str(year)), 303)


def _same(rows: Sequence[Row]) -> Mapping[str, str]:
    """By a title of the sheet the title of the assignment that it was confirmed to be."""
    session, actor = get_session(), current_actor()
    chosen = set(request.form.getlist("zelfde"))
    titles = [row.title for row in rows]
    near = services.lookalikes(session, actor, (" ".join(title.split()) for title in titles))
    return {
        title: near[" ".join(title.split())].title
        for title in titles
        if (tidy := " ".join(title.split())) in near and tidy in chosen
    }


def _summary(placed: int, new: int, left_out: int) -> str:
    said = [f"{placed} keer gepland."]
    if new:
        said.append(f"{new} titels kenden we nog niet: dat zijn nu concepten van jou.")
    if left_out:
        said.append(f"{left_out} rijen bleven erbuiten.")
    return " ".join(said)
