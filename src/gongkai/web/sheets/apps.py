from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "gongkai.web.sheets"
    label = "sheets"
    verbose_name = "导入与导出"

    def ready(self) -> None:
        from gongkai.web.config.daily import DAILY
        from gongkai.web.sheets import jobs
        from gongkai.web.sheets.actions import clean_up

        jobs.install()
        DAILY.append(("files not imported", clean_up))
