"""A font for a page that may be read where no Chinese font is installed: just the characters it shows.

A page made on a machine with Chinese fonts is read on such machines and carries none. A page made on a bare server
carries the characters it shows, cut from the bundled Noto Sans CJK SC (OFL 1.1) and behind every installed font in
the page's preference.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from gongkai.documents.fonts import bundled_face, choose_fonts

FAMILY = "Gongkai Embedded"

_DROPPED = ["BASE", "GPOS", "GSUB", "STAT", "VORG", "VVAR", "vhea", "vmtx", "DSIG"]


def font_face(characters: Iterable[str]) -> str:
    """Return a CSS `@font-face` rule with the glyphs of these characters; empty where a Chinese font is installed."""
    text = "".join(sorted({char for char in characters if not char.isspace()}))
    if not text or not choose_fonts(text).roles["body"].is_bundled or bundled_face() is None:
        return ""
    data = base64.b64encode(_cut(text)).decode("ascii")
    source = f'url("data:font/woff;base64,{data}") format("woff")'
    return f'@font-face {{ font-family: "{FAMILY}"; font-weight: 100 900; src: {source}; }}\n'


@lru_cache(maxsize=16)
def _cut(text: str) -> bytes:
    """The glyphs of a text as WOFF, in every weight."""
    from fontTools import subset

    face = bundled_face()
    assert face is not None  # `font_face` asked
    options = subset.Options()
    options.font_number = face.index
    options.layout_features = []
    options.name_IDs = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += _DROPPED
    options.flavor = "woff"
    target = BytesIO()
    with subset.load_font(str(face.path), options, lazy=True) as font:
        font.recalcTimestamp = False  # the same page gives the same bytes
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        subset.save_font(font, target, options)
    return target.getvalue()
