"""Anchors: the heads of all chains, written each day to a file outside the database, to be printed or sent on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django_scopes import scopes_disabled

from gongkai.web.config.clock import now
from gongkai.web.entries.chain import Verdict, verify
from gongkai.web.entries.models import Anchor, ChainHead
from gongkai.web.offices.models import Office


def anchor_file() -> Path:
    """Where anchors are appended: one JSON object a line."""
    path: Path = settings.GONGKAI.data_dir / "anchors.jsonl"
    return path


def write_anchors() -> int:
    """Anchor every chain that grew since its last anchor; return how many."""
    made = []
    with scopes_disabled(), transaction.atomic():
        for head in ChainHead.objects.select_related("office").order_by("office_id"):
            last = Anchor.objects.filter(office=head.office).order_by("-sequence").first()
            if head.sequence and (last is None or last.sequence < head.sequence):
                made.append(
                    Anchor.objects.create(office=head.office, sequence=head.sequence, digest=head.digest, at=now())
                )
    with anchor_file().open("a", encoding="utf-8") as file:
        for one in made:
            line = {"office": one.office.code, "sequence": one.sequence, "digest": one.digest, "at": one.at.isoformat()}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return len(made)


def verify_all() -> Iterator[Verdict]:
    """The verdict on each office's chain, held against the anchors of the file and of the database."""
    with scopes_disabled():
        filed = filed_anchors()
        for office in Office.objects.order_by("path"):
            known = [*Anchor.objects.filter(office=office), *filed.get(office.code, [])]
            yield verify(office, known)


def filed_anchors() -> dict[str, list[Anchor]]:
    """The anchors of the file, by the code of their office."""
    from datetime import datetime

    found: dict[str, list[Anchor]] = {}
    if anchor_file().exists():
        for text in anchor_file().read_text(encoding="utf-8").splitlines():
            line = json.loads(text)
            one = Anchor(sequence=line["sequence"], digest=line["digest"], at=datetime.fromisoformat(line["at"]))
            found.setdefault(line["office"], []).append(one)
    return found
