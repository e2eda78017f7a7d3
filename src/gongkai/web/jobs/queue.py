"""Working off the queue, a task at a time, with the worker of django-tasks-db."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


def work_off(most: int | None = None) -> bool:
    """Do what is queued, at most so many tasks; whether there was anything. An empty queue is only read, not locked."""
    name = uuid4().hex
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    done = 0
    while (most is None or done < most) and (row := _claimed(name)) is not None:
        worker.run_task(row)
        done += 1
    return done > 0


def _claimed(worker: str) -> DBTaskResult | None:
    """The next task, now this worker's; transactions of ours lock SQLite at their start, and rows elsewhere."""
    if not DBTaskResult.objects.ready().exists():
        return None
    with transaction.atomic():
        row = DBTaskResult.objects.ready().get_locked()
        if row is not None:
            row.claim(worker)
    return row
