from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "gongkai.web.channels"
    label = "channels"
    verbose_name = "栏目与渠道"

    def ready(self) -> None:
        """Guard the entries of channel figures; fill and record the transfer lists of published information."""
        from gongkai.web.channels import panels

        panels.install()
