from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "gongkai.web.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        from gongkai.web.config.daily import DAILY
        from gongkai.web.jobs.actions import forget

        if ("old jobs", forget) not in DAILY:
            DAILY.append(("old jobs", forget))
