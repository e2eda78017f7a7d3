from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gongkai.web.people"
    label = "people"
    verbose_name = "申请人"

    def ready(self) -> None:
        from gongkai.web.config.daily import DAILY
        from gongkai.web.people.retention import anonymise_due

        DAILY.append(("retention", anonymise_due))
