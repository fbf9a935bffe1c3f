"""What the API is, for machines: OpenAPI 3.1. A test holds it to the real addresses and answers."""

from collections.abc import Iterable
from typing import Any

from lobbib.domain.assignments import (
    MAX_LENGTHS,
    Activity,
    Licence,
    Origin,
    Status,
    Visibility,
)
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import YEARS, Track

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}


def _one_of(values: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(values)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(properties: dict[str, Schema], required: bool = True) -> Schema:
    found: Schema = {"type": "object", "properties": properties}
    return found | ({"required": list(properties)} if required else {})


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


YEAR: Schema = {"type": "integer", "enum": list(YEARS)}
COMPETENCY = _one_of(Competency)
TRACK = _one_of(Track)
ACTIVITY = _one_of(Activity)

ITEM: dict[str, Schema] = {
    "id": NUMBER,
    "title": TEXT,
    "summary": TEXT,
    "body": TEXT | {"description": "Markdown, voor leerlingen"},
    "notes": _or_null(TEXT) | {"description": "Markdown, voor de docent; null als niet gedeeld"},
    "needs": TEXT,
    "questions": _list(TEXT),
    "years": _list(YEAR),
    "competencies": _list(COMPETENCY),
    "tracks": _list(TRACK),
    "subjects": _list(TEXT),
    "activity": _or_null(ACTIVITY),
    "minutes": _or_null(NUMBER),
    "parents": FLAG,
    "outside": FLAG,
    "dossier": FLAG,
    "origin": _one_of(Origin),
    "licence": _one_of(Licence),
    "visibility": _one_of(Visibility),
    "share_notes": FLAG,
    "status": _one_of(Status),
    "school": TEXT,
    "author": _or_null(TEXT) | {"description": "null voor een andere school"},
    "based_on": _or_null(NUMBER),
    "version": NUMBER,
    "url": TEXT | {"format": "uri"},
}
SNIPPET = _object(
    {
        "field": TEXT,
        "text": TEXT,
        "marks": _list({"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}),
    }
)
FACETS = _object(
    {
        facet: _map(NUMBER)
        for facet in (
            "years",
            "competencies",
            "tracks",
            "subjects",
            "activities",
            "parents",
            "outside",
            "dossier",
        )
    }
)
UNDERSTOOD = _object({"words": TEXT, "as": TEXT, "value": TEXT, "filters": FLAG})
RESULTS = _object(
    {
        "total": NUMBER,
        "items": _list(_named("Hit")),
        "facets": FACETS,
        "corrected": _or_null(TEXT)
        | {"description": "wat er gezocht is, omdat niets had wat er getypt werd"},
        "suggested": _or_null(TEXT) | {"description": "wat misschien bedoeld is"},
        "understood": _list(UNDERSTOOD)
        | {"description": "woorden die een kenmerk noemen; filters: alleen wat het heeft, 0: niet"},
        "loosened": FLAG | {"description": "niets had alle woorden: deze hebben er een paar van"},
        "behind": FLAG | {"description": "wat je net bewaarde is nog niet op woorden te vinden"},
        "ignored": _list(_object({"parameter": TEXT, "value": TEXT})),
    }
)
CELLS = _map(_map(NUMBER)) | {"description": "per competentie, per leerjaar"}
PLACES = _list(_object({"year": YEAR, "competency": COMPETENCY}))
LINE = _object({"states": _list(TEXT), "years": _list(YEAR), "longest": NUMBER})
LAYER = _one_of(["available", "planned", "done"])
COVERAGE: dict[str, Schema] = {
    "layer": LAYER,
    "years": _list(YEAR),
    "cells": CELLS,
    "part": CELLS,
    "elsewhere": CELLS,
    "targets": CELLS,
    "years_total": _map(NUMBER),
    "competencies_total": _map(NUMBER),
    "part_years_total": _map(NUMBER),
    "part_competencies_total": _map(NUMBER),
    "elsewhere_years_total": _map(NUMBER),
    "elsewhere_competencies_total": _map(NUMBER),
    "gaps": PLACES,
    "thin": PLACES,
    "ignored": _list(_object({"parameter": TEXT, "value": TEXT})),
}
SUGGESTED = _object(
    {
        "value": COMPETENCY,
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "because": _list(TEXT),
    }
)
SUGGESTIONS: dict[str, Schema] = {
    "competencies": _list(SUGGESTED),
    "years": _list(YEAR),
    "tracks": _list(TRACK),
    "subjects": _list(TEXT),
    "activity": _or_null(ACTIVITY),
    "minutes": _or_null(NUMBER),
    "parents": FLAG,
    "outside": FLAG,
    "dossier": FLAG,
    "because": _map(_map(_list(TEXT))) | {"description": "de woorden, per veld en waarde"},
    "similar": _list(
        _object(
            {
                "id": NUMBER,
                "title": TEXT,
                "whence": TEXT,
                "url": TEXT,
                "adapt": TEXT,
                "because": _list(TEXT),
            }
        )
    )
    | {"description": "wat er zo sterk op lijkt dat het dezelfde les kan zijn"},
    "closed_questions": _list(
        _object({"index": NUMBER, "hint": TEXT, "better": _or_null(TEXT), "starts": _list(TEXT)})
    ),
}
LESSON: dict[str, Schema] = {
    "title": TEXT | {"maxLength": MAX_LENGTHS["title"]},
    "summary": TEXT | {"maxLength": MAX_LENGTHS["summary"]},
    "body": TEXT | {"maxLength": MAX_LENGTHS["body"]},
    "questions": _list(TEXT | {"maxLength": MAX_LENGTHS["question"]}),
    "id": NUMBER | {"description": "de opdracht die bewerkt wordt, als die er al is"},
}
ERROR = _object({"error": _object({"code": NUMBER, "message": TEXT, "fields": _map(TEXT)})})


def _query(name: str, schema: Schema, description: str = "") -> Schema:
    found = {"name": name, "in": "query", "schema": schema}
    return found | ({"description": description} if description else {})


def _choices(name: str, schema: Schema) -> Schema:
    return _query(name, _list(schema)) | {"explode": True}


SEARCH_PARAMETERS = [
    _query("q", TEXT, 'woorden, "een zin" of -niet; hoogstens 200 tekens'),
    _choices("plain", TEXT)
    | {"description": "een stuk van q dat gewoon woorden is, wat het ook noemt"},
    _choices("year", YEAR),
    _choices("competency", COMPETENCY),
    _choices("track", TRACK),
    _choices("subject", TEXT),
    _choices("activity", ACTIVITY),
    *(_query(flag, _one_of(("1", "0"))) for flag in ("parents", "outside", "dossier")),
    _query("school", _one_of(("all", "own", "elsewhere"))),
    _query("sort", _one_of(("relevance", "newest", "done"))),
    _query("page", NUMBER | {"minimum": 1, "default": 1}),
    _query("per_page", NUMBER | {"minimum": 1, "maximum": 100, "default": 20}),
]


COVERAGE_PARAMETERS = [
    _query("layer", LAYER),
    _query("school_year", TEXT, '"2026-2027"; voor planned en done, anders dit schooljaar'),
    _query("cohort", NUMBER, "het jaar waarin leerlingen in klas 1 begonnen; gaat voor layer"),
    _query("track", TRACK, "de leerjaren zijn dan 1 tot en met het laatste van dit niveau"),
    _choices("subject", TEXT),
    _choices("activity", ACTIVITY),
    *(_query(flag, _one_of(("1", "0"))) for flag in ("parents", "outside", "dossier")),
]


def _answers(schema: Schema, *codes: int) -> Schema:
    errors = {str(code): _answer(_named("Error"), "fout") for code in codes}
    return {"200": _answer(schema, "gelukt"), **errors}


def _answer(schema: Schema, description: str) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _get(summary: str, answers: Schema, parameters: list[Schema] | None = None) -> Schema:
    return {"get": {"summary": summary, "parameters": parameters or [], "responses": answers}}


def _post(summary: str, answers: Schema, sent: Schema) -> Schema:
    body = {"required": True, "content": {"application/json": {"schema": sent}}}
    return {"post": {"summary": summary, "requestBody": body, "responses": answers}}


def _line_or_not() -> Schema:
    """`line` is there only where a track was asked for, and one of the others tells of when."""
    found = _object(COVERAGE)
    when = {"school_year": TEXT, "cohort": NUMBER, "layers": _map(LAYER)}
    return found | {"properties": {**COVERAGE, **when, "line": _map(LINE)}}


_ID = {"name": "assignment_id", "in": "path", "required": True, "schema": NUMBER}

DOCUMENT: Schema = {
    "openapi": "3.1.0",
    "info": {"title": "lobbib", "version": "1", "license": {"name": "EUPL-1.2"}},
    "servers": [{"url": "/api/v1"}],
    "security": [{"token": []}, {"cookie": []}],
    "paths": {
        "/assignments": _get(
            "Zoek in wat gedeeld is", _answers(_named("Results"), 401), SEARCH_PARAMETERS
        ),
        "/assignments/{assignment_id}": _get(
            "Een opdracht", _answers(_named("Item"), 401, 404), [_ID]
        ),
        "/coverage": _get(
            "De LOB-lijn in getallen", _answers(_named("Coverage"), 400, 401), COVERAGE_PARAMETERS
        ),
        "/suggestions": _post(
            "Wat past bij deze les; verandert niets",
            _answers(_named("Suggestions"), 400, 401, 422, 429),
            _object(LESSON, required=False),
        ),
        "/openapi.json": _get("Deze beschrijving", _answers({"type": "object"})),
    },
    "components": {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "lobbib"},
        },
        "schemas": {
            "Item": _object(ITEM),
            "Hit": _object(ITEM | {"score": {"type": "number"}, "snippet": SNIPPET}),
            "Results": RESULTS,
            "Coverage": _line_or_not(),
            "Suggestions": _object(SUGGESTIONS),
            "Error": ERROR,
        },
    },
}
