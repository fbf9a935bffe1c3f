"""Reading Markdown line by line gives what the parser gives, and most texts can be read so."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lobbib.search import plain as module
from lobbib.search.plain import plain

SEED = Path(__file__).parents[2] / "seed" / "demo"
PIECES = [
    *("woord", "1", "2. ", "3) ", "- ", "* ", "+ ", "**", "*", "# ", "### ", ".", ",", "(", ")"),
    *('"', "'", "!", "?", "[", "]", "é", "😀", "\u0301", "=", "--", "&", "_", ">", "vmbo-tl", "a:"),
    *("10", "12:30", "/", "\xa0", "|", "```", "~", "http://x.nl", "<", "&amp;", "\\", "x_y"),
    *(" ", "  ", "   ", "    ", "\n", "\n\n", "\n   ", "\n  - ", "\n1. ", "\n2. ", "\n- ", "\r"),
]


@settings(max_examples=1_500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=18).map("".join))
@example("**2. woord**")
@example("2. ---")
@example("2. 2. ")
@example("tekst\n2. geen lijst\n1. wel een lijst")
@example("- a\n2. b\n   3. c\nd")
@example("**Vet (1).** en *schuin*: x")
def test_reading_by_line_is_reading_by_the_parser(markdown: str) -> None:
    assert plain(markdown) == module._parsed(markdown)


def seed_texts() -> list[str]:
    files = [path.read_text(encoding="utf-8") for path in SEED.glob("*.jsonl")]
    found = [json.loads(line) for text in files for line in text.splitlines()]
    texts = [one.get(field) for one in found for field in ("body", "notes", "needs")]
    return [text for text in texts if text]


def test_what_teachers_write_is_read_by_line() -> None:
    texts = seed_texts()
    by_line = [text for text in texts if module._by_line(text) is not None]
    assert len(texts) > 100
    assert len(by_line) > 0.9 * len(texts)
    for text in texts:
        assert plain(text) == module._parsed(text)


@pytest.mark.parametrize(
    ("markdown", "seen"),
    [
        ("# Kop\n\n1. **Vet** en *schuin*\n2. klaar", "Kop\nVet en schuin\nklaar"),
        ("[Link](https://example.org/geheim) `code`\n\n> citaat", "Link code\ncitaat"),
        ("een <b>tag</b>\nen regel\n\n    blok", "een <b>tag</b> en regel\nblok"),
        ("### Op de kade\n- Groet.\nEn wacht.\n\nTerug.", "Op de kade\nGroet. En wacht.\nTerug."),
    ],
)
def test_markdown_is_read_as_a_reader_sees_it(markdown: str, seen: str) -> None:
    assert plain(markdown) == seen
