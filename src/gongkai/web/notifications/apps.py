from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "gongkai.web.notifications"
    label = "notifications"
    verbose_name = "通知"

    def ready(self) -> None:
        from gongkai.web.config import daily
        from gongkai.web.desk.context import COUNTS
        from gongkai.web.notifications import actions
        from gongkai.web.notifications.sms import sender

        sender()  # one that does not load stops the start
        COUNTS["desk:notifications:list"] = actions.unread
        tasks = [("notices", actions.notify_all), ("notices to send", actions.deliver_all)]
        tasks += [("old notices", actions.forget_all)]
        daily.DAILY.extend(task for task in tasks if task not in daily.DAILY)
        turns = getattr(daily, "EACH_TURN", None)  # what waited out the quiet hours goes out within the day
        if turns is not None and actions.deliver_all not in turns:
            turns.append(actions.deliver_all)
