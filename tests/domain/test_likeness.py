"""A text that was touched up is known again; two texts on one subject are not the same."""

from lobbib.domain.likeness import FEWEST, likeness, nearest, runs

TEXT = (
    "Bedenk vijf vragen over het werk van je buurvrouw en stel ze haar. Schrijf haar antwoorden op "
    "en vertel in de klas wat je het meest verbaasde aan haar baan."
)
SAME_SUBJECT = (
    "Interview iemand in je straat over diens werk. Maak een foto van de werkplek, en hang die met "
    "drie zinnen erbij op in het lokaal."
)


def test_likeness_counts_runs_of_four_words() -> None:
    one, other = runs("a b c d e"), runs("A b, c d! f")
    assert (len(one), len(other), likeness(one, other)) == (2, 2, 1 / 3)
    assert likeness(runs(""), runs("een twee")) == 0.0


def test_a_touched_up_text_is_nearly_the_same() -> None:
    changed = TEXT.replace("vijf", "zes").upper()
    known = {1: runs(SAME_SUBJECT), 2: runs(TEXT), 3: runs(TEXT + " Meer.")}
    assert nearest(runs(changed), known) == 2
    assert nearest(runs(SAME_SUBJECT), {2: runs(TEXT)}) is None
    assert nearest(runs(TEXT), {}) is None


def test_a_short_text_says_too_little() -> None:
    short = " ".join(str(n) for n in range(FEWEST + 2))
    assert nearest(runs(short), {1: runs(short)}) is None
    assert nearest(runs(f"{short} x"), {1: runs(f"{short} x")}) == 1
