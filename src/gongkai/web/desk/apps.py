from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "gongkai.web.desk"
    label = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        """Have every change of an office stamped, and old stamps swept."""
        from gongkai.web.config.daily import DAILY
        from gongkai.web.desk.stamps import install, prune

        post_migrate.connect(lambda **_about: install(), sender=self, weak=False, dispatch_uid="stamps")
        if not any(name == "stamps" for name, _work in DAILY):
            DAILY.append(("stamps", prune))
