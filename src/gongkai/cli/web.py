"""What the commands of the office on the web share: starting Django, and one sentence where the extra is missing."""

from __future__ import annotations

from importlib.util import find_spec

from gongkai.errors import OfficeError, UsageError


def start(*, is_new: bool = False) -> None:
    """Load the office; its database is brought up to date where the command may be the first (`is_new`).

    Raises:
        UsageError: the extra `web` is not installed. BadSetting: the environment lacks or misstates a setting.
        OfficeError: the database waits for migrations.
    """
    if find_spec("django") is None:
        raise UsageError(
            "The office on the web is not installed; install it with: pip install 'gongkai[web]'",
            zh="没有安装网页系统；请运行：pip install 'gongkai[web]'",
        )
    from gongkai.web.config.start import is_up_to_date, migrate, start_django

    start_django()
    if is_new:
        migrate()
    elif not is_up_to_date():
        raise OfficeError(
            "The database is not up to date with this version; run: gongkai migrate",
            zh="数据库结构与本版本不一致；请先运行：gongkai migrate",
        )
