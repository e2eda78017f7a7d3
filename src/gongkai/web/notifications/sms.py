"""SMS behind an interface. By default messages are written to a file, for an office to look at or hand on."""

from __future__ import annotations

import json
import os
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from gongkai.web.config.clock import now

DEFAULT = "gongkai.web.notifications.sms.FileSms"


class Sms(Protocol):
    """Sends one message. It raises OSError when it cannot; the message is then tried again."""

    def send(self, phone: str, text: str) -> None: ...


class FileSms:
    """Appends each message as a line of JSON to a file a day, below the data folder."""

    def send(self, phone: str, text: str) -> None:
        folder = settings.GONGKAI.data_dir / "sms"
        folder.mkdir(parents=True, exist_ok=True)
        at = now()
        line = json.dumps({"at": at.isoformat(), "to": phone, "text": text}, ensure_ascii=False)
        handle = os.open(folder / f"{at.date().isoformat()}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as out:
            out.write(line + "\n")


def sender() -> Sms:
    """The sender the setting `GONGKAI_SMS_SENDER` names, as a dotted path to a class."""
    found: Sms = import_string(getattr(settings, "GONGKAI_SMS_SENDER", DEFAULT))()
    return found
