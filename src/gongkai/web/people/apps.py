from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gongkai.web.people"
    label = "people"
    verbose_name = "申请人"
