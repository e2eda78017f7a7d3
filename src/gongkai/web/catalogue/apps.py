from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "gongkai.web.catalogue"
    label = "catalogue"
    verbose_name = "公开目录"

    def ready(self) -> None:
        from gongkai.web.catalogue.imports import clean_up
        from gongkai.web.config.daily import DAILY

        task = ("catalogue files not imported", clean_up)
        if task not in DAILY:
            DAILY.append(task)
