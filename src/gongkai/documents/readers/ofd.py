"""OFD (GB/T 33190-2016), the Chinese fixed-layout format: pages of text objects and paths to lines and ruled grids.

Read: every DocBody in order and its current version; page areas, templates, layers and groups; text with its places, CTM
and directions; paths as rules; pictures that are a page. Not read, with a warning: annotations, composite objects,
slanted text, pictures nobody can decode. Not read, without one: signatures and seals, attachments, outlines, colours
(white text counts as text), clips, the glyphs of CGTransform (the text beside them is what counts) and embedded fonts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from posixpath import dirname, join
from zipfile import BadZipFile, ZipFile

from lxml import etree

from gongkai.documents.grid import Document
from gongkai.documents.limits import DEFAULT, Limits, open_archive
from gongkai.documents.readers.ofd_package import Package, child, children, missing, numbers_of, text_at
from gongkai.documents.readers.ofd_page import Box, Sheet
from gongkai.documents.readers.ofd_text import POINTS
from gongkai.documents.readers.pages import Page, document_of
from gongkai.errors import DocumentError

MOST_PAGES = 200
_MOST_BODIES = 50
_MOST_FIELDS = 50
_LARGEST_PAGE = 14_400  # points, as of a PDF
_A4 = (0.0, 0.0, 210.0, 297.0)
_ROOT = "OFD.xml"
_LOCKED = ("encryptions.xml", "decryptseed.dat")
_FIELDS = {
    "Title": "title",
    "Author": "作者",
    "Subject": "主题",
    "Abstract": "摘要",
    "CreationDate": "创建日期",
    "ModDate": "修改日期",
    "Creator": "生成软件",
}


def sniff(data: bytes) -> bool:
    """Whether this is an OFD file: a zip with OFD.xml at its root, whole or cut off."""
    if not data.startswith(b"PK"):
        return False
    with suppress(BadZipFile, ValueError, NotImplementedError, OSError, IndexError), ZipFile(BytesIO(data)) as opened:
        return any(name.lower() in ("ofd.xml", *_LOCKED) for name in opened.namelist())
    return _ROOT.encode() in data


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return the lines, grids and pictures of an OFD file.

    Raises:
        DocumentError: encrypted, cut off, damaged, parts missing, paths that leave the file, a zip or XML bomb, no text and
            no picture, or of more or larger pages than a report has.
    """
    package = Package(open_archive(data, limits, wanted="ofd"))
    _check_open(package)
    name, root = package.needed(_ROOT)
    pages: list[Page] = []
    metadata: dict[str, str] = {}
    warnings: list[str] = []
    bodies = list(children(root, "DocBody"))
    if not 0 < len(bodies) <= _MOST_BODIES:
        raise missing("DocBody")
    for body in bodies:
        metadata = _metadata(child(body, "DocInfo")) | metadata
        opened = _Body(package, name, body)
        for sheet, page in opened.pages(len(pages), limits.columns):
            pages.append(page)
            warnings += [f"第{sheet.number}页有未读取的内容：{what}" for what in sorted(sheet.unread)]
        if opened.has_annotations:
            warnings.append("批注（包括其中的印章、水印和手写）没有读取")
    if not any(page.has_text or page.pictures for page in pages):
        raise DocumentError(
            "This OFD file holds neither text nor a picture that can be decoded; use the docx or PDF of the report.",
            zh="这份OFD没有文字，也没有能解码的图片；请改用该报告的docx或者PDF。",
        )
    document = document_of("ofd", pages, metadata)
    return replace(document, warnings=(*document.warnings, *warnings))


class _Body:
    """One document of the file: its pages, templates and resources."""

    def __init__(self, package: Package, root: str, body: etree._Element) -> None:
        self.package = package
        path = _current(package, root, body) or (text_at(body, "DocRoot"), root)
        self.name, self.root = package.needed(*path)
        self.common = child(self.root, "CommonData")
        self.has_annotations = bool(text_at(self.root, "Annotations"))
        self.media: dict[str, str] = {}
        for kind in ("PublicRes", "DocumentRes"):
            for resource in children(self.common, kind):
                self._add_media(resource.text or "", self.name)
        self.templates: dict[str, etree._Element] = {}

    def pages(self, before: int, most_columns: int) -> Iterator[tuple[Sheet, Page]]:
        """Each page, numbered after those of the documents before."""
        stated = list(children(child(self.root, "Pages"), "Page"))
        if before + len(stated) > MOST_PAGES:
            raise DocumentError(
                f"The OFD file has more than {MOST_PAGES} pages; take out the pages of the report.",
                zh=f"OFD文件超过{MOST_PAGES}页；请只保留年度报告的页面。",
            )
        for number, page in enumerate(stated, before + 1):
            name, root = self.package.needed(page.get("BaseLoc", ""), self.name)
            for resource in children(root, "PageRes"):
                self._add_media(resource.text or "", name)
            sheet = Sheet(number, self._box(root, number), self.package.budget)
            for template in children(root, "Template"):
                content = self._template(template.get("TemplateID", "").strip())
                if content is None:
                    sheet.unread.add("缺失的模板页")
                else:
                    sheet.add(content)
            if (content := child(root, "Content")) is not None:
                sheet.add(content)
            yield sheet, sheet.page(most_columns, self.media, self.package.archive)

    def _template(self, number: str) -> etree._Element | None:
        if number not in self.templates:
            for stated in children(self.common, "TemplatePage"):
                if stated.get("ID", "").strip() == number:
                    _, root = self.package.needed(stated.get("BaseLoc", ""), self.name)
                    content = child(root, "Content")
                    self.templates[number] = etree.Element("Content") if content is None else content
                    break
        return self.templates.get(number)

    def _box(self, page: etree._Element, number: int) -> Box:
        """The area of a page in points, y upwards: its own, else that of the document, else A4."""
        own, shared = text_at(page, "Area", "PhysicalBox"), text_at(self.common, "PageArea", "PhysicalBox")
        box = _A4 if not (own or shared) else numbers_of(own or shared, 4)
        if box is None or not (0 < box[2] * POINTS <= _LARGEST_PAGE and 0 < box[3] * POINTS <= _LARGEST_PAGE):
            raise DocumentError(
                f"Page {number} of the OFD file is of a size no paper has; export it again.",
                zh=f"OFD第{number}页尺寸不正常；请重新导出。",
            )
        x, y, wide, high = (side * POINTS for side in box)
        return x, -(y + high), x + wide, -y

    def _add_media(self, path: str, base: str) -> None:
        """Note the pictures a resource part lists; one that is missing or damaged lists none."""
        name = self.package.find(path, base)
        if name is None:
            return
        with suppress(DocumentError):
            root = self.package.parsed(name)
            folder = join(dirname(name), root.get("BaseLoc", ""))
            for media in children(child(root, "MultiMedias"), "MultiMedia"):
                found = self.package.find("/" + join(folder, text_at(media, "MediaFile")))
                if found is not None:
                    self.media[media.get("ID", "").strip()] = found


def _current(package: Package, root: str, body: etree._Element) -> tuple[str, str] | None:
    """Path and naming part of the document's current version, where it has versions."""
    for version in children(child(body, "Versions"), "Version"):
        if version.get("Current", "").strip().lower() in ("true", "1"):
            name, described = package.needed(version.get("BaseLoc", ""), root)
            return text_at(described, "DocRoot"), name
    return None


def _check_open(package: Package) -> None:
    if any(package.find(name) for name in _LOCKED):
        raise DocumentError(
            "The OFD file is encrypted; open it with its password or key and save it without protection.",
            zh="OFD文件已加密；请用密码或者证书打开后，另存为不加密的文件。",
        )


def _metadata(info: etree._Element | None) -> dict[str, str]:
    """What DocInfo states, and the fields an office added (CustomDatas)."""
    found = {zh: text_at(info, name) for name, zh in _FIELDS.items()}
    if keywords := [(word.text or "").strip() for word in children(child(info, "Keywords"), "Keyword")]:
        found["关键词"] = "；".join(keywords[:_MOST_FIELDS])
    for field in list(children(child(info, "CustomDatas"), "CustomData"))[:_MOST_FIELDS]:
        found.setdefault(field.get("Name", "").strip(), (field.text or "").strip())
    return {name: text for name, text in found.items() if name and text}
