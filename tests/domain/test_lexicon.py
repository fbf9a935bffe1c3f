"""Reading a lexicon, and what it says of a text."""

import pytest

from lobbib.domain.lexicon import Lexicon, parse, totals
from lobbib.domain.phrases import tokens

LEXICON = """
# a remark
@ik = ik|jij

[netwerken]
(whom 3)
@ik bel
1.5 wie weet
(help 2)
hulp
[stage]
hulp
""".splitlines()


def worth(lexicon: Lexicon, text: str) -> dict[str, float]:
    return dict(totals(lexicon.evidence(tokens(text))))


def test_phrases_count_for_the_label_that_they_stand_under() -> None:
    assert worth(parse(LEXICON), "Jij bel om hulp") == {"netwerken": 5.0, "stage": 2.0}


def test_a_line_may_give_its_own_worth() -> None:
    assert worth(parse(LEXICON), "wie weet") == {"netwerken": 1.5}


def test_an_idea_that_is_said_again_counts_for_less() -> None:
    assert worth(parse(LEXICON), "hulp hulp hulp")["stage"] == 2 + 1 + 0.5


def test_two_phrases_at_one_place_count_once() -> None:
    lexicon = parse(["[a]", "(x 2)", "hulp", "hulp vragen"])
    assert worth(lexicon, "hulp vragen") == {"a": 2.0}


def test_evidence_knows_its_place() -> None:
    (found,) = parse(["[a]", "(x 2)", "om hulp"]).evidence(tokens("vraag om hulp"))
    assert (found.label, found.worth, found.first, found.last) == ("a", 2.0, 1, 2)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["(x 2)", "hulp"], "line 2: a phrase stands under no label"),
        (["[a]", "(x 2)", "@wie bel"], "line 3: there is no list @wie"),
    ],
)
def test_what_cannot_be_read_is_named(lines: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse(lines)
