"""Sheets of registers, made in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongkai.documents.tables import read_tables
from gongkai.web.config.clock import now
from gongkai.web.offices.models import Office
from gongkai.web.registers.models import Upload
from gongkai.web.sheets import store
from tests.web.sheets.samples import xlsx

DECISIONS: tuple[tuple[Any, ...], ...] = (
    ("决定日期", "决定类别", "数量", "公开件数", "文号"),
    ("2025-3-31", "行政处罚", 12, 10, ""),
    ("2025-6-30", "行政许可", "８", "", "许字〔2025〕1号"),
)


def put(
    office: Office, rows: Sequence[Sequence[Any]] = DECISIONS, kind: str = "decisions", name: str = "处理决定"
) -> Upload:
    """A file brought into a register and not yet decided on; read in this process, which is quick."""
    row = Upload(office=office, register=kind, name="登记.xlsx", sha256="0" * 64, by="x", added_at=now())
    store.store(row, store.packed(read_tables(xlsx(*rows, name=name))))  # type: ignore[arg-type]
    row.save(force_insert=True)
    return row
