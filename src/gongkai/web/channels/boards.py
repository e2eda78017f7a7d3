"""Boards of communities, what is put up there, its photos; lists of what must come down and of what stands bare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from gongkai.errors import BadUpload, OfficeError
from gongkai.web.applications.uploads import LARGEST, check_upload, too_large
from gongkai.web.archive.vault import store
from gongkai.web.channels.models import Board, Proof, month_end
from gongkai.web.config.clock import now
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office, standing
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing.models import Publication

KEEP = "keep_boards"
QUIET_DAYS = 60
"""Days without a posting after which a board is listed as bare, unless the page asks for others. Ours."""
MOST_PROOFS = 6
_PICTURES = ("image/jpeg", "image/png", "image/webp", "application/pdf")


@transaction.atomic
def keep(officer: Officer, office: Office, row: Board | None, values: Mapping[str, Any]) -> Board:
    """Add a board or change one. Its name and kind stay once something was put up there.

    Raises:
        NotPermitted; OfficeError: a name that is taken or stays, an end before the beginning or before a posting ends.
    """
    officer.must(KEEP)
    name = " ".join(values["name"].split())
    same = Board.objects.filter(office=office, name=name).exclude(pk=row.pk if row else None)
    if not name or same.exists():
        raise OfficeError("The name is taken.", zh=f"已有名为“{name}”的公开栏或者屏幕，请换一个名称。")
    if values["to_on"] is not None and values["to_on"] < values["from_on"]:
        raise OfficeError("It ends before it begins.", zh="停用日期不能早于启用日期。")
    if row is None:
        row = Board(office=office)
    else:
        posted = postings(row)
        if (name, values["kind"]) != (row.name, row.kind) and posted.exists():
            raise OfficeError(
                "Things were put up there under its name.",
                zh="这里已有张贴记录，名称和类别不能改；更名的请停用后另行登记。",
            )
        if values["to_on"] is not None and posted.filter(ended_on=None).exists():
            raise OfficeError("Things still stand there.", zh="这里还有没有撤下的内容，请先登记撤下。")
    for field in ("section", "kind", "place", "from_on", "to_on"):
        setattr(row, field, values[field])
    row.name = name
    row.save()
    record_desk(office, "board_kept", name, by=officer.username, kind=row.kind)
    return row


def add_proof(officer: Officer, publication: Publication, name: str, data: bytes) -> Proof:
    """Keep a photo or scan of a posting, sealed.

    Raises:
        NotPermitted; BadUpload: too large, no picture nor PDF, too many.
    """
    if not (officer.may(KEEP) or officer.may("item_released")):
        officer.must(KEEP)
    checked = check_upload(name, data)
    if checked.media_type not in _PICTURES:
        raise BadUpload(
            "Give a picture or a PDF.", zh=f"“{checked.name}”不是照片或者PDF，请上传JPEG、PNG、WebP图片或者PDF。"
        )
    row = Proof(id=uuid4(), office_id=publication.office_id, publication=publication, name=checked.name)
    row.media_type, row.by, row.made_at = checked.media_type, officer.username, now()
    path = store(row, checked.data)
    try:
        with transaction.atomic():
            if Proof.objects.select_for_update().filter(publication=publication).count() >= MOST_PROOFS:
                raise BadUpload("Too many photos.", zh=f"一次发布最多保存{MOST_PROOFS}张照片。")
            row.save(force_insert=True)
            details = {"channel": publication.channel, "place": publication.place, "sha256": row.sha256}
            record_desk(publication.office, "proof_added", publication.item.number, by=officer.username, **details)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return row


def read(file: Any) -> tuple[str, bytes]:
    """Name and bytes of an uploaded file. Raises BadUpload before a large one is read."""
    if file.size > LARGEST:
        raise too_large(file.name)
    return file.name, file.read()


# --- what pages show --------------------------------------------------------------------------------------------------


def postings(board: Board) -> QuerySet[Publication]:
    """Everything that was put up on a board."""
    return Publication.objects.filter(office=board.office_id, channel=board.kind, place=board.name)


@dataclass(frozen=True)
class Standing:
    """A board and how it stands. up: postings that stand; late: of those, past their planned removal; last_on: newest."""

    board: Board
    up: int
    late: int
    total: int
    last_on: date | None
    quiet: int | None
    is_quiet: bool


def overview(office: Office, today: date, days: int = QUIET_DAYS, *, with_ended: bool = False) -> list[Standing]:
    """The boards with what stands on each; two queries. days: without a posting, after which one is bare."""
    rows = Board.objects.filter(office=office).select_related("section")
    if not with_ended:
        rows = rows.filter(standing(today))
    held = Publication.objects.filter(office=office, channel__in=list(Board.KINDS)).order_by()
    counts = {
        (one["channel"], one["place"]): one
        for one in held.values("channel", "place").annotate(
            total=Count("pk"),
            up=Count("pk", filter=Q(ended_on=None)),
            late=Count("pk", filter=Q(ended_on=None, remove_on__lt=today)),
            last=Max("on"),
        )
    }
    found = []
    for board in rows:
        one = counts.get((board.kind, board.name), {"total": 0, "up": 0, "late": 0, "last": None})
        since = one["last"] or board.from_on
        quiet = (today - since).days
        found.append(Standing(board, one["up"], one["late"], one["total"], one["last"], quiet, quiet >= days))
    return found


def in_month(rows: QuerySet[Publication], month: date | None) -> QuerySet[Publication]:
    """Postings that stood on some day of a month; all without one."""
    if month is None:
        return rows
    return rows.filter(on__lte=month_end(month)).filter(Q(ended_on=None) | Q(ended_on__gte=month))


def to_come_down(office: Office, today: date) -> QuerySet[Publication]:
    """Postings past their planned removal, and those whose board has ended."""
    rows = Publication.objects.filter(office=office, channel__in=list(Board.KINDS), ended_on=None)
    return rows.filter(remove_on__lt=today).select_related("item", "version").order_by("remove_on", "pk")
