"""Severance (区分处理, Regulation art. 37) of PDF and image files: a copy with passages painted out, and its proof.

`pages` shows a file, `hints` finds what may be personal data, `apply` makes the copy, `leaks` proves it. Every function
takes and returns plain bytes and frozen values, so that it can be run under a limit of time and memory
(`documents.limited.run_limited`). The original is never changed. See docs/redaction.md.
"""
