"""Gongkai (公开): open-government-information work, from the first paper to the annual report."""

__version__ = "0.1.0"
