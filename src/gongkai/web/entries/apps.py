from django.apps import AppConfig


class EntriesConfig(AppConfig):
    name = "gongkai.web.entries"
    label = "entries"
    verbose_name = "台账记录"
