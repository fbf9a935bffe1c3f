"""The picture to paste: well-formed, with everything inside it and nothing from elsewhere."""

import re
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lobbib.domain.competencies import Competency
from lobbib.domain.coverage import Cell, Selection, Tagged, measure
from lobbib.domain.tracks import Track
from lobbib.exchange.picture import PAPER, Extras, Moment, metro
from lobbib.exchange.picture_svg import Panel, Sheet, icons, size_of, to_svg
from lobbib.exchange.typesetting import to_png

SVG = "{http://www.w3.org/2000/svg}"
N = Competency.NETWERKEN
ROWS = [
    Tagged(number, frozenset({year}), frozenset({N}), frozenset({Track.HAVO}))
    for number, year in enumerate((1, 1, 2, 4))
]
COVERAGE = measure(ROWS, Selection(track=Track.HAVO), [Track.HAVO], {Cell(N, 2): 2})
EXTRAS = Extras((Moment(3, 0.5, "Profielkeuze"),), {1: (0, 2), 2: (1, 0)})
SHEET = Sheet(
    title="De LOB-lijn van havo",
    facts=("Het Voorbeeld · schooljaar 2026-2027 · gepland", "gemaakt op 3 november 2026"),
    description="Netwerken mist in klas 3.",
    panels=(Panel("", metro(COVERAGE, PAPER, EXTRAS), "2 van de 25 plekken"),),
)


def texts(svg: str) -> list[str]:
    return ["".join(found.itertext()) for found in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_svg_says_everything_in_letters() -> None:
    found = texts(to_svg(SHEET))
    assert found[:3] == [SHEET.title, *SHEET.facts]
    assert [text for text in found if text in {c.label for c in Competency}] == [
        c.label for c in Competency
    ]
    numbers = [text for text in found if text.isdecimal()]
    assert numbers == ["1", "2", "1", "2", *["0"] * 20, "2", "1", "0", "1", "0"]
    assert [text for text in found if text.startswith("Klas")] == [f"Klas {y}" for y in range(1, 6)]
    assert "alles in periode 2" in found
    assert "Profielkeuze" in found
    assert found[3] == "2 van de 25 plekken"
    assert found[-3:] == ["zoals afgesproken", "nog te weinig", "mist nog"]


def test_svg_tells_in_words_what_can_be_seen() -> None:
    root = ElementTree.fromstring(to_svg(SHEET))
    assert [root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")] == [
        SHEET.title,
        SHEET.description,
    ]
    assert (root.get("role"), root.get("lang")) == ("img", "nl")


def test_svg_needs_nothing_from_elsewhere() -> None:
    svg = to_svg(SHEET)
    assert re.findall(r"https?://[^\"' ]+", svg) == ["http://www.w3.org/2000/svg"]
    for never in ("class=", "style", "<script", "var(--", "<use", "<image", "url("):
        assert never not in svg


def test_svg_shows_states_by_shape() -> None:
    root = ElementTree.fromstring(to_svg(SHEET))
    circles = [c for c in root.iter(f"{SVG}circle") if c.get("r") == "17"][-5:]
    looks = [(c.get("fill") == N.colour, c.get("stroke-dasharray") is not None) for c in circles]
    assert looks == [(True, False), (False, False), (False, True), (True, False), (False, True)]


def test_svg_of_several_tracks_has_a_map_under_each_heading() -> None:
    mavo = measure(ROWS, Selection(track=Track.VMBO_TL), [Track.VMBO_TL])
    panels = (
        replace(SHEET.panels[0], heading="havo"),
        Panel("mavo", metro(mavo, PAPER), "0 van de 20 plekken"),
    )
    one, two = to_svg(SHEET), to_svg(replace(SHEET, panels=panels))
    found = texts(two)
    assert found.index("havo") < found.index("Klas 5") < found.index("mavo")
    assert found.count("Klas 1") == 2
    assert size_of(two)[1] > 1.5 * size_of(one)[1]


def test_svg_has_the_five_icons() -> None:
    assert {c.icon for c in Competency} <= set(icons())
    for competency in Competency:
        assert icons()[competency.icon] in to_svg(SHEET)


@settings(deadline=None)
@given(text=st.text(max_size=60))
def test_svg_is_well_formed_whatever_was_typed(text: str) -> None:
    extras = replace(EXTRAS, moments=(Moment(3, 0.5, text),))
    panel = Panel(f"x{text}", metro(COVERAGE, PAPER, extras), text)
    sheet = Sheet(f"x{text}", (f"x{text}",), text, (panel, panel))
    assert (
        len(texts(to_svg(sheet))) == len(texts(to_svg(replace(SHEET, panels=(panel, panel))))) - 1
    )


def test_svg_keeps_markup_as_text() -> None:
    evil = '<script>alert(1)</script>" onload="x'
    svg = to_svg(replace(SHEET, title=evil, facts=(evil,), description=evil))
    assert texts(svg)[:2] == [evil, evil]
    assert [e.tag for e in ElementTree.fromstring(svg).iter() if "script" in e.tag] == []


def test_png_is_as_wide_as_asked() -> None:
    svg = to_svg(SHEET)
    content = to_png(svg, size_of(svg), width=1200)
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert width == pytest.approx(1200, abs=1)
    assert height == pytest.approx(1200 * size_of(svg)[1] / size_of(svg)[0], abs=1)


def test_png_has_letters_without_a_font_of_the_system() -> None:
    """Leaving out the letters makes a lighter picture."""
    svg = to_svg(SHEET)
    bare = re.sub(r"<text .*?</text>", "", svg)
    dark = []
    for one in (svg, bare):
        picture = Image.open(BytesIO(to_png(one, size_of(svg), width=600))).convert("L")
        dark.append(sum(picture.histogram()[:120]))
    assert dark[0] > 1.2 * dark[1]
