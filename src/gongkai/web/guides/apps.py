from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "gongkai.web.guides"
    label = "guides"
    verbose_name = "制度、指南与清单"

    def ready(self) -> None:
        from gongkai.web.guides import panels

        panels.install()
