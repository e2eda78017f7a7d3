from django.apps import AppConfig


class MirrorConfig(AppConfig):
    name = "gongkai.web.mirror"
    label = "mirror"
    verbose_name = "静态发布"

    def ready(self) -> None:
        """Bring the files up to date about a minute after each change, and all that shows the day once a day."""
        from gongkai.web.config.daily import DAILY, EACH_TURN
        from gongkai.web.mirror.work import follow, follow_day

        if follow not in EACH_TURN:
            EACH_TURN.append(follow)
        if not any(name == "static pages" for name, _work in DAILY):
            DAILY.append(("static pages", follow_day))
