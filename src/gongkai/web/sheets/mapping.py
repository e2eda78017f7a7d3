"""What the clerk decided about a file: sheet, heading, columns, words. Kept as JSON with the upload, without the words.

The words of cells are kept as keyed digests: a column of names mapped by mistake leaves no name behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from gongkai.documents.numbers import narrow
from gongkai.statute.fees import TARIFFS
from gongkai.web.people import seal
from gongkai.web.sheets.fields import CHOICES, FIELDS, codes_of

CONSTANTS = ("applicant", "channel", "extension_by", "tariff")
"""What may be said once for all rows that do not say it."""

BLANK = "-"
"""The code for "leave out what this cell says"."""


@dataclass(frozen=True)
class Decided:
    """sheet: place of the sheet, from 0; header, depth: as `columns.labels_of`. columns: field → column, from 0.

    constants: as `CONSTANTS`. values: choice field → digest of a cell's wording → code or `BLANK`.
    """

    sheet: int = 0
    header: int = 1
    depth: int = 1
    columns: Mapping[str, int] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "header": self.header,
            "depth": self.depth,
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "values": {key: dict(words) for key, words in self.values.items()},
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Decided:
        """The mapping a JSON object states; what is no field or code of today is dropped."""
        columns = plain.get("columns", {})
        values = plain.get("values", {})
        return cls(
            int(plain.get("sheet", 0)),
            int(plain.get("header", 1)),
            int(plain.get("depth", 1)),
            {key: int(columns[key]) for key in FIELDS if key in columns},
            {key: str(text) for key, text in plain.get("constants", {}).items() if constant_is_good(key, str(text))},
            {
                key: {d: code for d, code in values[key].items() if code == BLANK or code in codes_of(key)}
                for key in CHOICES
                if key in values
            },
        )

    def code(self, office: int, key: str, wording: str) -> str | None:
        """What the clerk said a wording means; None where nobody said."""
        words = self.values.get(key)
        return words.get(digest(office, key, wording)) if words else None


def constant_is_good(key: str, text: str) -> bool:
    if key in ("applicant", "channel"):
        return text in codes_of(key)
    return (key == "tariff" and text in TARIFFS) or (key == "extension_by" and len(text) <= 60)


def digest(office: int, key: str, wording: str) -> str:
    """What is kept of a wording."""
    signs = narrow(wording).encode().hex()  # a blind index drops marks, and √ and × are words here
    return seal.blind(f"sheet_{key}", signs, office, settings.GONGKAI.index_key)


__all__ = ["BLANK", "CONSTANTS", "Decided", "constant_is_good", "digest"]
