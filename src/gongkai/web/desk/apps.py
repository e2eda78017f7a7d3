from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "gongkai.web.desk"
    label = "desk"
    verbose_name = "工作台"
