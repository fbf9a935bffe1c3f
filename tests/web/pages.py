"""A page as a tree: what stands in which element, by a small part of CSS's selectors."""

from html.parser import HTMLParser

VOID = {"input", "link", "meta", "br", "img", "use", "path", "rect", "hr", "circle"}


class Element:
    def __init__(self, tag: str, attributes: dict[str, str], parent: "Element | None") -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.pieces: list[str] = []

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    def fits(self, selector: str) -> bool:
        """`tag`, `.class`, `tag.class`, `[attribute]`; with spaces: inside of."""
        *outer, last = selector.split()
        if not self._is(last):
            return False
        return not outer or any(above.fits(" ".join(outer)) for above in self.above())

    def above(self) -> "list[Element]":
        return [self.parent, *self.parent.above()] if self.parent else []

    def _is(self, simple: str) -> bool:
        if simple.startswith("["):
            return simple.strip("[]") in self.attributes
        tag, *classes = simple.split(".")
        own = self.attributes.get("class", "").split()
        return tag in ("", self.tag) and all(name in own for name in classes)


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[Element] = []
        self._open: Element | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self.elements.append(element)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, self._open))

    def handle_endtag(self, tag: str) -> None:
        if self._open is not None and tag not in VOID:
            assert self._open.tag == tag, f"<{self._open.tag}> is closed by </{tag}>"
            self._open = self._open.parent

    def handle_data(self, data: str) -> None:
        for element in [self._open, *self._open.above()] if self._open else []:
            element.pieces.append(data)

    def all(self, selector: str) -> list[Element]:
        return [element for element in self.elements if element.fits(selector)]

    def texts(self, selector: str) -> list[str]:
        return [element.text for element in self.all(selector)]

    def links(self, selector: str) -> list[tuple[str, str]]:
        """(text, address) of each link."""
        return [(link.text, link.attributes["href"]) for link in self.all(selector)]

    def inputs(self, kind: str) -> dict[str, str]:
        """Name and value of the inputs of a type."""
        found = [element.attributes for element in self.all("input")]
        return {one["name"]: one["value"] for one in found if one.get("type") == kind}

    def options(self, name: str) -> list[tuple[str, str, bool]]:
        """(label, count, ticked) of each checkbox of a filter."""
        boxes = [box for box in self.all("label input") if box.attributes.get("name") == name]
        return [
            (
                self._inside(box.parent, "filter__label"),
                self._inside(box.parent, "filter__count"),
                "checked" in box.attributes,
            )
            for box in boxes
        ]

    def _inside(self, outer: Element | None, name: str) -> str:
        found = [one for one in self.all(f".{name}") if one.parent is outer]
        return found[0].text


def fields(page: str, prefix: str = "") -> dict[str, str]:
    """Every input of the form with its value."""
    found = [one.attributes for one in Page(page).all("main input")]
    return {one["name"]: one["value"] for one in found if one["name"].startswith(prefix)}
