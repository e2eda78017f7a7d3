"""What is wrong with the markup of a page: tags that do not close, ids twice, headings out of order, pictures that move."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NO_BLOCK = {"p", "h1", "h2", "h3", "h4", "button", "a", "span", "label", "b", "dt"}
BLOCK = {
    "p",
    "div",
    "ul",
    "ol",
    "dl",
    "table",
    "section",
    "article",
    "h1",
    "h2",
    "h3",
    "form",
    "nav",
    "aside",
    "fieldset",
}


class Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.pointed: list[str] = []
        self.headings: list[int] = []
        self.is_drawing = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) != len(attrs):
            self.faults.append(f"<{tag}> states an attribute twice")
        if tag in BLOCK and self.open and any(one in NO_BLOCK - {"a"} for one in self.open):
            self.faults.append(f"<{tag}> inside {self.open[-3:]}")
        if "id" in given:
            self.ids.append(given["id"] or "")
        self.pointed += [given[name] or "" for name in ("for", "aria-labelledby") if name in given]
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        if tag == "img" and not {"alt", "width", "height"} <= given.keys():
            self.faults.append(f"<img> without alt, width or height: {given}")
        self.faults += [f"<{tag} {name}>" for name in given if name.startswith("on") or name == "style"]
        if tag not in VOID and not self.is_drawing:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        return None  # only in drawings, which are XML

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-3:]}")
        else:
            self.open.pop()


def faults_of(page: str) -> list[str]:
    found = Markup()
    found.feed(page)
    found.close()
    faults = found.faults + [f"not closed: {found.open}"] * bool(found.open)
    faults += [f"id {one} twice" for one in set(found.ids) if found.ids.count(one) > 1]
    faults += [f"nothing has the id {one}" for one in found.pointed if one not in found.ids]
    if found.headings[:1] != [1] or found.headings.count(1) != 1:
        faults.append(f"headings begin {found.headings[:3]}")
    steps = zip(found.headings, found.headings[1:], strict=False)
    return faults + [f"h{one} is followed by h{two}" for one, two in steps if two > one + 1]
