"""Settings of a deployment whose workers tell on their output that they started, begin a job, and have done it.

A test reads the lines, and so waits for what happens without asking for it again and again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from django.apps import AppConfig

from gongkai.web.config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.web.jobs.told.Told"]  # noqa: F405


class Told(AppConfig):
    """Stands last, so that every kind of job is known."""

    name = "tests.web.jobs"
    label = "told"

    def ready(self) -> None:
        from gongkai.web.jobs.actions import KINDS

        if "worker" in sys.argv:
            say(f"worker {os.getpid()}")
        KINDS.update({kind: told(work) for kind, work in KINDS.items()})


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def told(work: Callable[..., None]) -> Callable[..., None]:
    """The work of a job, with a line before and after it."""

    def tell(*what: object) -> None:
        say("begun")
        work(*what)
        say("done")

    return tell
