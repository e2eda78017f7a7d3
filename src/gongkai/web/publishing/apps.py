from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublishingConfig(AppConfig):
    name = "gongkai.web.publishing"
    label = "publishing"
    verbose_name = "主动公开"

    def ready(self) -> None:
        """Put the gate into the database, and release what is set for today."""
        from gongkai.web.config.daily import DAILY
        from gongkai.web.publishing.gate import install
        from gongkai.web.publishing.release import release_what_is_due

        post_migrate.connect(lambda **_about: install(), sender=self, weak=False, dispatch_uid="gate")
        if not any(name == "releases" for name, _work in DAILY):
            DAILY.append(("releases", release_what_is_due))
