from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "gongkai.web.disclosure"
    label = "disclosure"
    verbose_name = "公开门户"

    def ready(self) -> None:
        """Keep the search in step with what is public; offer published items to those who fill in an application."""
        from gongkai.web.config.daily import DAILY
        from gongkai.web.disclosure.indexing import follow, likely
        from gongkai.web.disclosure.texts import read_left
        from gongkai.web.portal.suggest import add_source
        from gongkai.web.publishing.changes import LISTENERS

        if follow not in LISTENERS:
            LISTENERS.append(follow)
        add_source(likely)
        if not any(name == "texts of attachments" for name, _work in DAILY):
            DAILY.append(("texts of attachments", read_left))
