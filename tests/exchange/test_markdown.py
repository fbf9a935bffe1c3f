"""Markdown becomes calm HTML, and nothing in it ever runs."""

import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbib.exchange.markdown import to_html

XSS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.nl/a.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:alert(1) onerror=eval(src)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<base href=javascript:/a/+alert(1)//>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](< javascript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x](file:///etc/passwd)",
    "[x](//x.nl/a)",
    "[x](/uitloggen)",
    "[x](?next=javascript:alert(1))",
    "![x](javascript:alert(1))",
    "![x](https://x.nl/spion.png)",
    '![x](x "onerror=alert(1)")',
    '[x](https://x.nl "a\\" onmouseover=alert(1)")',
    '[x](https://x.nl" onmouseover="alert(1))',
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    '<https://x.nl/"onmouseover=alert(1)>',
    "`<script>alert(1)</script>`",
    "```\n</code><script>alert(1)</script>\n```",
    "```html onload=alert(1)\nx\n```",
    "    <script>alert(1)</script>",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "# <img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[><script>alert(1)</script>]]>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    '<a href="https://x.nl" target="_blank" onclick="alert(1)">x</a>',
    "<textarea></textarea><script>alert(1)</script>",
    "<table>\n\n<script>alert(1)</script>",
]
ALLOWED = {
    *("p", "br", "hr", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "div"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
FIXED = {("rel", "noopener nofollow"), ("class", "scroll-region"), ("role", "region")}
FIXED |= {("tabindex", "0"), ("aria-label", "Tabel")}


class Judge(HTMLParser):
    """Collects every tag, attribute and scheme that a browser would act upon."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.active: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.active.append(tag)
        self.active += [f"{tag} {pair}" for pair in attrs if not self._is_calm(tag, *pair)]

    def _is_calm(self, tag: str, name: str, value: str | None) -> bool:
        if (tag, name) == ("a", "href"):
            return urlsplit(value or "").scheme in ("http", "https", "mailto")
        if (tag, name) == ("ol", "start"):
            return (value or "").isdigit()
        return (name, value) in FIXED

    def handle_comment(self, data: str) -> None:
        self.active.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.active.append("declaration")


@pytest.mark.parametrize("payload", XSS)
def test_no_payload_stays_active(payload: str) -> None:
    for text in (payload, f"- {payload}", f"> {payload}", f"Tekst **{payload}** tekst"):
        assert Judge(to_html(text)).active == []


@given(st.lists(st.sampled_from([*XSS, *"*_~`[]()<>!#|&;:/\\\"' \n\t", "javascript:", "a"])))
def test_no_mixture_stays_active(parts: list[str]) -> None:
    assert Judge(to_html("".join(parts))).active == []


def test_the_corpus_is_large_enough() -> None:
    assert len(set(XSS)) >= 40


def test_the_judge_sees_what_is_active() -> None:
    assert Judge("<p onclick=x>a</p><script></script>").active == ["p ('onclick', 'x')", "script"]
    assert Judge("<a href='javascript:x'>a</a><!-- c -->").active == [
        "a ('href', 'javascript:x')",
        "comment",
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**vet** en *schuin*", "<p><strong>vet</strong> en <em>schuin</em></p>\n"),
        ("een\ntwee", "<p>een<br>\ntwee</p>\n"),
        ("2. b\n3. c", '<ol start="2">\n<li>b</li>\n<li>c</li>\n</ol>\n'),
        (
            "[site](https://x.nl)",
            '<p><a href="https://x.nl" rel="noopener nofollow">site</a></p>\n',
        ),
        ("    ingesprongen", "<p>ingesprongen</p>\n"),
        ("www.x.nl", "<p>www.x.nl</p>\n"),
        ("", ""),
    ],
)
def test_what_teachers_write_looks_as_meant(text: str, html: str) -> None:
    assert to_html(text) == html


def test_what_is_too_long_to_save_is_not_read_to_its_end() -> None:
    start = time.monotonic()
    assert to_html("[" * 1_000_000) == f"<p>{'[' * 20_000}</p>\n"
    assert time.monotonic() - start < 5


def test_headings_begin_at_three_and_skip_no_level() -> None:
    html = to_html("### a\n# b\n### c\n## d\n# e\n## f\n### g\n#### h\n##### i")
    assert [line[:4] for line in html.splitlines()] == [
        *("<h3>", "<h3>", "<h4>", "<h4>", "<h3>", "<h4>", "<h5>", "<h6>", "<h6>")
    ]


def test_a_table_scrolls_by_itself() -> None:
    html = to_html("| a | b |\n|---|---|\n| 1 | 2 |")
    assert html.startswith('<div class="scroll-region" role="region" tabindex="0"')
    assert html.count("<td>") == 2
    assert html.endswith("</table></div>\n")


@pytest.mark.parametrize("before", ["", "> "])
def test_few_letters_do_not_become_screens_of_cells(before: str) -> None:
    table = [*("|a" * 200, "|-" * 200), *["x"] * 200, ""]
    written = "\n".join(before + line for line in table)
    html = to_html((written + "\n\n") * 10)
    assert html.count("<table>") == 0
    assert len(html) < 3 * 10 * len(written)


def test_tables_that_write_each_cell_are_shown_up_to_the_longest_text() -> None:
    row = "| a | b |\n"
    text = (row + "|---|---|\n" + row * 2_000)[: 2_000 * len(row)]
    assert to_html(text).count("<td>") == 2 * 1_998
    small = "|a|b|\n|-|-|\n|c|d|\n\n"
    assert to_html(small * 1_000).count("<table>") == 1_000


@given(st.text())
def test_any_text_has_html(text: str) -> None:
    assert Judge(to_html(text)).active == []
