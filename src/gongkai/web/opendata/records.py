"""The records of the open data: each field with its Chinese label and what it means. The dictionary is printed from here.

A field that is not known is null, never a zero or an empty guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

from ninja import Field, Schema

from gongkai.ledger.codes import DOCUMENT_KINDS, TAKE_DOWN_CAUSES
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.catalogue.values import words_of
from gongkai.web.disclosure.queries import duty_label
from gongkai.web.disclosure.shown import WITHHELD
from gongkai.web.disclosure.views_more import Document
from gongkai.web.offices.models import Office
from gongkai.web.publishing.models import Category, Item, Publication


class OfficeRecord(Schema):
    """An office whose information is here."""

    code: str = Field(title="机关代码", description="stable code in every address")
    name: str = Field(title="机关名称", description="name of the office")
    credit_code: str | None = Field(title="统一社会信用代码", description="unified social credit code")
    region_code: str | None = Field(title="行政区划代码", description="administrative division code")
    url: str = Field(title="网址", description="home of its disclosure column")


class ColumnRecord(Schema):
    """A column of an office."""

    office: str = Field(title="机关代码", description="code of the office")
    code: str = Field(title="栏目代码", description="stable code in its address")
    name: str = Field(title="栏目名称", description="name of the column")
    parent: str | None = Field(title="上级栏目", description="code of the column above")
    duty: str | None = Field(title="条例事项代码", description="code of the duty of arts. 20 and 21")
    url: str = Field(title="网址", description="page of the column")


class FileRecord(Schema):
    """An attachment."""

    name: str = Field(title="文件名", description="name of the file")
    media_type: str = Field(title="类型", description="media type")
    size: int = Field(title="大小", description="bytes")
    sha256: str = Field(title="校验值", description="SHA-256 of the file")
    url: str = Field(title="网址", description="address of the file")


class ItemRecord(Schema):
    """A published item."""

    office: str = Field(title="机关代码", description="code of the office")
    publisher: str = Field(title="发布机构", description="name of the office that published it")
    number: str = Field(title="编号", description="the office's own number, part of the address")
    index_number: str | None = Field(title="索引号", description="index number")
    title: str = Field(title="名称", description="title")
    column: str | None = Field(title="栏目代码", description="code of its column")
    column_name: str | None = Field(title="信息分类", description="name of its column")
    duty: str | None = Field(title="条例事项代码", description="code of the duty of arts. 20 and 21")
    duty_name: str | None = Field(title="公开事项", description="the duty in words")
    issuer: str | None = Field(title="发文机关", description="organ that issued it, if another")
    document_number: str | None = Field(title="文号", description="document number")
    formed_on: date | None = Field(title="成文日期", description="date of the paper")
    published_on: date = Field(title="发布日期", description="first day it was public")
    updated_on: date = Field(title="更新日期", description="day the version that stands was released")
    in_force_on: date | None = Field(title="实施日期", description="first day in force")
    effect: str = Field(title="有效性代码", description="in_force, amended, repealed, lapsed or not_yet")
    effect_name: str = Field(title="有效性", description="effect status in words")
    effect_on: date | None = Field(title="有效性变更日期", description="day the effect changed")
    keywords: str | None = Field(title="主题词", description="keywords")
    genre: str | None = Field(title="体裁分类", description="genre")
    theme: str | None = Field(title="主题分类", description="theme")
    summary: str | None = Field(title="内容概述", description="summary")
    section: str | None = Field(title="责任部门", description="section in charge")
    version: int = Field(title="版本", description="number of the version that stands")
    url: str = Field(title="网址", description="page of the item")
    files: list[FileRecord] = Field(title="附件", description="attachments")


class WholeItem(ItemRecord):
    """A published item with its text."""

    body: str = Field(title="正文", description="text as cleaned HTML; attachment:<id> points at a file")
    text: str = Field(title="正文文字", description="text without marks")


class WithdrawnRecord(Schema):
    """What is left of an item that was withdrawn."""

    office: str = Field(title="机关代码", description="code of the office")
    number: str = Field(title="编号", description="the office's own number")
    index_number: str | None = Field(title="索引号", description="index number")
    title: str | None = Field(title="名称", description="null where even the title is withheld")
    withdrawn_on: date = Field(title="撤下日期", description="day it was withdrawn")
    cause: str = Field(title="原因代码", description="wrong, secret, personal, changed, expired or other")
    cause_name: str = Field(title="原因", description="cause in words")
    url: str = Field(title="网址", description="address that says so")


class DocumentRecord(Schema):
    """A normative document with its effect today."""

    office: str = Field(title="机关代码", description="code of the office")
    document_number: str = Field(title="文号", description="document number")
    title: str = Field(title="名称", description="title")
    kind: str = Field(title="种类", description="kind of document")
    issued_on: date | None = Field(title="制发日期", description="day it was issued")
    published_on: date | None = Field(title="公布日期", description="day it was published")
    valid_until: date | None = Field(title="有效期至", description="last day in force, if it has one")
    effect: str = Field(title="有效性代码", description="effect status today")
    url: str | None = Field(title="网址", description="page of its text")


class CatalogueRecord(Schema):
    """An item of the standard catalogue: its ten columns."""

    office: str = Field(title="机关代码", description="code of the office")
    field: str = Field(title="领域", description="field")
    level_1: str = Field(title="一级事项", description="item, first level")
    level_2: str | None = Field(title="二级事项", description="item, second level")
    level_3: str | None = Field(title="三级事项", description="item, third level")
    content: str | None = Field(title="公开内容（要素）", description="content")
    basis: str | None = Field(title="公开依据", description="legal basis")
    limit: str | None = Field(title="公开时限", description="time limit in the catalogue's words")
    body: str | None = Field(title="公开主体", description="responsible organ")
    channels: str | None = Field(title="公开渠道和载体", description="channels and carriers")
    object: str | None = Field(title="公开对象", description="for whom")
    way: str | None = Field(title="公开方式", description="proactive or on application")
    tier: str | None = Field(title="公开层级", description="tier")


class Page(Schema):
    """Items of a list, the newest first."""

    items: list[ItemRecord] = Field(title="条目", description="the items")
    next: str | None = Field(title="下一页", description="give it as `after` for the next page; null on the last")


class Links:
    """Makes addresses whole. base: scheme and host, without a slash at the end."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")

    def office(self, office: Office) -> str:
        return f"{self.base}/o/{office.code}/"

    def to(self, path: str) -> str:
        return self.base + path


def office_record(office: Office, links: Links) -> OfficeRecord:
    return OfficeRecord(
        code=office.code,
        name=office.name,
        credit_code=office.credit_code or None,
        region_code=office.region_code or None,
        url=links.office(office),
    )


def column_record(column: Category, office: Office, links: Links) -> ColumnRecord:
    return ColumnRecord(
        office=office.code,
        code=column.code,
        name=column.name,
        parent=column.parent.code if column.parent else None,
        duty=column.duty or None,
        url=f"{links.office(office)}info/c/{column.code}/",
    )


def item_values(item: Item, publication: Publication, links: Links) -> dict[str, Any]:
    """The fields of `ItemRecord` of an item of `public.versions_shown`."""
    version, office = publication.version, item.office
    own = links.office(office)
    return {
        "office": office.code,
        "publisher": office.name,
        "number": item.number,
        "index_number": item.index_number or None,
        "title": version.title,
        "column": item.category.code if item.category else None,
        "column_name": item.category.name if item.category else None,
        "duty": item.duty or None,
        "duty_name": duty_label(item.duty) if item.duty else None,
        "issuer": version.issuer or None,
        "document_number": item.document_number or None,
        "formed_on": item.formed_on,
        "published_on": item.first_published_on,
        "updated_on": item.web_on,
        "in_force_on": version.in_force_on,
        "effect": item.effect,
        "effect_name": item.effect_name,
        "effect_on": item.effect_on,
        "keywords": version.keywords or None,
        "genre": version.genre or None,
        "theme": version.theme or None,
        "summary": version.summary or None,
        "section": item.section.name if item.section else None,
        "version": version.number,
        "url": f"{own}item/{item.number}/",
        "files": [
            FileRecord(
                name=file.name,
                media_type=file.media_type,
                size=file.size,
                sha256=file.sha256,
                url=f"{own}file/{file.pk}/{quote(file.short_name)}",
            )
            for file in version.attachments.all()
        ],
    }


def item_records(items: Iterable[Item], links: Links) -> Iterator[ItemRecord]:
    """The records of items of `public.versions_shown`."""
    for item in items:
        for publication in item.on_web[:1]:
            yield ItemRecord(**item_values(item, publication, links))


def withdrawn_record(publication: Publication, links: Links) -> WithdrawnRecord:
    item = publication.item
    assert publication.ended_on is not None
    return WithdrawnRecord(
        office=item.office.code,
        number=item.number,
        index_number=item.index_number or None,
        title=None if publication.cause in WITHHELD else publication.version.title,
        withdrawn_on=publication.ended_on,
        cause=publication.cause,
        cause_name=TAKE_DOWN_CAUSES.get(publication.cause, TAKE_DOWN_CAUSES["other"]),
        url=f"{links.office(item.office)}item/{item.number}/",
    )


def document_record(document: Document, office: Office, links: Links) -> DocumentRecord:
    norm = document.norm
    return DocumentRecord(
        office=office.code,
        document_number=norm.document_number,
        title=norm.title,
        kind=DOCUMENT_KINDS.get(norm.kind, norm.kind),
        issued_on=norm.issued_on,
        published_on=norm.published_on,
        valid_until=norm.valid_until,
        effect=document.effect,
        url=f"{links.office(office)}item/{document.item.number}/" if document.item else None,
    )


def catalogue_record(item: StandardItem, office: Office) -> CatalogueRecord:
    names = ("field", "level_1", "level_2", "level_3", "content", "basis", "limit", "body", "channels", "object")
    said = {name: words_of(name, getattr(item, name)) or None for name in (*names, "way", "tier")}
    return CatalogueRecord(office=office.code, **said)
