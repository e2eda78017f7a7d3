from __future__ import annotations

from django.apps import AppConfig


class EntriesConfig(AppConfig):
    name = "gongkai.web.entries"
    label = "entries"
    verbose_name = "台账记录"

    def ready(self) -> None:
        from gongkai.web.applications.panels import DESK_ACTS
        from gongkai.web.entries.names import NAMES

        for kind, name in NAMES.items():
            DESK_ACTS.setdefault(kind, name)
