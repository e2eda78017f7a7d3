"""Codes of administrative divisions (行政区划代码): 6 digits by GB/T 2260, 9 with the street, 12 with the community."""

from __future__ import annotations

import re

from stdnum import numdb

LENGTHS = (6, 9, 12)


def is_region_code(code: str) -> bool:
    """Whether a code has the right length and begins with a province there is."""
    return re.fullmatch(r"[0-9]+", code) is not None and len(code) in LENGTHS and bool(_parts(code).get("province"))


def region_name(code: str) -> str:
    """The division of the first six digits in words, as far as the table knows it; "" for none."""
    parts = _parts(code)
    county = re.sub(r"^\[[^]]*\]", "", parts.get("county", "").split(",")[-1])
    province = parts.get("province", "")
    return "".join(dict.fromkeys((province, parts.get("prefecture", ""), county)))


def _parts(code: str) -> dict[str, str]:
    return {name: value for _digits, found in numdb.get("cn/loc").info(code[:6]) for name, value in found.items()}
