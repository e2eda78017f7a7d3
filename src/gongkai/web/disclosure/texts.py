"""The text of attachments, read by a worker in a process of its own, with limits: the search finds it a moment later."""

from __future__ import annotations

import logging
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django_scopes import scope, scopes_disabled
from django_tasks import task

from gongkai.documents.limited import run_limited
from gongkai.errors import GongkaiError
from gongkai.web.disclosure.textof import words_in
from gongkai.web.publishing.attachments import open_file
from gongkai.web.publishing.models import Attachment, Item

LOG = logging.getLogger("gongkai.disclosure")
SECONDS, MEGABYTES = 60.0, 1024
NOTHING = "\u00a0"
"""Stands for the text of a file that was looked into and has none, so that it is not looked into again."""


def is_unread(file: Attachment) -> bool:
    """Whether nobody has looked into the file yet. Of pictures only the words that describe them are searched."""
    return not file.text and not file.media_type.startswith("image/")


def ask_to_read(item: Item) -> None:
    """Put the files of an item on the queue, in the transaction of the caller."""
    read_files.enqueue(str(item.pk), item.office_id)


@task()
def read_files(item: str, office: int) -> None:
    """Read the files of what stands in public of an item, and index it anew. A fault is logged, and tried once a day."""
    with scope(office=office):
        try:
            read_item(UUID(item))
        except Exception:  # the queue keeps nothing of what went wrong but this line
            LOG.exception("files not read", extra={"fields": {"item": item}})


def read_item(pk: UUID) -> int:
    """Read what is unread of an item; how many files. Nothing happens to what was withdrawn meanwhile."""
    from gongkai.web.disclosure.indexing import follow

    unread = Attachment.objects.filter(version__item=pk, version__number=F("version__item__web_version"), text="")
    found = {file.pk: text_of(file) for file in unread if is_unread(file)}
    if not found:
        return 0
    with transaction.atomic():
        item = Item.objects.select_for_update(of=("self",)).select_related("office", "category").get(pk=pk)
        for file, text in found.items():
            Attachment.objects.filter(pk=file).update(text=text)
        if item.web_version is not None:
            follow([item])
    return len(found)


def read_left() -> int:
    """Read what a worker that was killed left; a daily task. How many items."""
    with scopes_disabled():
        shown = Attachment.objects.filter(version__number=F("version__item__web_version"), text="")
        shown = shown.exclude(media_type__startswith="image/")
        left = set(shown.values_list("version__item_id", "office_id"))
    for item, office in sorted(left, key=str):
        read_files.call(str(item), office)
    return len(left)


def text_of(file: Attachment) -> str:
    """The text of a file, `NOTHING` where it cannot be read or holds none."""
    try:
        found = run_limited(partial(words_in, open_file(file)), seconds=SECONDS, megabytes=MEGABYTES)
    except GongkaiError as error:
        LOG.info("no text", extra={"fields": {"file": str(file.pk), "error": type(error).__name__}})
        return NOTHING
    return found or NOTHING
