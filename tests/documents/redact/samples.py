"""Files to redact, made by code: papers set by typst, PDFs written by hand, pictures. No person or number in them is real."""

from __future__ import annotations

import zlib
from functools import cache
from io import BytesIO
from random import Random

import pypdfium2
import typst
from PIL import Image, ImageDraw
from pypdfium2 import raw

from gongkai.documents.fonts import choose_fonts
from gongkai.documents.redact.model import Box, Mark
from gongkai.documents.redact.pages import places_of

NAME = "张某丰"
ID = "110101199003070011"
PAPER = f"""关于申请人{NAME}（身份证号{ID}）的答复。#parbreak()
联系电话13800001111，住址：某某市东城区朝阳路12号院3号楼2单元501室。#parbreak()
经研究，涉及个人隐私的部分不予公开，其余内容予以公开。#parbreak()
第二段重复文字，用来把页面填满。#parbreak()
"""


@cache
def typeset(body: str, page: str = 'paper: "a4"', size: int = 12) -> bytes:
    """A PDF of some typst."""
    fonts = choose_fonts({char for char in body if not char.isspace()})
    families = ", ".join(f'"{name}"' for name in fonts.families("song"))
    source = f'#set page({page})\n#set text(lang: "zh", size: {size}pt, font: ({families},))\n{body}'
    return bytes(typst.Compiler(font_paths=list(fonts.folders), ignore_system_fonts=True).compile(source.encode()))


def paper(pages: int = 1) -> bytes:
    return typeset("#pagebreak()\n".join(PAPER.replace("第二段", f"第{number}页") for number in range(pages)))


def small_paper() -> bytes:
    return typeset(PAPER, "width: 90mm, height: 90mm, margin: 10mm")


def rotated(quarters: int) -> bytes:
    """The paper with a rotation its viewer has to apply, and a crop box that is not at the origin."""
    pdf = pypdfium2.PdfDocument(paper())
    pdf[0].set_rotation(90 * quarters)
    pdf[0].set_cropbox(20, 400, 590, 830)
    return saved(pdf)


def saved(pdf: pypdfium2.PdfDocument) -> bytes:
    buffer = BytesIO()
    pdf.save(buffer)
    pdf.close()
    return buffer.getvalue()


def marked(data: bytes, *texts: str, ground: str = "EX15") -> list[Mark]:
    """Marks on every place of some texts."""
    found = [Mark(word.page, word.box, ground, "内部备注") for text in texts for word in places_of(data, text)]
    assert found
    return found


def drawn(data: bytes, dpi: int = 200, number: int = 1) -> Image.Image:
    """A page as pdfium alone draws it."""
    pdf = pypdfium2.PdfDocument(data)
    pdf.init_forms()
    picture = pdf[number - 1].render(scale=dpi / 72).to_pil().convert("RGB")
    pdf.close()
    return picture


def pictures_in(data: bytes) -> list[Image.Image]:
    """The only picture of each page of a copy."""
    pdf = pypdfium2.PdfDocument(data)
    found = [next(page.get_objects()).get_bitmap(render=False).to_pil().convert("RGB") for page in pdf]
    pdf.close()
    return found


def within(picture: Image.Image, box: Box) -> Image.Image:
    left, top, right, bottom = (round(at * side) for at, side in zip(box, (*picture.size, *picture.size), strict=True))
    return picture.crop((left, top, right, bottom))


def darkest(picture: Image.Image) -> int:
    return picture.convert("L").getextrema()[0]


def lightest(picture: Image.Image) -> int:
    return picture.convert("L").getextrema()[1]


def image_file(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def noisy(width: int = 600, height: int = 800, *, is_grey: bool = False) -> Image.Image:
    """A picture of many soft colours, as a camera gives it, with writing on it."""
    small = width // 15, height // 15
    noise = Image.frombytes("L", small, Random(1).randbytes(small[0] * small[1])).resize((width, height))
    bands = [noise, noise, noise] if is_grey else [noise, Image.linear_gradient("L").resize((width, height)), noise]
    picture = Image.merge("RGB", bands)
    ImageDraw.Draw(picture).text((100, 100), "SECRET 0017", fill="black", font_size=60)
    return picture


# --- written by hand ----------------------------------------------------------------------------------------------


def file_of(parts: list[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects; the first is its catalogue."""
    data, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj%b\nendobj\n" % (number, part)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, trailer, start)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(data), data)


def one_page(content: bytes, *more: bytes, page: bytes = b"", catalogue: bytes = b"", trailer: bytes = b"") -> bytes:
    """A page of 400 by 400 points; further objects are numbered from 6."""
    return file_of(
        [
            b"<</Type/Catalog/Pages 2 0 R%b>>" % catalogue,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>%b>>" % page,
            stream(content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *more,
        ],
        trailer,
    )


LIVE = b"BT /F1 20 Tf 40 300 Td (Public words and) Tj 0 -40 Td (WITHHELD 778899) Tj ET"
LIVE_FORM = one_page(
    b"/X Do", stream(LIVE, b"/Type/XObject/Subtype/Form/BBox[0 0 400 400]/Resources<</Font<</F1 5 0 R>>>>")
)
WHITE = one_page(b"q 1 1 1 rg BT /F1 20 Tf 40 260 Td (WITHHELD 778899) Tj ET Q BT /F1 20 Tf 40 200 Td (Shown) Tj ET")
ANNOTATED = one_page(
    LIVE,
    b"<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(WITHHELD in a note)>>",
    stream(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>WITHHELD in XMP</x:xmpmeta>", b"/Type/Metadata/Subtype/XML"),
    b"<</Type/Filespec/F(a.txt)/EF<</F 9 0 R>>>>",
    stream(zlib.compress(b"WITHHELD in a file"), b"/Type/EmbeddedFile/Filter/FlateDecode"),
    b"<</S/JavaScript/JS(app.alert\\('WITHHELD'\\))>>",
    b"<</Title(WITHHELD paper)/Author(WITHHELD)/CreationDate(D:20240101000000Z)>>",
    page=b"/Annots[6 0 R]",
    catalogue=b"/Metadata 7 0 R/Names<</EmbeddedFiles<</Names[(a.txt)8 0 R]>>>>/OpenAction 10 0 R",
    trailer=b"/Info 11 0 R",
)
FORM_FIELD = one_page(
    b"",
    b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(WITHHELD)/Rect[40 250 300 290]/F 4/AP<</N 7 0 R>>>>",
    stream(
        b"BT /F1 20 Tf 4 10 Td (WITHHELD) Tj ET",
        b"/Type/XObject/Subtype/Form/BBox[0 0 260 40]/Resources<</Font<</F1 5 0 R>>>>",
    ),
    page=b"/Annots[6 0 R]",
    catalogue=b"/AcroForm<</Fields[6 0 R]/DA(/F1 12 Tf 0 g)/DR<</Font<</F1 5 0 R>>>>>>",
)
ENCRYPTED = file_of(
    [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 800 800]>>",
        b"<</Filter/Standard/V 2/R 3/Length 128/P -44/O<%b>/U<%b>>>" % (b"11" * 32, b"22" * 32),
    ],
    b"/Encrypt 4 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]",
)
"""A file whose password nobody knows: its keys are made up."""


def scanned(picture: Image.Image, content: bytes = b"", *, grey: bytes = b"/DeviceRGB") -> bytes:
    """A page that is one picture, with something drawn over it."""
    entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%b/BitsPerComponent 8/Filter/FlateDecode" % (
        *picture.size,
        grey,
    )
    body = stream(zlib.compress(picture.tobytes()), entries)
    return one_page(b"q 400 0 0 400 0 0 cm /X Do Q " + content, body)


def sheet() -> Image.Image:
    """What `scanned` is made of: 1111 pixels are 400 points at 200 dpi."""
    picture = Image.new("RGB", (1111, 1111), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((100, 300), "WITHHELD 778899", fill="black", font_size=60)
    draw.text((100, 600), "Public words", fill="black", font_size=60)
    draw.ellipse((800, 800, 1000, 1000), outline="red", width=8)
    return picture


SHEET_MARKS = [Mark(1, Box(0.08, 0.26, 0.62, 0.34), "EX16B")]


# --- sabotage -----------------------------------------------------------------------------------------------------


def covered(data: bytes, marks: list[Mark], alpha: int = 255) -> bytes:
    """The original with black rectangles drawn over it: what people take for redaction."""
    pdf = pypdfium2.PdfDocument(data)
    for mark in marks:
        page = pdf[mark.page - 1]
        width, height = page.get_size()
        left, top, right, bottom = mark.box
        box = left * width, height - bottom * height, (right - left) * width, (bottom - top) * height
        path = raw.FPDFPageObj_CreateNewRect(*box)
        raw.FPDFPageObj_SetFillColor(path, 0, 0, 0, alpha)
        raw.FPDFPath_SetDrawMode(path, raw.FPDF_FILLMODE_ALTERNATE, 0)
        raw.FPDFPage_InsertObject(page.raw, path)
        page.gen_content()
    return saved(pdf)
