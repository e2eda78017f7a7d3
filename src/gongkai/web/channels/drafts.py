"""Drafts for a platform such as WeChat: reviewed items as its editor takes them, put out through an interface.

The default writes a folder in the data folder, which is loaded as a zip and pasted in by hand. A target that calls a
platform implements the same protocol; `TARGETS` holds it under its name.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol
from uuid import UUID

import nh3
from django.conf import settings
from django.db import transaction
from django.utils.html import escape

from gongkai.errors import OfficeError
from gongkai.ledger.item_acts import judge_item
from gongkai.ledger.item_steps import ItemReleased
from gongkai.web.channels.models import PutDraft
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing.actions import newest, write
from gongkai.web.publishing.attachments import open_file
from gongkai.web.publishing.models import Attachment, Item, Version

LONGEST_TITLE, LONGEST_DIGEST = 64, 120
"""What the editor takes of a title and of a summary, in characters. Mark K: the platform's limits change."""
_KEPT = {"p", "br", "strong", "em", "u", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "img", "hr"} | {
    *("table", "thead", "tbody", "tr", "th", "td", "sup", "sub"),
}


class DraftTarget(Protocol):
    """Where drafts go."""

    name: str

    def put(self, item: Item, version: Version, files: Mapping[str, bytes]) -> str:
        """Put a draft out and return its reference. files: by name; "draft.json" and "content.html" among them."""
        ...

    def open(self, office_id: int, reference: str) -> Mapping[str, bytes] | None:
        """The files of a draft that was put out; None where the target keeps them elsewhere, or they are gone."""
        ...


class FolderTarget:
    """Writes each draft as a folder below `drafts/` in the data folder; the same version again replaces it."""

    name = "folder"

    def put(self, item: Item, version: Version, files: Mapping[str, bytes]) -> str:
        reference = f"{item.number}-v{version.number}"
        folder = self._folder(item.office_id, reference)
        part = folder.with_name(f".{reference}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for name, data in files.items():
            (part / name).write_bytes(data)
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
        return reference

    def open(self, office_id: int, reference: str) -> Mapping[str, bytes] | None:
        folder = self._folder(office_id, reference)
        if not folder.is_dir():
            return None
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

    def _folder(self, office_id: int, reference: str) -> Path:
        return settings.GONGKAI.data_dir / "drafts" / str(office_id) / reference


TARGETS: dict[str, DraftTarget] = {FolderTarget.name: FolderTarget()}


@transaction.atomic
def put(officer: Officer, item_id: UUID, target: str = FolderTarget.name) -> PutDraft:
    """Put the newest version out as a draft, if it might be released now.

    Raises:
        NotPermitted; OfficeError: its review is not closed, or no such target.
    """
    writing = write(officer, item_id, "item_released")
    if target not in TARGETS:
        raise OfficeError("There is no such target.", zh="没有这种草稿输出方式。")
    item, version = writing.item, newest(writing.item)
    sample = ItemReleased(on=local_today(), channel="wechat", place="\0", version=version.number)
    if any(judge_item(writing.reading.state, sample, writing.policy, local_today())) or version.frozen_at is None:
        raise OfficeError(
            "Its review is not closed; only what may be published is put out.",
            zh="审查尚未完成，不能输出草稿：只有可以发布的版本才能交给发布平台。",
        )
    reference = TARGETS[target].put(item, version, files_of(item, version))
    row = PutDraft.objects.create(
        office=item.office,
        item=item,
        version=version,
        target=target,
        reference=reference,
        by=officer.username,
        at=now(),
    )
    details = {"target": target, "reference": reference, "version": version.number}
    record_desk(item.office, "draft_put", item.number, by=officer.username, **details)
    return row


def as_zip(row: PutDraft) -> bytes:
    """The files of a draft.

    Raises:
        OfficeError: they are not here.
    """
    files = TARGETS[row.target].open(row.office_id, row.reference) if row.target in TARGETS else None
    if files is None:
        raise OfficeError(
            "The draft is not here any more; put it out again.", zh="草稿文件已不在数据目录中，请重新输出。"
        )
    return zipped({f"{row.reference}/{name}": data for name, data in files.items()})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip archive whose bytes follow from theirs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


# --- what a draft holds -----------------------------------------------------------------------------------------------


def files_of(item: Item, version: Version) -> dict[str, bytes]:
    """HTML as the editor keeps it, the pictures it shows, the first as cover, and what to type, as JSON."""
    pictures = [one for one in version.attachments.all() if one.media_type.startswith("image/")]
    names = {str(one.pk): f"picture-{at}{Path(one.name).suffix.lower()}" for at, one in enumerate(pictures, 1)}
    files = {names[str(one.pk)]: open_file(one) for one in pictures}
    others = [one.name for one in version.attachments.all() if one not in pictures]
    about = {
        "title": version.title[:LONGEST_TITLE],
        "author": item.office.name,
        "digest": (version.summary or _plain(version.body))[:LONGEST_DIGEST],
        "content": "content.html",
        "cover": next(iter(files), ""),
        "pictures": {name: _alt(pictures, pk) for pk, name in names.items()},
        "source": {
            "number": item.number,
            "index_number": item.index_number,
            "version": version.number,
            "document_number": item.document_number,
            "sha256": version.sha256,
        },
        "files_left_out": others,
    }
    body = reduced(version.body, names, others)
    head = f'<!DOCTYPE html><html lang="zh-Hans"><meta charset="utf-8"><title>{escape(version.title)}</title>'
    whole = f"{head}<h1>{escape(version.title)}</h1>{body}</html>"
    plain = json.dumps(about, ensure_ascii=False, indent=1)
    return {"content.html": whole.encode(), "draft.json": plain.encode(), **files}


def _alt(pictures: Sequence[Attachment], pk: str) -> str:
    return next(one.alt for one in pictures if str(one.pk) == pk)


def reduced(body: str, pictures: Mapping[str, str], others: Sequence[str] = ()) -> str:
    """A cleaned body as the editor keeps it: no links (it drops those to other sites), pictures by file name."""
    kept = nh3.clean(
        body,
        tags=_KEPT,
        attributes={"img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"attachment"},
    )
    kept = re.sub(r"attachment:([0-9a-f-]{36})", lambda found: pictures.get(found[1], ""), kept)
    kept = re.sub(r'<img\b[^>]*src=""[^>]*>', "", kept)
    if others:
        named = "、".join(escape(one) for one in others)
        kept += f"<p>附件：{named}（请到政府信息公开栏目下载）</p>"
    return kept


def _plain(body: str) -> str:
    from gongkai.web.publishing.content import plain

    return " ".join(plain(body).split())
