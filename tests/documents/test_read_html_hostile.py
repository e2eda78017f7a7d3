"""Pages whose tags hold attributes without end, and fonts carried in a page."""

from __future__ import annotations

import pytest

from gongkai.documents.readers import html
from gongkai.errors import DocumentError

NAMES = [f"a{number:x}" for number in range(100_000)]
ARTICLE = "<table><tr><td>规章<td>1</table>"


ENDLESS = {
    "spaces": f"<p {' '.join(NAMES)}>",
    "slashes": f"<p {'/'.join(NAMES)}>",
    "values": "<P " + " ".join(f"{name}=1" for name in NAMES),
    "quoted": "<p " + "".join(f"{name}='>'" for name in NAMES) + ">",
    "spaced": "<p x='<' " + " ".join(f"{name} = '>'" for name in NAMES) + ">",
    "behind a comment": f'<!-- <p x="--><p {" ".join(NAMES)}>',
    "in many tags": f"<p {' '.join(NAMES[:4_000])}>" * 30,
    "never closed": "<p b='" * 100_000,
}

READ = {
    "one name": f"<p {'x=1 ' * 100_000}>",
    "thousands": f"<p {' '.join(NAMES[:5_000])}>",
    "one long value": f"<p title='{' '.join(NAMES)}'>",
    "a value with ends of tags": f'<p data-x="{" > ".join(NAMES)}">',
    "a script": f"<script>if (a<b) {{ {'; '.join(f'x = {name}' for name in NAMES[:20_000])} }}</script>",
    "many tags": "<p class=a style='color:red'>文</p>" * 20_000,
}


@pytest.mark.parametrize("tag", ENDLESS)
def test_attributes_without_end_are_refused(tag):
    with pytest.raises(DocumentError, match="attributes"):
        html.read(f"<html><body>{ENDLESS[tag]}{ARTICLE}".encode())


@pytest.mark.parametrize("before", READ)
def test_pages_with_much_in_their_tags_are_read(before):
    (grid,) = html.read(f"<html><body>{READ[before]}{ARTICLE}".encode()).grids
    assert [cell.text for cell in grid.cells] == ["规章", "1"]


def test_a_font_in_a_style_sheet_changes_nothing():
    font = '@font-face { src: url("data:font/woff;base64,AAAA+/==") format("woff"); }'
    page = f"<html><style>{font} .x {{ display: none }}</style><body><p class=x>甲</p><p>乙</p>"
    assert [line.text for line in html.read(page.encode()).lines] == ["乙"]


def test_a_font_in_the_text_is_text():
    page = '<html><style>p { color: red }</style><body><p>url("data:font/woff;base64,AAAA")</p>'
    assert [line.text for line in html.read(page.encode()).lines] == ['url("data:font/woff;base64,AAAA")']
