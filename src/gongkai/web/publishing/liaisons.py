"""Material that sections are asked for: given, chased, done by the item it became."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from gongkai.errors import OfficeError
from gongkai.web.config.clock import local_today
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office, Section
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing.models import Collection, Item

LONGEST = 300


@transaction.atomic
def ask(officer: Officer, office: Office, section: Section, text: str, due_on: date) -> Collection:
    """Ask a section for material.

    Raises:
        NotPermitted; OfficeError: nothing is asked, the day has passed, a section of elsewhere.
    """
    officer.must("collect_material")
    if section.office_id != office.pk or not section.is_on(local_today()):
        raise OfficeError("Choose a section of your office.", zh="请选择本机关的科室。")
    text = " ".join(text.replace("\0", "").split())[:LONGEST]
    if not text:
        raise OfficeError("Say what material is needed.", zh="请写明需要报送的材料。")
    if due_on < local_today():
        raise OfficeError("The day has passed already.", zh="报送期限不能早于今天。")
    made = Collection.objects.create(
        office=office, section=section, text=text, given_on=local_today(), due_on=due_on, by=officer.username
    )
    record_desk(office, "material_asked", by=officer.username, task=made.pk, section=section.pk)
    return made


@transaction.atomic
def chase(officer: Officer, task_id: int) -> Collection:
    """Note that the section was reminded."""
    officer.must("collect_material")
    task = _open(task_id)
    task.chases, task.chased_on = task.chases + 1, local_today()
    task.save(update_fields=["chases", "chased_on"])
    record_desk(task.office, "material_chased", by=officer.username, task=task.pk)
    return task


@transaction.atomic
def finish(officer: Officer, task_id: int, number: str, note: str) -> Collection:
    """Close a task by the item the material became, or with a note why there is none.

    Raises:
        NotPermitted: another section's; OfficeError: done already, no such item, neither item nor note.
    """
    task = _open(task_id)
    if not (officer.may("item_drafted") and officer.section_id == task.section_id):
        officer.must("collect_material")
    number, note = number.strip().replace("\0", ""), note.strip().replace("\0", "")[:LONGEST]
    item = Item.objects.filter(office=task.office, number=number).first() if number else None
    if number and item is None:
        raise OfficeError(f"There is no item {number}.", zh=f"没有编号为{number[:40]}的信息，请核对。")
    if item is None and not note:
        raise OfficeError("Name the item, or say why there is none.", zh="请填写信息编号；没有信息的，请说明原因。")
    task.item, task.done_on, task.done_note = item, local_today(), note
    task.save(update_fields=["item", "done_on", "done_note"])
    record_desk(task.office, "material_done", number, by=officer.username, task=task.pk)
    return task


def _open(task_id: int) -> Collection:
    task = Collection.objects.select_for_update(of=("self",)).select_related("office", "section").get(pk=task_id)
    if task.done_on is not None:
        raise OfficeError("This task is done already.", zh="该任务已办结。")
    return task


def seen_by(officer: Officer) -> QuerySet[Collection]:
    """The tasks an officer sees: a liaison those of the own section."""
    tasks = Collection.objects.select_related("section", "item")
    if officer.may("collect_material") or not officer.section_id:
        return tasks
    return tasks.filter(section_id=officer.section_id)


def overdue(today: date) -> Q:
    return Q(done_on=None, due_on__lt=today)
