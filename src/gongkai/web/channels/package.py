"""The package of a transfer list: texts, attachments, what is known of each item, and a manifest of checksums."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

from django.db.models import Prefetch
from django.utils.html import escape

from gongkai.errors import OfficeError
from gongkai.ledger.codes import EFFECTS, KEEPERS
from gongkai.web.archive import lists
from gongkai.web.archive.models import Transfer
from gongkai.web.channels.drafts import zipped
from gongkai.web.channels.models import HandedOver
from gongkai.web.config.clock import now
from gongkai.web.publishing.attachments import open_file
from gongkai.web.publishing.content import plain
from gongkai.web.publishing.models import Attachment, Publication

LARGEST = 500 * 2**20
FORMAT = "gongkai.transfer/1"


def build(transfer: Transfer) -> bytes:
    """The zip of a list of published information.

    Raises:
        OfficeError: a list of something else, an empty one, or too large; SealBroken: a file cannot be opened.
    """
    if transfer.kind != "published":
        raise OfficeError("Only lists of published information have one.", zh="只有主动公开信息的移送清单有数据包。")
    files: dict[str, bytes] = {}
    size = 0
    for name, data in _files(transfer):
        size += len(data)
        if size > LARGEST:
            raise OfficeError("The package is too large.", zh=f"数据包超过{LARGEST // 2**20}MB，请缩短期间，分批移送。")
        files[name] = data
    if not files:
        raise OfficeError("The list is empty.", zh="清单中没有主动公开的信息，没有数据包。")
    files["清单.xlsx"] = lists.as_xlsx(transfer, list(transfer.items.select_related("bundle")))
    digests = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return zipped(
        {f"{transfer.number}/{name}": data for name, data in [*files.items(), ("sha256.txt", digests.encode())]}
    )


def _files(transfer: Transfer) -> Iterator[tuple[str, bytes]]:
    releases = Prefetch("item__publications", queryset=Publication.objects.select_related("version"))
    attached = Prefetch("version__attachments", queryset=Attachment.objects.defer("text"))
    rows = HandedOver.objects.filter(line__transfer=transfer).select_related("line", "version", "item__category")
    found = list(rows.prefetch_related(releases, attached))
    for one in found:
        folder = f"{one.line.place:04d}-{one.item.number}"
        yield f"{folder}/正文.html", _page(one).encode()
        yield f"{folder}/正文.txt", f"{one.version.title}\n\n{plain(one.version.body)}\n".encode()
        for at, file in enumerate(one.version.attachments.all(), 1):
            yield f"{folder}/附件{at}-{file.name}", open_file(file)
        yield f"{folder}/元数据.json", json.dumps(_about(one), ensure_ascii=False, indent=1).encode()
    if found:
        about = {
            "format": FORMAT,
            "number": transfer.number,
            "office": transfer.office.name,
            "to": transfer.to,
            "keeper": KEEPERS[found[0].keeper],
            "period": [transfer.period_from.isoformat(), transfer.period_to.isoformat()],
            "items": len(found),
            "made_at": now().isoformat(),
        }
        yield "移送说明.json", json.dumps(about, ensure_ascii=False, indent=1).encode()


def _page(one: HandedOver) -> str:
    body = one.version.body
    for at, file in enumerate(one.version.attachments.all(), 1):
        body = body.replace(f"attachment:{file.pk}", f"附件{at}-{escape(file.name)}")
    title = escape(one.version.title)
    head = f'<!DOCTYPE html><html lang="zh-Hans"><meta charset="utf-8"><title>{title}</title>'
    return f"{head}<h1>{title}</h1>{body}</html>"


def _about(one: HandedOver) -> dict[str, object]:
    item, version = one.item, one.version
    return {
        "number": item.number,
        "index_number": item.index_number,
        "title": version.title,
        "document_number": item.document_number,
        "issuer": version.issuer,
        "category": item.category.name if item.category else "",
        "formed_on": item.formed_on.isoformat() if item.formed_on else None,
        "in_force_on": version.in_force_on.isoformat() if version.in_force_on else None,
        "effect": EFFECTS[item.effect],
        "summary": version.summary,
        "keywords": version.keywords,
        "genre": version.genre,
        "theme": version.theme,
        "version": version.number,
        "sha256": version.sha256,
        "publications": [
            {
                "channel": row.channel_name,
                "place": row.place,
                "version": row.version.number,
                "on": row.on.isoformat(),
                "link": row.link,
                "ended_on": row.ended_on.isoformat() if row.ended_on else None,
            }
            for row in item.publications.all()
        ],
        "attachments": [
            {"name": file.name, "media_type": file.media_type, "size": file.size, "sha256": file.sha256}
            for file in version.attachments.all()
        ],
    }
