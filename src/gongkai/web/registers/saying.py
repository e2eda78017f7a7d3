"""What an error says stands in one place for the whole desk."""

from __future__ import annotations

from gongkai.web.desk.saying import in_chinese, say

__all__ = ["in_chinese", "say"]
