"""Browsers and systems in words, for the list of one's own logins."""

from __future__ import annotations

import re

from django import template

register = template.Library()

BROWSERS = (
    # what the browser says of itself, what people call it; the more particular first
    (r"(?:QIHU|360SE|360EE)", "360"),
    (r"MicroMessenger/(\d+)", "微信"),
    (r"Edg(?:e|A|iOS)?/(\d+)", "Edge"),
    (r"(?:QQBrowser|MQQBrowser)/(\d+)", "QQ"),
    (r"(?:Firefox|FxiOS)/(\d+)", "Firefox"),
    (r"(?:HeadlessChrome|Chrome|CriOS|Chromium)/(\d+)", "Chrome"),
    (r"Version/(\d+)[\d.]* (?:Mobile/\S+ )?Safari", "Safari"),
)
SYSTEMS = (
    (r"Kylin", "麒麟"),
    (r"UOS|Deepin", "统信"),
    (r"OpenHarmony|HarmonyOS", "鸿蒙"),
    (r"Android", "Android"),
    (r"iPhone|iPad", "iOS"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "macOS"),
    (r"Linux", "Linux"),
)


@register.filter
def browser(said: str) -> str:
    """Browser with its main version and system, "Chrome 120 · Windows"; the text itself where neither is known."""
    found = []
    for pattern, name in BROWSERS:
        if match := re.search(pattern, said):
            found.append(" ".join((name, *match.groups())))
            break
    found += [name for pattern, name in SYSTEMS if re.search(pattern, said)][:1]
    return " · ".join(found) or said[:80]
