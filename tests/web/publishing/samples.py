"""An item with a file and a task, for the walk through every address."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gongkai.ledger.item_steps import ItemFormed
from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Office, Section
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing.actions import Draft, Words, draft, take
from gongkai.web.publishing.attachments import attach
from gongkai.web.publishing.liaisons import ask
from gongkai.web.publishing.reading import read_item


@dataclass(frozen=True)
class Paper:
    """Ids of what was made. sequence: of its last entry."""

    item: UUID
    file: UUID
    task: int
    sequence: int


def build(officer: Officer, office: Office, section: Section) -> Paper:
    item = draft(officer, office, Draft(Words("示例通知", "<p>示例正文。</p>"), section=section))
    file = attach(officer, item.pk, "名单.txt", "名单".encode())
    item = take(officer, item.pk, ItemFormed(on=local_today()))
    task = ask(officer, office, section, "示例材料", local_today())
    return Paper(item.pk, file.pk, task.pk, read_item(item).entries[-1].sequence)
