from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "gongkai.web.portal"
    label = "portal"
    verbose_name = "公开平台"

    def ready(self) -> None:
        """Have the worker destroy what was filled in and never sent."""
        from gongkai.web.config.daily import DAILY
        from gongkai.web.portal.intake import purge_all

        if not any(name == "intakes" for name, _work in DAILY):
            DAILY.append(("intakes", purge_all))
