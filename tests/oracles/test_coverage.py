"""The judge, judged: small schools of which every figure was counted by hand.

The school teaches havo and vwo. In 2026-2027, seen from 25 November 2026:

    class type    year  tracks
    1 havo/vwo    1     havo, vwo
    1 tto         1     vwo
    2 havo        2     havo
    2 vwo         2     vwo

    assignment    competencies             tags: years   placed on (period, reach)         answer
    10 gedeeld    netwerken                2             1 havo/vwo (1, iedereen)          ja
                                                         1 tto (2, deel)                   -
                                                         2 havo (4, deel)                  nee
    11 archief    netwerken, werkexpl.     1             1 tto (1, iedereen)               anders
    12 gedeeld    motievenreflectie        1, 2          2 havo (4, iedereen)              ja
                                                         2 vwo (4, iedereen)               -
    13 concept    netwerken                1             1 tto (1, iedereen)               ja
    14 gedeeld    kwaliteitenreflectie     1             nowhere this year;
                                                         2025: 1 havo/vwo (3, iedereen)    ja
                                                         2025: 2 vwo (3, iedereen)         -
"""

from datetime import date

import pytest

from tests.oracles import coverage as judge

TODAY = date(2026, 11, 25)
THIS, LAST = "2026-2027", "2025-2026"


def item(number, status, years, *competencies, **values):
    plain = {
        "id": number,
        "status": status,
        "years": years,
        "competencies": list(competencies),
        "tracks": ["havo"],
        "subjects": [],
        "activity": None,
        "parents": False,
        "outside": False,
        "dossier": False,
        "questions": [],
        "origin": "eigen",
        "visibility": "school",
    }
    return plain | values


OWN = [
    item(10, "gedeeld", [2], "netwerken", subjects=["economie"], questions=["Wie?"], parents=True),
    item(11, "archief", [1], "netwerken", "werkexploratie", activity="spel", outside=True),
    item(12, "gedeeld", [1, 2], "motievenreflectie", activity="gesprek", dossier=True),
    item(13, "concept", [1], "netwerken"),
    item(14, "gedeeld", [1], "kwaliteitenreflectie", activity="gesprek"),
]
CLASS_TYPES = [
    {"kind": "class_type", "id": 1, "name": "1 havo/vwo", "year": 1, "tracks": ["havo", "vwo"]},
    {"kind": "class_type", "id": 2, "name": "1 tto", "year": 1, "tracks": ["vwo"]},
    {"kind": "class_type", "id": 3, "name": "2 havo", "year": 2, "tracks": ["havo"]},
    {"kind": "class_type", "id": 4, "name": "2 vwo", "year": 2, "tracks": ["vwo"]},
]


def placed(number, assignment, class_type, period, reach="iedereen", year=THIS, subject=None):
    return {
        "kind": "placement",
        "id": number,
        "assignment": assignment,
        "class_type": class_type,
        "school_year": year,
        "period": period,
        "reach": reach,
        "subject": subject,
    }


PLACEMENTS = [
    placed(101, 10, 1, 1, subject="muziek"),
    placed(102, 10, 2, 2, "deel"),
    placed(103, 10, 3, 4, "deel"),
    placed(104, 11, 2, 1),
    placed(105, 12, 3, 4),
    placed(106, 12, 4, 4),
    placed(107, 13, 2, 1),
    placed(108, 14, 1, 3, year=LAST),
    placed(109, 14, 4, 3, year=LAST),
]
DELIVERIES = [
    {"kind": "delivery", "placement": number, "assignment": 0, "answer": answer}
    for number, answer in ((101, "ja"), (103, "nee"), (104, "anders"), (105, "ja"))
] + [
    {"kind": "delivery", "placement": 107, "assignment": 13, "answer": "ja"},
    {"kind": "delivery", "placement": 108, "assignment": 14, "answer": "ja"},
    {"kind": "delivery", "placement": None, "assignment": 14, "answer": "ja"},
]
PLANNING = [*CLASS_TYPES, *PLACEMENTS, *DELIVERIES]
SCHOOL = {"tracks": ["havo", "vwo"], "planning": PLANNING, "today": TODAY}


def filled(matrix):
    """Only what is not 0, as {("netwerken", 1): 2}."""
    return {(c, int(y)): n for c, row in matrix.items() for y, n in row.items() if n}


def test_planned_counts_by_class_type_what_reaches_everybody_and_part_beside_it():
    found = judge.count(OWN, layer="planned", school_year=THIS, **SCHOOL)
    assert found["years"] == [1, 2, 3, 4, 5, 6]
    assert filled(found["cells"]) == {
        ("netwerken", 1): 2,  # 10 and 11; 13 is still a concept
        ("werkexploratie", 1): 1,  # 11, archived since
        ("motievenreflectie", 2): 1,  # 12, on two class types
    }
    # 10 reaches part of 1 tto, but everybody of another class type in the same cell.
    assert filled(found["part"]) == {("netwerken", 2): 1}
    assert found["years_total"] == {"1": 2, "2": 1, "3": 0, "4": 0, "5": 0, "6": 0}
    assert found["part_years_total"] == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 0, "6": 0}
    assert found["competencies_total"] == {
        "kwaliteitenreflectie": 0,
        "motievenreflectie": 1,
        "werkexploratie": 1,
        "loopbaansturing": 0,
        "netwerken": 2,
    }
    # In the row of netwerken 10 reaches everybody somewhere, so it is no part there.
    assert set(found["part_competencies_total"].values()) == {0}
    assert "line" not in found
    assert found["school_year"] == THIS


def test_planned_on_a_track_goes_by_the_tracks_of_the_class_type():
    vwo = judge.count(OWN, layer="planned", track="vwo", **SCHOOL)
    assert filled(vwo["cells"]) == {
        ("netwerken", 1): 2,
        ("werkexploratie", 1): 1,
        ("motievenreflectie", 2): 1,
    }
    assert filled(vwo["part"]) == {}
    havo = judge.count(OWN, layer="planned", track="havo", **SCHOOL)
    assert filled(havo["cells"]) == {("netwerken", 1): 1, ("motievenreflectie", 2): 1}
    assert filled(havo["part"]) == {("netwerken", 2): 1}
    assert havo["line"]["netwerken"] == {"states": ["early"], "years": [2, 3, 4, 5], "longest": 1}
    assert havo["line"]["motievenreflectie"] == {
        "states": ["late", "early"],
        "years": [1, 3, 4, 5],
        "longest": 1,
    }


def test_done_counts_placements_of_which_somebody_said_yes():
    found = judge.count(OWN, layer="done", **SCHOOL)
    assert filled(found["cells"]) == {("netwerken", 1): 1, ("motievenreflectie", 2): 1}
    assert filled(found["part"]) == {}
    vwo = judge.count(OWN, layer="done", track="vwo", **SCHOOL)
    assert filled(vwo["cells"]) == {("netwerken", 1): 1}  # 12 was not done in 2 vwo


def test_available_goes_by_tags_whatever_was_planned():
    found = judge.count(OWN, layer="available", **SCHOOL)
    assert filled(found["cells"]) == {
        ("netwerken", 2): 1,
        ("motievenreflectie", 1): 1,
        ("motievenreflectie", 2): 1,
        ("kwaliteitenreflectie", 1): 1,
    }
    assert set(found["part_years_total"].values()) == {0}
    assert "school_year" not in found


def test_cohort_takes_each_year_from_its_own_school_year():
    """Who began in 2025: year 1 is over, so done; year 2 is now, so planned."""
    found = judge.count(OWN, cohort=2025, **SCHOOL)
    assert filled(found["cells"]) == {
        ("kwaliteitenreflectie", 1): 1,  # 14 on 1 havo/vwo in 2025, done
        ("motievenreflectie", 2): 1,  # 12 on 2 havo and 2 vwo now, planned
    }
    assert filled(found["part"]) == {("netwerken", 2): 1}
    layers = {"1": "done", "2": "planned", "3": "planned"}
    assert {y: found["layers"][y] for y in "123"} == layers
    assert (found["layer"], found["cohort"]) == ("planned", 2025)
    # Who began in 2024: year 2 was 2025-2026, when 14 was placed on 2 vwo but nobody said so.
    assert filled(judge.count(OWN, cohort=2024, **SCHOOL)["cells"]) == {}
    # The day before it ended, it was still to come.
    before = SCHOOL | {"today": date(2026, 7, 31)}
    early = judge.count(OWN, cohort=2024, **before)
    assert filled(early["cells"]) == {("kwaliteitenreflectie", 2): 1}


@pytest.mark.parametrize(
    ("asked", "cells"),
    [
        ({"subjects": ["muziek"]}, {("netwerken", 1): 1}),  # the subject that gives 10
        ({"subjects": ["economie"]}, {}),  # 10's own, where no subject is named: only in part
        ({"activities": ["spel"]}, {("netwerken", 1): 1, ("werkexploratie", 1): 1}),
        ({"activities": ["spel", "gesprek"], "dossier": True}, {("motievenreflectie", 2): 1}),
        ({"parents": True}, {("netwerken", 1): 1}),
        ({"outside": True}, {("netwerken", 1): 1, ("werkexploratie", 1): 1}),
        ({"outside": True, "parents": True}, {}),
    ],
)
def test_filters_of_planned(asked, cells):
    found = judge.count(OWN, layer="planned", **asked, **SCHOOL)
    assert filled(found["cells"]) == cells
    part = {("netwerken", 1): 1, ("netwerken", 2): 1} if "economie" in str(asked) else None
    assert part is None or filled(found["part"]) == part


def test_agreements_hold_from_their_school_year_on():
    agreed = [
        {"kind": "target", "school_year": year, "competency": c, "year": 1, "number": number}
        for year, c, number in (
            ("2024-2025", "netwerken", 4),
            (LAST, "netwerken", 3),
            ("2027-2028", "netwerken", 9),
            (THIS, "werkexploratie", 1),
        )
    ]
    asked = SCHOOL | {"planning": PLANNING + agreed}
    now = judge.count(OWN, layer="planned", **asked)
    assert (now["targets"]["netwerken"]["1"], now["targets"]["netwerken"]["2"]) == (3, 1)
    assert now["thin"] == [{"year": 1, "competency": "netwerken"}]
    assert {"year": 1, "competency": "netwerken"} not in now["gaps"]
    then = judge.count(OWN, layer="planned", school_year="2024-2025", **asked)
    assert then["targets"]["netwerken"]["1"] == 4
    assert len(then["gaps"]) == 30
    assert judge.count(OWN, cohort=2027, **asked)["targets"]["netwerken"]["1"] == 9
    assert judge.count(OWN, layer="available", **asked)["targets"]["netwerken"]["1"] == 3


def test_lists_are_what_the_figures_count():
    found = judge.lists(OWN, layer="planned", **SCHOOL)
    assert found["cells"]["netwerken"]["1"] == [10, 11]
    assert found["part"]["netwerken"]["2"] == [10]
    assert found["years"]["1"] == [10, 11]
    assert found["competencies"]["motievenreflectie"] == [12]
    assert found["total"] == [10, 11, 12]


def test_quality_of_planned():
    found = judge.quality(OWN, layer="planned", **SCHOOL)
    assert found["years"]["1"] == {
        "assignments": 2,
        "conversations": 1,
        "parents": 1,
        "outside": 1,
        "dossier": 0,
        "periods": {"1": 2},
    }
    assert found["years"]["2"] == {
        "assignments": 1,
        "conversations": 0,
        "parents": 0,
        "outside": 0,
        "dossier": 1,
        "periods": {"4": 1},
    }
    assert found["competencies"]["netwerken"] == {"activities": ["spel"], "same": []}
    asked = {"assignments": 3, "periods": 2, "conversations": 3}
    assert found["agreed"]["1"] == asked
    available = judge.quality(OWN, layer="available", **SCHOOL)
    assert available["competencies"]["motievenreflectie"] == {
        "activities": ["gesprek"],
        "same": [12],
    }
    assert available["years"]["1"]["periods"] == {}


def test_elsewhere_stands_beside_every_layer():
    theirs = [
        item(1, "gedeeld", [1], "netwerken", visibility="bestuur"),
        item(2, "gedeeld", [1], "netwerken", visibility="iedereen", tracks=["vwo"]),
        item(3, "gedeeld", [1], "netwerken", visibility="iedereen", origin="overgenomen"),
        item(4, "archief", [1], "netwerken", visibility="iedereen"),
    ]
    found = judge.count(OWN, theirs, theirs, layer="planned", track="vwo", **SCHOOL)
    assert filled(found["elsewhere"]) == {("netwerken", 1): 1}  # 2, counted once by its id
    board = judge.count(OWN, theirs, [], layer="done", **SCHOOL)
    assert board["elsewhere_years_total"]["1"] == 2
