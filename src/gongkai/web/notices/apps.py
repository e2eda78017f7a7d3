from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "gongkai.web.notices"
    label = "notices"
    verbose_name = "文书"

    def ready(self) -> None:
        """Put the letters on the page of a case and on the to-do page; a replaced scan reaches no applicant."""
        from gongkai.web.notices import panel, papers

        panel.install()
        papers.watch()
