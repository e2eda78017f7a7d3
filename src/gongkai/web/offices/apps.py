from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "gongkai.web.offices"
    label = "offices"
    verbose_name = "机关"
