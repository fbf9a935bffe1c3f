"""Contents of assignments for property tests: everything that fits, however odd."""

from hypothesis import strategies as st

from lobbib.domain.assignments import Activity, Content, Licence, Origin, Visibility
from lobbib.domain.competencies import Competency
from lobbib.domain.tracks import YEARS, Track

TEXT = st.text(max_size=60)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """A content without type problems, not yet normalized; what is taken over stays at home."""
    origin = draw(st.sampled_from(Origin))
    visibility = draw(st.sampled_from(Visibility))
    return Content(
        title=draw(TEXT),
        summary=draw(TEXT),
        body=draw(st.text(max_size=400)),
        notes=draw(TEXT),
        needs=draw(TEXT),
        questions=tuple(draw(st.lists(TEXT, max_size=5))),
        years=tuple(draw(st.sets(st.sampled_from(YEARS)))),
        competencies=tuple(draw(st.sets(st.sampled_from(Competency)))),
        tracks=tuple(draw(st.sets(st.sampled_from(Track)))),
        subjects=tuple(draw(st.sets(st.sampled_from(["ckv", "economie", "muziek"])))),
        activity=draw(st.none() | st.sampled_from(Activity)),
        minutes=draw(st.none() | st.integers(1, 6000)),
        parents=draw(st.booleans()),
        outside=draw(st.booleans()),
        dossier=draw(st.booleans()),
        origin=origin,
        licence=draw(st.sampled_from(Licence)),
        visibility=Visibility.SCHOOL if origin is Origin.TAKEN_OVER else visibility,
        share_notes=draw(st.booleans()),
    )
