"""Records of every kind in the office of the tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from gongkai.ledger.norm_steps import NormDrafted
from gongkai.web.guides.actions import add, add_file
from gongkai.web.guides.kinds import KINDS
from gongkai.web.guides.models import Kept
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.registers.norm_actions import take
from gongkai.web.registers.penalties import note_change
from tests.web.registers.samples import put

PDF = b"%PDF-1.4\n%sample\n"

VALUES: Mapping[str, Mapping[str, Any]] = {
    "systems": {
        "kind": "review",
        "name": "公开审查办法（示例）",
        "in_force_from": date(2025, 3, 1),
        "edition": "2025年修订",
    },
    "services": {
        "name": "老年优待证办理（示例）",
        "kind": "public_service",
        "basis": "示例省优待老年人规定第五条",
        "applicants": "年满六十周岁的居民",
        "conditions": "在本辖区居住",
        "materials": "身份证件\n一寸照片",
        "place": "白云街道便民服务中心3号窗口",
        "hours": "工作日9:00—17:00",
        "phone": "000-11112222",
        "flow": "窗口受理，当场办结",
    },
    "directory": {"section": "综合科", "post": "科长", "name": "张示例", "phone": "000-11112223", "place": 1},
    "powers": {"name": "占道经营处罚（示例）", "kind": "penalty", "added_on": date(2026, 2, 1), "code": "CF001"},
    "motions": {
        "number": "A12",
        "title": "关于增设停车位的建议（示例）",
        "kind": "congress",
        "proposer": "deputy",
        "received_on": date(2026, 3, 2),
        "due_on": date(2026, 6, 2),
    },
}


def record(officer: Officer, office: Office, slug: str, **more: Any) -> Kept:
    """A record of a kind as it is typed."""
    return add(officer, office, KINDS[slug], {**VALUES[slug], **more})


@dataclass(frozen=True)
class Records:
    """What the doors of the records and of the registers' other pages name."""

    system: UUID
    file: UUID
    proposal: UUID
    upload: UUID
    draft: int
    penalty: int


def build(officer: Officer, office: Office) -> Records:
    """One of everything; the caller is in the scope of the office."""
    system = record(officer, office, "systems")
    file = add_file(officer, KINDS["systems"], system.pk, "办法.pdf", PDF)
    rows = (("类别", "名称", "施行日期"), ("动态调整制度", "动态调整办法（示例）", "2025-1-1"))
    penalty = note_change(officer, office, number="白云罚决字〔2026〕1号", changed_on=date(2026, 6, 8), how="revoked")
    return Records(
        system.pk,
        file.pk,
        record(officer, office, "motions").pk,
        put(office, rows, "systems", "公开制度").pk,
        take(officer, office, "草2026-1", NormDrafted(on=date(2026, 6, 1), title="停车管理办法（示例）")),
        penalty.pk,
    )
