from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublishingConfig(AppConfig):
    name = "gongkai.web.publishing"
    label = "publishing"
    verbose_name = "主动公开"

    def ready(self) -> None:
        """Put the gate into the database, and release what is set for today."""
        from gongkai.web.config.daily import DAILY
        from gongkai.web.publishing.effects import follow, follow_all
        from gongkai.web.publishing.gate import install
        from gongkai.web.publishing.release import release_what_is_due
        from gongkai.web.registers.actions import AFTER_DOCUMENT

        post_migrate.connect(lambda **_about: install(), sender=self, weak=False, dispatch_uid="gate")
        _join_the_desk()
        if not any(name == "releases" for name, _work in DAILY):
            DAILY.append(("releases", release_what_is_due))
        if follow not in AFTER_DOCUMENT:
            AFTER_DOCUMENT.append(follow)
            DAILY.append(("effects of documents", follow_all))


def _join_the_desk() -> None:
    """Put the groups of items on the to-do page and their dates into the calendar feed."""
    from gongkai.web.desk import queries
    from gongkai.web.desk.feeds import MORE_DATES
    from gongkai.web.publishing.todo import feed_dates, groups

    if groups not in queries.MORE_GROUPS:
        queries.MORE_GROUPS.append(groups)
    if feed_dates not in MORE_DATES:
        MORE_DATES.append(feed_dates)
