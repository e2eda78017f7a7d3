from django.apps import AppConfig


class RedactionConfig(AppConfig):
    name = "gongkai.web.redaction"
    label = "redaction"
    verbose_name = "区分处理"

    def ready(self) -> None:
        from gongkai.web.redaction import guard, jobs, panel

        guard.watch()
        jobs.install()
        panel.install()
