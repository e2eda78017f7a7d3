"""SMS behind an interface: a class or a command the environment names; else files, for an office to look at or hand on."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from gongkai.errors import BadSetting
from gongkai.web.config.clock import now

TIMEOUT_SECONDS = 30


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


class CommandSms:
    """Runs `GONGKAI_SMS_COMMAND` with {"to": …, "text": …} as JSON on its standard input; exit status 0 is sent."""

    def send(self, phone: str, text: str) -> None:
        given = json.dumps({"to": phone, "text": text}, ensure_ascii=False).encode()
        command = settings.GONGKAI.sms_command
        try:
            done = subprocess.run(command, input=given, capture_output=True, timeout=TIMEOUT_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"{command[0]} did not end within {TIMEOUT_SECONDS} s.") from None
        if done.returncode:
            raise OSError(f"{command[0]} ended with status {done.returncode}.")


def sender() -> Sms:
    """The sender the environment names: a class of the deployment's own, a command, or files.

    Raises:
        BadSetting: there is no such class.
    """
    given = settings.GONGKAI
    if not given.sms_sender:
        return CommandSms() if given.sms_command else FileSms()
    try:
        found: Sms = import_string(given.sms_sender)()
    except (ImportError, TypeError) as error:
        raise BadSetting("GONGKAI_SMS_SENDER", f"does not load: {error}.", f"无法载入：{error}。") from None
    return found
