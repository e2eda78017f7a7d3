"""The life of a file brought in, whatever it is brought into: open, then imported, given up, or some days old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django_scopes import scope

from gongkai.errors import OfficeError
from gongkai.web.config.clock import now
from gongkai.web.offices.models import Office
from gongkai.web.sheets import store

DAYS = 7
"""How long a file that was not imported is kept."""


def locked(model: Any, pk: UUID) -> Any:
    """The row of a file, held until the transaction ends."""
    return model.objects.select_for_update(of=("self",)).select_related("office").get(pk=pk)


def opened(model: Any, pk: UUID) -> Any:
    """The same of a file nobody decided on yet.

    Raises:
        OfficeError: it was imported or given up.
    """
    row = locked(model, pk)
    if row.state != "open":
        raise no_longer(row)
    return row


def no_longer(row: Any) -> OfficeError:
    """What is said of a file that was decided on."""
    return OfficeError(
        f"This file is {row.state} already.", zh=f"这个文件{row.state_name}，不能再操作；需要的请重新上传。"
    )


def close(row: Any) -> None:
    """Save the row and destroy its content once the change is sure."""
    path = store.path_of(row)
    row.wrapped_key, row.key_name = None, ""
    row.save()
    transaction.on_commit(partial(path.unlink, missing_ok=True))


def give_up_old(model: Any, give_up: Callable[[Any], object]) -> int:
    """Give up the files nobody imported within `DAYS`, office by office. Returns how many."""
    count = 0
    for office in Office.objects.all():
        with scope(office=office), transaction.atomic():
            old = model.objects.select_related("office").filter(state="open", added_at__lt=now() - timedelta(days=DAYS))
            for row in old:
                give_up(row)
                count += 1
    return count
