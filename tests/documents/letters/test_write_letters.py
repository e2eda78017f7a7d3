"""PDF and DOCX of every kind: the same words in both, in the layout of GB/T 9704, no character without a glyph."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.fonts import choose_fonts
from gongkai.documents.letters import docx, layout, pdf
from gongkai.documents.letters.compose import compose
from gongkai.documents.letters.forms import FORMS
from gongkai.documents.letters.model import Attachment, Letter
from gongkai.documents.readers.docx import read
from gongkai.documents.writers.outline import width_of
from gongkai.errors import DocumentError, LetterIncomplete
from gongkai.statute.letters import letter_kinds
from tests.documents.letters.samples import OFFICE, SAID, facts_for

CODES = tuple(letter_kinds())
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 72 / 25.4
LONG_NAME = "莫力达瓦达斡尔族自治旗尼尔基镇人民政府政务服务与综合行政执法协调中心办公室"


def letter_of(code: str, form: str = "letter", **changes: object) -> Letter:
    facts = facts_for(code)
    return compose(code, replace(facts, office=replace(facts.office, layout=form), **changes))


def squeezed(text: str) -> str:
    """Without spaces and line breaks, compatibility forms folded: what a reader of the page sees in order."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text.replace("\ufffe", "").replace("\u200b", "")))


def pages_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def docx_text(data: bytes) -> str:
    document = read(data)
    return "".join(_parts(document))


def _parts(document):
    for line in document.lines:
        yield line.text
    for grid in document.grids:
        yield from (cell.text for cell in grid.cells)


@pytest.mark.parametrize("form", ["letter", "plain"])
@pytest.mark.parametrize("code", CODES)
def test_the_pdf_holds_every_word(code, form):
    if code in FORMS and form == "letter":
        form = "plain"
    letter = letter_of(code, form)
    said = squeezed("".join(pages_of(pdf.render(letter))))

    for text in filter(None, (letter.number, letter.title, letter.addressee, letter.date, letter.signature)):
        assert squeezed(text) in said
    assert all(_stands(block.text, said) for block in letter.paragraphs)
    assert all(squeezed(text) in said for text in letter.texts() if len(text) < 6)  # cells of tables on one line


def _stands(text: str, said: str) -> bool:
    """Whether a paragraph stands on the pages, a page number between its lines allowed."""
    return squeezed(text) in re.sub(r"—\d+—", "", said)


@pytest.mark.parametrize("code", CODES)
def test_the_docx_holds_every_word(code):
    letter = letter_of(code)
    said = squeezed(docx_text(docx.render(letter)))

    for text in filter(None, (letter.number, letter.title, letter.addressee, letter.date, letter.signature)):
        assert squeezed(text) in said
    assert all(squeezed(block.text) in said for block in letter.paragraphs)


@pytest.mark.parametrize("code", CODES)
def test_the_tables_are_read_back_from_the_docx(code):
    letter = letter_of(code)
    said = squeezed(docx_text(docx.render(letter)))
    cells = [text for text in letter.texts() if text]

    assert all(squeezed(text) in said for cell in cells if cell != letter.organ for text in cell.split("\n"))


@pytest.mark.parametrize("code", CODES)
def test_every_character_has_a_glyph(code):
    letter = letter_of(code)

    assert not choose_fonts(set("".join(letter.texts()))).missing
    assert [use for use in pdf.fonts_of(letter) if use.role == "missing"] == []


def test_a_character_no_font_holds_is_shown_as_missing_type():
    letter = letter_of("reply_granted", addressee="张\ue000")

    assert "张〓" in "".join(pages_of(pdf.render(letter)))
    assert any(use.role == "missing" for use in pdf.fonts_of(letter))


@pytest.mark.parametrize("render", [pdf.render, docx.render], ids=["pdf", "docx"])
@pytest.mark.parametrize("code", ["reply_partial", "fee_notice", "service_proof"])
def test_the_same_letter_gives_the_same_bytes(code, render):
    assert render(letter_of(code)) == render(letter_of(code))


@settings(max_examples=12, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_whatever_was_typed_is_set_or_refused_as_missing(text):
    facts = facts_for("reply_petition")
    try:
        letter = compose("reply_petition", replace(facts, request=text, said={**SAID, "reason": text}))
    except LetterIncomplete:
        return  # nothing but spaces and controls
    assert pdf.render(letter).startswith(b"%PDF")
    assert letter.part("remedy") in docx_text(docx.render(letter))


# --- layout ---------------------------------------------------------------------------------------------------------------


def test_the_first_page_of_a_letter_bears_no_number_and_the_others_do():
    pages = pages_of(pdf.render(letter_of("reply_partial")))

    assert not re.search(r"— ?\d+ ?—", pages[0])
    assert re.search(r"— ?2 ?—", pages[1])


def test_a_plain_letter_numbers_every_page_and_names_the_organ_above_the_title():
    page = pages_of(pdf.render(letter_of("reply_granted", "plain")))[0]

    assert re.search(r"— ?1 ?—", page)
    assert squeezed(page).startswith(squeezed(OFFICE.facts.name) + "政府信息公开申请答复书")


def test_the_red_lines_are_170_millimetres_wide_in_the_pdf():
    document = pypdfium2.PdfDocument(pdf.render(letter_of("reply_granted")))
    try:
        widths = [
            (box[2] - box[0]) / MM
            for item in document[0].get_objects()
            if item.type == 2 and (box := item.get_bounds())[2] - box[0] > 160 * MM
        ]
    finally:
        document.close()

    assert len(widths) == 4
    assert widths == pytest.approx([170] * 4, abs=2)  # half the stroke at each end


def part_of(data: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return ElementTree.fromstring(package.read(name))


def test_the_docx_has_the_margins_and_the_first_page_of_the_standard():
    root = part_of(docx.render(letter_of("reply_granted")), "word/document.xml")
    margins = root.find(f".//{W}pgMar").attrib

    assert [round(int(margins[W + side]) / 56.7) for side in ("top", "left", "bottom", "right")] == [37, 28, 35, 26]
    assert root.find(f".//{W}titlePg") is not None


def test_the_organ_mark_is_red_in_the_header_of_the_first_page():
    data = docx.render(letter_of("reply_granted"))
    header = part_of(data, "word/header1.xml")

    assert OFFICE.facts.name in "".join(header.itertext())
    lines = [line.get(f"{W}color") for line in header.iter(f"{W}bottom")]
    assert lines == ["FF0000", "FF0000"]


def test_a_plain_letter_has_no_red_and_no_first_page():
    data = docx.render(letter_of("reply_granted", "plain"))

    assert part_of(data, "word/document.xml").find(f".//{W}titlePg") is None
    assert "FF0000" not in ElementTree.tostring(part_of(data, "word/header1.xml"), encoding="unicode")


def test_the_docx_names_the_fonts_offices_have():
    styles = ElementTree.tostring(
        part_of(docx.render(letter_of("reply_granted")), "word/styles.xml"), encoding="unicode"
    )

    assert all(name in styles for name in ("仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"))


def test_every_part_of_the_docx_is_declared_and_related():
    data = docx.render(letter_of("reply_partial"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
        types = package.read("[Content_Types].xml").decode()
        relations = package.read("word/_rels/document.xml.rels").decode()
        for name in names:
            ElementTree.fromstring(package.read(name))

    word = {name for name in names if re.fullmatch(r"word/\w+\.xml", name)}
    assert all(f'PartName="/{name}"' in types for name in word)
    assert set(re.findall(r'Target="(\w+\.xml)"', relations)) == {name[5:] for name in word} - {"document.xml"}


def test_the_date_stands_four_characters_in_with_the_organ_centred_over_it():
    (organ, organ_indent), (day, day_indent) = layout.signature(letter_of("reply_granted"))

    assert day_indent == 4
    assert organ_indent + width_of(organ) / 2 == pytest.approx(day_indent + width_of(day) / 2)


def test_a_long_organ_name_breaks_evenly_and_stays_on_the_page():
    office = replace(OFFICE, facts=replace(OFFICE.facts, name=LONG_NAME))
    letter = compose("reply_granted", replace(facts_for("reply_granted"), office=office))
    mark = layout.mark(letter)
    lines = layout.signature(letter)

    assert "".join(mark.lines) == LONG_NAME
    assert len(mark.lines) == 2
    assert all(width_of(line) * mark.size <= 442 for line in mark.lines)
    assert "".join(text for text, _ in lines[:-1]) == LONG_NAME
    assert all(indent >= 0 and indent + width_of(text) <= 28 for text, indent in lines)


@pytest.mark.parametrize("form", ["letter", "plain"])
@pytest.mark.parametrize("count", range(6, 14))
def test_the_signature_never_stands_without_two_lines_of_text(form, count):
    reason = "该信息是协调会的讨论记录，公开后会妨碍参会人员如实发表意见，影响后续协商。" * count
    letter = letter_of("reply_denied_process_info", form, said={**SAID, "reason": reason}, attachments=())
    pages = pages_of(pdf.render(letter))
    (last,) = [page for page in pages if letter.date in page.splitlines()[-2:] or f"\n{letter.date}" in page]
    above = last[: last.rindex(letter.signature)].strip().splitlines()

    assert len([line for line in above if line.strip()]) >= 2


def test_long_lists_of_attachments_break_over_pages():
    many = tuple(Attachment(f"第{at}批次施工图纸及现场签证材料复印件（已作区分处理）", at, 1) for at in range(1, 31))
    pages = pages_of(pdf.render(letter_of("reply_partial", attachments=many)))

    assert all(f"第{at}批次" in squeezed("".join(pages)) for at in range(1, 31))
    assert "第30批次" in squeezed(pages[-1])  # with the signature


def test_a_long_word_stays_inside_the_page():
    address = "https://www.example.gov.cn/" + "a" * 150 + ".html"
    document = pypdfium2.PdfDocument(pdf.render(letter_of("reply_published", said={**SAID, "place": f"网址{address}"})))
    try:
        right = max(item.get_bounds()[2] for page in document for item in page.get_objects() if item.type == 1)
        said = squeezed("".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()

    assert right <= (210 - 26 + 1) * MM
    assert address in said


def test_a_letter_beyond_all_measure_is_refused():
    with pytest.raises(DocumentError, match="characters"):
        pdf.render(letter_of("reply_granted", request="请公开。" * 30_000))


def test_copies_and_their_number_stand_at_the_foot():
    letter = letter_of("reply_granted", cc=("青石区人民政府办公室", "青石区司法局"), copies=5)
    said = squeezed(pages_of(pdf.render(letter))[-1])

    assert "抄送:青石区人民政府办公室,青石区司法局。共印5份。" in said
    assert "抄送：青石区人民政府办公室，青石区司法局。" in docx_text(docx.render(letter))


@pytest.mark.parametrize("layout", ["letter", "plain"])
def test_in_word_the_notes_stand_in_a_frame_at_the_foot_of_the_page_of_the_signature(layout):
    letter = letter_of("reply_granted", layout, cc=("青石区司法局",), copies=5)
    paragraphs = part_of(docx.render(letter), "word/document.xml").findall(f"{W}body/{W}p")
    *_, organ, day, cc, copies, last = ["".join(one.itertext()) for one in paragraphs]
    assert (organ, day, cc, copies, last) == (OFFICE.facts.name, letter.date, "抄送：青石区司法局。", "共印5份。", "")
    frames = [one.find(f"{W}pPr/{W}framePr") for one in paragraphs]
    assert [frame is not None for frame in frames[-4:]] == [False, True, True, False]
    assert {(frame.get(f"{W}vAnchor"), frame.get(f"{W}yAlign")) for frame in frames[-3:-1]} == {("margin", "bottom")}
    assert all(one.find(f"{W}pPr/{W}keepNext") is not None for one in paragraphs[-5:-1])


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("政府信息公开申请答复书", 20, ("政府信息公开申请答复书",)),
        ("申请内容经补正后仍然不明确无法提供的告知书", 20, ("申请内容经补正后仍然", "不明确无法提供的告知书")),
        ("甲乙（丙）丁", 3, ("甲乙（丙）", "丁")),
    ],
)
def test_titles_break_evenly(text, width, lines):
    assert layout.evenly(text, width) == lines


def test_a_paper_for_a_court_bears_no_mark_and_ends_with_whom_it_is_given_to():
    letter = letter_of("litigation_response")
    document = pypdfium2.PdfDocument(pdf.render(letter))
    try:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()

    assert letter.layout == "plain"
    assert text.index("附件：") < text.index("此致") < text.rindex(OFFICE.facts.name)
    body = "".join(part_of(docx.render(letter), "word/document.xml").itertext())
    assert body.index("附件：") < body.index("此致") < body.rindex(OFFICE.facts.name)


def test_the_notes_at_the_foot_stand_on_no_page_of_their_own():
    facts = replace(facts_for("co_maker_consultation"), attachments=(), cc=("青石区司法局", "青石区大数据局"), copies=6)
    document = pypdfium2.PdfDocument(pdf.render(compose("co_maker_consultation", facts)))
    try:
        last = document[len(document) - 1].get_textpage().get_text_bounded()
    finally:
        document.close()

    assert "抄送：" in last
    assert OFFICE.facts.name in last
