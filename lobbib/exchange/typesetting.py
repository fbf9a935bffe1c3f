"""What typst makes of a text: PDF and PNG, with the letters that come along and no others.

The same file comes out on every machine: no font of the system is used. What a text asks to be
filled in is handed over as JSON, so that nothing a user typed is read as typst's own language.
"""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

PICTURE = """
#let given = json(bytes(sys.inputs.given))
#set page(width: given.width * 1pt, height: given.height * 1pt, margin: 0pt)
#image(bytes(given.svg), format: "svg", width: 100%)
"""


@cache
def fonts() -> typst.Fonts:
    """Source Sans Pro beside what typst has in itself."""
    package = find_spec("font_source_sans_pro")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def to_png(svg: str, size: tuple[int, int], width: int = 2400) -> bytes:
    """A picture of `width` pixels; `size` is that of the SVG in its own units."""
    given = {"svg": svg, "width": size[0], "height": size[1]}
    return _made(PICTURE, given, format="png", ppi=72 * width / size[0])


def to_pdf(source: str, given: dict[str, Any]) -> bytes:
    """A tagged PDF, after PDF/UA-1 where that can be.

    It cannot where a text has letters that no font here knows; these then show as boxes.
    """
    try:
        return _made(source, given, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError:
        return _made(source, given, format="pdf")


def _made(source: str, given: dict[str, Any], **how: Any) -> bytes:
    made = typst.compile(
        source.encode(),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"given": json.dumps(given)},
        **how,
    )
    assert isinstance(made, bytes)
    return made
