from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "gongkai.web.challenges"
    label = "challenges"
    verbose_name = "复议诉讼"

    def ready(self) -> None:
        from gongkai.web.challenges import actions, panels
        from gongkai.web.config import daily

        panels.install()
        task = ("challenges", actions.refold_all)
        if task not in daily.DAILY:
            daily.DAILY.append(task)
