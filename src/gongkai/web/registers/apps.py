from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "gongkai.web.registers"
    label = "registers"
    verbose_name = "登记簿"

    def ready(self) -> None:
        from gongkai.web.config.daily import DAILY
        from gongkai.web.registers import todo
        from gongkai.web.registers.imports import clean_up

        task = ("register files not imported", clean_up)
        if task not in DAILY:
            DAILY.append(task)
        todo.install()
