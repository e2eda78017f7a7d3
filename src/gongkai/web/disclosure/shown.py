"""An item as its page says it: the table of metadata, the body with its files, its history in public."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from gongkai.errors import GongkaiError
from gongkai.ledger.item_steps import ItemClarified
from gongkai.web.config.clock import local_today
from gongkai.web.desk.templatetags.words import day, gloss
from gongkai.web.disclosure.queries import duty_label
from gongkai.web.publishing import public
from gongkai.web.publishing.attachments import open_file
from gongkai.web.publishing.models import Attachment, Category, Item, Version
from gongkai.web.publishing.public import Shown
from gongkai.web.publishing.reading import read_item

WITHHELD = frozenset({"secret", "personal"})
"""Causes of a withdrawal after which not even the title is said."""
_TURNED = range(5, 9)
"""Values of EXIF's orientation by which a picture lies on its side."""
_FILE = re.compile(r"attachment:([0-9a-f-]{36})")
_PICTURE = re.compile(r"<img\b([^>]*)>")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table of metadata."""

    label: str
    value: Any
    url: str = ""


def rows_of(shown: Shown) -> list[Row]:
    """What is known of an item; what is not filled in has no line."""
    item, version = shown.item, shown.version
    assert version is not None
    assert item.web_on is not None
    first = shown.versions[-1].on
    code = item.office.code
    has_effect = bool(item.document_number or version.in_force_on or item.effect != "in_force")
    column = reverse("disclosure:column", args=[code, item.category.code]) if column_of(item) else ""
    rows = [
        Row(_("索引号"), item.index_number),
        Row(_("信息分类"), item.category.name if item.category else "", column),
        Row(_("公开事项"), str(gloss(duty_label(item.duty))) if item.duty else ""),
        Row(_("主题分类"), version.theme),
        Row(_("体裁分类"), version.genre),
        Row(_("发布机构"), item.office.name, reverse("portal:office", args=[code])),
        Row(_("发文机关"), version.issuer),
        Row(_("文号"), item.document_number),
        Row(_("成文日期"), day(item.formed_on)),
        Row(_("发布日期"), day(first)),
        Row(_("更新日期"), day(item.web_on) if item.web_on != first else ""),
        Row(_("实施日期"), day(version.in_force_on)),
        Row(_("有效性"), effect_of(item) if has_effect else ""),
        Row(_("主题词"), version.keywords),
        Row(_("公开方式"), str(gloss(item.attribute_name))),
        Row(_("责任部门"), item.section.name if item.section else ""),
        Row(_("来源"), version.source),
        Row(_("内容概述"), version.summary),
    ]
    return [row for row in rows if row.value]


def column_of(item: Item) -> Category | None:
    """The column an item stands in, if there is a page of it today."""
    return item.category if item.category is not None and item.category.is_on(local_today()) else None


def effect_of(item: Item) -> str:
    """The effect status in words, with its day where it changed."""
    name = str(gloss(item.effect_name))
    if item.effect == "in_force" or item.effect_on is None:
        return name
    return _("%(effect)s（%(day)s）") % {"effect": name, "day": day(item.effect_on)}


# --- the body -----------------------------------------------------------------------------------------------------


def body_of(version: Version, files: tuple[Attachment, ...], code: str) -> SafeString:
    """The body with the addresses of its files; each picture says how large it is, so that nothing moves on loading."""
    known = {str(file.pk): file for file in files}

    def picture(found: re.Match[str]) -> str:
        attributes = found[1]
        at = _FILE.search(attributes)
        file = known.get(at[1]) if at else None
        if file is None:
            return ""
        if "width=" not in attributes or "height=" not in attributes:
            attributes = re.sub(r' (?:width|height)="\d*"', "", attributes)
            size = size_of(file)
            attributes += f' width="{size[0]}" height="{size[1]}"' if size else ""
        if "alt=" not in attributes:
            attributes += f' alt="{escape(file.alt)}"'
        return f'<img{attributes} loading="lazy">'

    def link(found: re.Match[str]) -> str:
        if found[1] not in known:
            return "#attachments"
        return reverse("disclosure:file", args=[code, found[1], known[found[1]].short_name])

    text = one_title(_PICTURE.sub(picture, version.body))
    text = text.replace("<table>", f'<div class="scroll" role="group" aria-label="{_("表格")}" tabindex="0"><table>')
    return mark_safe(
        _FILE.sub(link, text.replace("</table>", "</table></div>"))
    )  # cleaned when it was saved (`content.clean`)


def one_title(body: str) -> str:
    """The headings of a body below the title of the page, in order: the first is of level two, none skips a level."""
    deepest = 1

    def lowered(found: re.Match[str]) -> str:
        nonlocal deepest
        if found[1]:
            return f"</h{deepest}>"
        deepest = min(int(found[2]), deepest + 1)
        return f"<h{deepest}>"

    return re.sub(r"<(/?)h([2-4])>", lowered, body)


def size_of(file: Attachment) -> tuple[int, int] | None:
    """Width and height of a picture as a browser shows it; None where that cannot be said."""
    try:
        with Image.open(io.BytesIO(open_file(file))) as picture:
            width, height = picture.size
            turned = picture.getexif().get(0x0112) in _TURNED
    except (GongkaiError, UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
    return (height, width) if turned else (width, height)


_KINDS = {
    "application/pdf": "PDF",
    "application/ofd": "OFD",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/rtf": "RTF",
    "text/plain": "TXT",
}


def kind_of(file: Attachment) -> str:
    """What kind of file it is, in a word: PDF, Word, 图片."""
    return _("图片") if file.media_type.startswith("image/") else _KINDS.get(file.media_type, _("文件"))


# --- history ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A version that stood in public. what: what kind of change; said: what was changed, in the office's words."""

    on: date
    what: str
    said: str = ""
    is_correction: bool = False


def history_of(shown: Shown) -> list[Step]:
    """The versions that stood, the newest first."""
    return list(_steps(shown))


def _steps(shown: Shown) -> Iterator[Step]:
    names: Mapping[str, str] = {"draft": _("首次发布"), "change": _("修改"), "correction": _("更正")}
    for at, row in enumerate(shown.versions):
        is_first = at == len(shown.versions) - 1
        kind = "draft" if is_first else row.version.kind
        what = names[kind] if is_first or kind != "draft" else _("重新发布")
        yield Step(row.on, what, "" if is_first else row.version.changes, kind == "correction")


@dataclass(frozen=True, slots=True)
class Clarification:
    """Accurate information against what was said wrongly about an item. url, title: of the item that says it."""

    on: date
    said: str
    title: str = ""
    url: str = ""


def clarifications_of(item: Item) -> list[Clarification]:
    """The clarifications of an item, the newest first; article 6."""
    found = [event for event in read_item(item).events if isinstance(event, ItemClarified)]
    numbers = [event.item for event in found if event.item]
    rows = public.items(item.office).filter(number__in=numbers) if numbers else []
    others = {row.number: row for row in rows}
    said = []
    for event in reversed(found):
        other = others.get(event.item)
        url = reverse("disclosure:item", args=[item.office.code, other.number]) if other else ""
        said.append(Clarification(event.on, event.summary, other.title if other else "", url))
    return said


def qr_of(address: str) -> SafeString:
    """A picture of an address for a phone."""
    drawn = segno.make_qr(address, error="m", mask=0)  # to look for the prettiest of eight takes ten times as long
    return mark_safe(drawn.svg_inline(scale=3, title=_("本页网址的二维码"), svgclass="qr", lineclass=None))
