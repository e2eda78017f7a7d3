"""RTF as Word and WPS write it: paragraphs and tables in order; hidden and deleted text and field codes left out.

What a group sets holds to its closing brace, so the reader keeps one state a group, on a stack of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gongkai.documents.grid import Document
from gongkai.documents.limits import DEFAULT, Limits, check_size
from gongkai.documents.readers.doc_tables import Flow, placed, warnings_of
from gongkai.documents.readers.raised import RAISED
from gongkai.documents.readers.rtf_text import ROW_WORDS, RowDefinition, codec_of_charset, codec_of_page, tokens
from gongkai.errors import DocumentError

_MARK = b"{\\rtf"
_DEEPEST = 500
_MOST_TOKENS = 2_000_000
_MOST_TEXT = 1_000_000

_SKIPPED_WORDS = (
    "annotation bkmkend bkmkstart colortbl datafield filetbl fldinst footer footerf footerl footerr footnote header "
    "headerf headerl headerr listtext nonesttables nonshppict objdata pict pntext private rxe shprslt stylesheet tc "
    "xe"
)
_SKIPPED = frozenset(_SKIPPED_WORDS.split())
"""Groups that hold no text of the document; nor do those that begin with \\*, but these two."""

_NOT_SKIPPED = ("nesttableprops", "shppict")

_CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "page": "\n",
    "column": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
}
_SYMBOLS = {b"~": "\xa0", b"_": "-"}
_ENDS = frozenset(("par", "sect", "cell", "nestcell", "row", "nestrow"))
_CODECS = {"ansi": "cp1252", "mac": "mac-roman", "pc": "cp437", "pca": "cp850"}
_ENCODING = frozenset((*_CODECS, "ansicpg", "deff", "f", "fcharset"))
_FORMATS = frozenset(
    ("v", "deleted", "strike", "striked", "super", "sub", "nosupersub", "intbl", "itap", "uc", "pard", "plain")
)
_OTHERS = frozenset(("u", "fonttbl", "info", "title", "nesttableprops", "shppict", "shptxt", "trowd"))
_KNOWN = _SKIPPED | _ENDS | _ENCODING | _FORMATS | _OTHERS | ROW_WORDS | frozenset(_CHARACTERS)
_GARBLED = re.compile("[\x80-\u02ff\ufffd]")
"""What Chinese becomes in a title whose encoding is not stated: Western letters with accents."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def sniff(data: bytes) -> bool:
    """Whether this begins as RTF does."""
    return data.startswith(_MARK)


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return paragraphs and tables in order.

    Raises:
        DocumentError: no RTF, cut off, nested too deep, or more of anything than a report has.
    """
    check_size(data, limits)
    if not sniff(data):
        raise DocumentError(
            "The file is not RTF; open it in the program that made it and save it as docx.",
            zh="文件不是RTF文档；请用生成它的程序打开，另存为docx格式。",
        )
    reader = _Reader(limits)
    for count, token in enumerate(tokens(data)):
        if count > _MOST_TOKENS:
            raise _too_long()
        if reader.take(*token):
            break
    else:
        raise DocumentError(
            "The file is cut off: its last brace is missing; copy or save it again.",
            zh="文件不完整，缺少结尾；请重新复制或者另存。",
        )
    return reader.document()


@dataclass(slots=True)
class _State:
    """What holds within a group.

    kind: what its text is for: "" the document, else fonttbl, info, title or skip. uc: bytes that stand in for a \\u.
    """

    kind: str = ""
    codec: str = "cp1252"
    uc: int = 1
    is_hidden: bool = False
    is_deleted: bool = False
    is_struck: bool = False
    is_raised: bool = False
    is_in_table: bool = False
    level: int = 0

    @property
    def depth(self) -> int:
        return max(self.level, int(self.is_in_table))


class _Reader:
    def __init__(self, limits: Limits) -> None:
        self.flow = Flow(limits)
        self.title: list[str] = []
        self.text: list[str] = []
        self.bytes, self.bytes_look = bytearray(), ("", False)
        self.has_struck = False
        self.pictures = self.boxes = self.replaced = self.length = 0
        self.state = _State()
        self.states: list[_State] = []
        self.row = RowDefinition()
        self.outer_rows: list[tuple[int, RowDefinition]] = []  # put aside, with the depth of the group that ends it
        self.codec, self.default_font, self.font = "cp1252", 0, 0
        self.fonts: dict[int, str] = {}
        self.to_skip = 0
        self.is_optional = False

    def take(self, word: str, number: int | None, content: bytes) -> bool:
        """Take one token; True when it closes the document."""
        if word == "":
            self._bytes(content)
        elif word == "{":
            self._open()
        elif word == "}":
            return self._close()
        elif word == "\\":
            self._symbol(content)
        else:
            self._word(word, number)
        return False

    def document(self) -> Document:
        self._end("par", 0)
        blocks = tuple(placed(self.flow.finish()))
        warnings = list(warnings_of(self.flow, blocks, self.pictures, has_struck=self.has_struck))
        if self.boxes:
            warnings.append(f"text_boxes: the text of {self.boxes} text boxes is left out")
        if self.replaced:
            warnings.append(f"encoding: {self.replaced} characters could not be decoded and read \ufffd")
        title = "".join(self.title).strip()
        is_told = bool(title) and not _GARBLED.search(title)
        return Document("rtf", blocks, {"title": title} if is_told else {}, tuple(warnings))

    # --- groups ---------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        self.to_skip, self.is_optional = 0, False
        self.states.append(self.state)
        self.state = replace(self.state)
        if len(self.states) > _DEEPEST:
            raise DocumentError(
                "The document is nested too deep to be an ordinary one; open it and save it again.",
                zh="文件嵌套层次过深，不是正常的文档；请打开后另存再试。",
            )

    def _close(self) -> bool:
        self.to_skip, self.is_optional = 0, False
        outer = self.states.pop()
        if outer.kind != self.state.kind:
            self._flush()
            if self.state.kind == "fonttbl":
                outer.codec = self.fonts.get(self.default_font, self.codec)
        self.state = outer
        if self.outer_rows and self.outer_rows[-1][0] > len(self.states):
            self.row = self.outer_rows.pop()[1]
        return not self.states

    def _begin(self, kind: str) -> None:
        """The text of this group is not for what that around it is for."""
        self._flush()
        self.state.kind = kind

    # --- text -----------------------------------------------------------------------------------------------------

    def _bytes(self, content: bytes) -> None:
        """Bytes in the encoding of the font; those that stand in for a \\u are skipped."""
        if self.to_skip:
            content, self.to_skip = content[self.to_skip :], max(self.to_skip - len(content), 0)
        if not content or not self._is_shown():
            return
        look = self.state.codec, self.state.is_raised
        if self.bytes_look != look:
            self._flush()
            self.bytes_look = look
        self.bytes += content

    def _add(self, text: str) -> None:
        if self._is_shown():
            self._flush()
            self._append(text, is_raised=self.state.is_raised)

    def _is_shown(self) -> bool:
        state = self.state
        if state.kind not in ("", "title") or state.is_hidden or state.is_deleted:
            return False
        self.has_struck = self.has_struck or state.is_struck
        return not state.is_struck

    def _flush(self) -> None:
        """Decode the bytes so far; a character of two bytes may come as two tokens."""
        if not self.bytes:
            return
        codec, is_raised = self.bytes_look
        text = self.bytes.decode(codec, "replace")
        self.bytes.clear()
        if self.state.kind != "title":
            self.replaced += text.count("\ufffd")
        self._append(text, is_raised=is_raised)

    def _append(self, text: str, *, is_raised: bool) -> None:
        """Text of the document, raised text marked, or of its title."""
        text = text.replace(RAISED, "\ufffd")
        if self.state.kind == "title":
            self.title.append(text)
        else:
            self.text.append(f"{RAISED}{text}{RAISED}" if is_raised else text)
        self.length += len(text)
        if self.length > _MOST_TEXT:
            raise _too_long()

    def _symbol(self, symbol: bytes) -> None:
        if symbol in b"\\{}" or symbol.startswith(b"'"):
            self._bytes(symbol[-1:])
        elif self.to_skip:
            self.to_skip -= 1
        elif symbol == b"*":
            self.is_optional = True
        elif symbol in b"\r\n":
            self._word("par", None)
        elif symbol in _SYMBOLS:
            self._add(_SYMBOLS[symbol])

    # --- words ----------------------------------------------------------------------------------------------------

    def _word(self, word: str, number: int | None) -> None:
        self.to_skip = 0
        is_optional, self.is_optional = self.is_optional, False
        if word not in _KNOWN and not is_optional:
            return
        self.boxes += word == "shptxt"
        state = self.state
        if state.kind == "skip":
            return
        if word in _SKIPPED or (is_optional and word not in _NOT_SKIPPED):
            self.pictures += word == "pict"
            self._begin("skip")
        elif word == "u":
            self._add(chr((number or 0) & 0xFFFF))
            self.to_skip = state.uc
        elif word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        elif word in _ENDS:
            if not state.kind:
                self._end(word, state.depth)
        elif word in ("fonttbl", "info") or (word == "title" and state.kind == "info"):
            self._begin(word)
            state.codec = self.codec
        elif word == "nesttableprops":
            self.outer_rows.append((len(self.states), self.row))
            self.row = RowDefinition()
        elif word == "trowd":
            self.row = RowDefinition()
        elif word in ROW_WORDS:
            self.row.take(word, number)
        elif word in _ENCODING:
            self._take_encoding(word, number or 0)
        else:
            self._format(word, number)

    def _end(self, word: str, depth: int) -> None:
        self._flush()
        text = "".join(self.text)
        self.text.clear()
        if _SURROGATE.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        inner = max(depth, 2) if word.startswith("nest") else 1
        if word.endswith("cell"):
            self.flow.end_cell(text, inner)
        elif word.endswith("row"):
            if text.strip():
                self.flow.paragraph(text, inner)
            self.flow.end_row(self.row.shape(), inner)
        else:
            self.flow.paragraph(text, depth)

    def _format(self, word: str, number: int | None) -> None:
        """What a group says of its characters and paragraphs; a number 0 takes a property away."""
        state, is_on = self.state, number != 0
        if word == "v":
            state.is_hidden = is_on
        elif word == "deleted":
            state.is_deleted = is_on
        elif word in ("strike", "striked"):
            state.is_struck = is_on
        elif word in ("super", "sub", "nosupersub"):
            state.is_raised = is_on and word != "nosupersub"
        elif word == "intbl":
            state.is_in_table = is_on
        elif word == "itap":
            state.level = max(number or 0, 0)
        elif word == "uc":
            state.uc = min(max(number or 0, 0), 16)
        elif word == "pard":
            state.is_in_table, state.level = False, 0
        elif word == "plain":
            state.is_hidden = state.is_deleted = state.is_struck = state.is_raised = False
            state.codec = self.fonts.get(self.default_font, self.codec)

    def _take_encoding(self, word: str, value: int) -> None:
        """Fonts and code pages: of the file, of the table of fonts, of the text."""
        if word in _CODECS or word == "ansicpg":
            self.codec = self.state.codec = _CODECS.get(word) or codec_of_page(value)
        elif word == "deff":
            self.default_font = value
        elif word == "f" and self.state.kind == "fonttbl":
            self.font = value
        elif word == "f":
            self.state.codec = self.fonts.get(value, self.codec)
        elif word == "fcharset" and self.state.kind == "fonttbl":
            self.fonts[self.font] = codec_of_charset(value, self.codec)


def _too_long() -> DocumentError:
    return DocumentError(
        "The document holds far more than a report; take the report out of it.",
        zh="文档内容远多于一份年度报告；请只保留报告部分。",
    )
