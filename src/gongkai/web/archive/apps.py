from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "gongkai.web.archive"
    label = "archive"
    verbose_name = "归档移送"

    def ready(self) -> None:
        from gongkai.web.archive import jobs, panels

        jobs.install()
        panels.install()
