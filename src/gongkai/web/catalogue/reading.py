"""Sheets of a standard catalogue as they are really kept → items: merged cells, two or three levels, ticks, heading rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from gongkai.documents.numbers import is_dash, narrow
from gongkai.documents.tables import ERROR, Table, Value
from gongkai.statute.catalogue import (
    carriers,
    carriers_in,
    choice_of,
    choices,
    column_of,
    columns,
    fields,
    parse_limit,
)
from gongkai.web.catalogue.reading_fields import NUMBERED, bare_title, field_in, field_value
from gongkai.web.catalogue.values import COLUMNS, EMPTY, LONGEST, Values, in_order
from gongkai.web.sheets.columns import SEARCHED
from gongkai.web.sheets.findings import Finding, letters

MOST_ITEMS = 5_000
MOST_MERGED = 1_000_000
"""Cells in merged ranges of a sheet that are filled; ranges that overlap could make them endless."""
_LEVELS = ("level_1", "level_2", "level_3")
_TICKED, _OPEN = "■☑√✓✔●", "□☐○"
_NO = {"×", "✗", "✘", "否", "无", "0"}
_BRACKETS = re.compile(r"\(.*?\)")
_NOTE = re.compile(r"^(?:注|备注|说明|填表|填报|合计|总计|共计|单位[:：]|制表|联系)")
_NAMES = {"subject": "body", "unit": "section"}
"""Columns of the core under the names of ours."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item that was read. row: number in its sheet, from 1."""

    sheet: str
    row: int
    values: Values


@dataclass
class Reading:
    """What a file says. refusal: why nothing of it can be read, in Chinese and English. read: columns of each sheet."""

    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    read: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    skipped: int = 0
    refusal: tuple[str, str] | None = None

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.findings if one.severity == "error"]

    @property
    def warnings(self) -> list[Finding]:
        return [one for one in self.findings if one.severity == "warning"]

    @property
    def bad_rows(self) -> int:
        return len({(one.sheet, one.row) for one in self.errors})


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column of a sheet holds. choice: the code a tick in it stands for."""

    name: str
    choice: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Heading:
    """top: number of its first row, from 0; depth: rows it takes."""

    top: int
    depth: int
    columns: Mapping[int, _Column]


def read_catalogue(tables: Sequence[Table], *, given_field: str = "", body: str = "") -> Reading:
    """Return the items of a file, with what is wrong; rows with an error are left out of `rows`.

    given_field: the field of items whose file names none. body: 公开主体 where a row names none.
    """
    found = Reading()
    seen: dict[tuple[str, ...], str] = {}
    best: list[str] = []
    for table in tables:
        if table.is_hidden:
            continue
        grid = _grid(table)
        heading, known = _heading(grid, table)
        if heading is None:
            best = max(best, known, key=len)
            continue
        found.read[table.name] = [
            (letters(x), one.label, _says(one)) for x, one in sorted(heading.columns.items()) if one.name != "serial"
        ]
        _Sheet(table, grid, heading, found, seen, given_field, body).read()
    if not found.read:
        found.refusal = _refusal(best)
    elif not found.rows and not found.errors:
        found.refusal = ("表头下面没有公开事项。", "There is no item below the heading.")
    found.findings.sort(key=lambda one: one.severity)
    return found


def _says(column: _Column) -> str:
    label = COLUMNS[column.name][0]
    table = {"channels": carriers()}.get(column.name) or choices(column.name)
    return f"{label}：{table[column.choice].label}" if column.choice else label


def _refusal(known: Sequence[str]) -> tuple[str, str]:
    wanted = "、".join(columns()[code].label for code in ("level_1", "level_2", "content", "limit"))
    seen = "、".join(known)
    zh = (
        f"没有找到标准目录的表头：应有“{wanted}”等列"
        + (f"，只认出了“{seen}”" if seen else "")
        + "；请对照模板改正列名。"
    )
    return zh, "No heading of a standard catalogue was found; compare the columns with the template."


# --- cells --------------------------------------------------------------------------------------------------------


def _grid(table: Table) -> list[list[Value]]:
    """Rows of one width; the value of a merged cell stands in every cell it covers."""
    width = max(map(len, table.rows), default=0)
    grid = [[*row, *[None] * (width - len(row))] for row in table.rows]
    area = 0
    for top, left, bottom, right in table.merged:
        if top < len(grid) and left < width:
            area += (min(bottom, len(grid) - 1) - top + 1) * (min(right, width - 1) - left + 1)
            if area > MOST_MERGED:
                break
            value = grid[top][left]
            for y in range(top, min(bottom, len(grid) - 1) + 1):
                grid[y][left : right + 1] = [value] * (min(right, width - 1) - left + 1)
    return grid


def _text(value: Value) -> str:
    """A cell as text, its lines kept."""
    if value is None or value == ERROR:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    lines = (" ".join(line.split()) for line in str(value).replace("\0", "").splitlines())
    return "\n".join(line for line in lines if line)


def _flat(value: Value) -> str:
    return " ".join(_text(value).split())


# --- the heading --------------------------------------------------------------------------------------------------


def _heading(grid: Sequence[Sequence[Value]], table: Table) -> tuple[_Heading | None, list[str]]:
    """The heading of a sheet, and the labels that were known where it is none."""
    best: list[str] = []
    for top in range(min(SEARCHED, len(grid))):
        if len(_words_known(table, top)[0]) < 2:
            continue
        depth = 1
        while top + depth < len(grid) and depth < 3 and _is_sub_heading(table, top + depth):
            depth += 1
        found = _columns(grid, top, depth)
        names = {one.name for one in found.values()}
        if names & {"level_1", "level_2"} and len(names & {"content", "basis", "limit", "body", "channels"}) >= 2:
            return _Heading(top, depth, found), []
        known = [one.label for one in found.values()]
        best = max(best, known, key=len)
    return None, best


def _is_sub_heading(table: Table, number: int) -> bool:
    """Whether most own cells of a row are words of a heading."""
    known, own = _words_known(table, number)
    return len(known) * 2 > len(own)


def _words_known(table: Table, number: int) -> tuple[list[str], list[str]]:
    """The own texts of a row that are words of a heading, and all of them."""
    own = [word for word in map(_flat, table.rows[number]) if word]
    return [word for word in own if _known(word) or _carrier(word)], own


def _columns(grid: Sequence[Sequence[Value]], top: int, depth: int) -> dict[int, _Column]:
    found: dict[int, _Column] = {}
    for x in range(len(grid[top])):
        parts = list(dict.fromkeys(_flat(grid[y][x]) for y in range(top, top + depth) if _flat(grid[y][x])))
        if (one := _column(parts)) is not None:
            found[x] = one
    matters = [x for x, one in found.items() if one.name == "level_2"]
    if len(matters) > 1:  # 公开事项 over several columns that have no names of their own
        for x, level in zip(matters, _LEVELS, strict=False):
            found[x] = replace(found[x], name=level)
    once: dict[tuple[str, str], int] = {}
    for x, one in sorted(found.items()):
        once.setdefault((one.name, one.choice), x)
    return {x: found[x] for x in sorted(once.values())}


def _column(parts: Sequence[str]) -> _Column | None:
    """What a column is by the words over it, the lowest first."""
    label = "／".join(parts)
    for at, word in enumerate(reversed(parts)):
        if narrow(word).removesuffix("名称") in ("领域", "试点领域", "公开领域"):
            return _Column("field", label=label)
        above = [_known(one) for one in parts[: len(parts) - 1 - at]]
        if "channels" in above and (code := _carrier(word)):
            return _Column("channels", code, label)
        name = _known(word)
        if name in ("object", "way", "tier"):
            return _Column(name, choice_of(name, word) or _choice_among(name, word), label)
        if name is not None:
            return _Column(_NAMES.get(name, name), label=label)
    return None


def _known(word: str) -> str | None:
    """The column a word names, with what it adds in brackets or without."""
    return column_of(word) or column_of(_BRACKETS.sub("", narrow(word)))


def _choice_among(name: str, word: str) -> str:
    """The tick a joined heading stands for: 乡、村级 is the township's."""
    parts = re.split("[、/]", word)
    codes = (choice_of(name, part.removesuffix("级") + "级") for part in parts)
    return next(filter(None, codes), "") or "" if len(parts) > 1 else ""


@lru_cache(maxsize=256)
def _carrier(word: str) -> str:
    known, unknown = carriers_in(word)
    return known[0] if len(known) == 1 and not unknown else ""


# --- the rows -----------------------------------------------------------------------------------------------------


class _Sheet:
    """The rows of one sheet, read from the top."""

    def __init__(
        self,
        table: Table,
        grid: Sequence[Sequence[Value]],
        heading: _Heading,
        found: Reading,
        seen: dict[tuple[str, ...], str],
        given_field: str,
        body: str,
    ) -> None:
        self.table, self.grid, self.heading, self.found = table, grid, heading, found
        self.seen, self.body = seen, body
        above = [_flat(value) for row in table.rows[: heading.top] for value in row if _flat(value)]
        told = next(filter(None, map(field_in, [*above, table.name])), "")
        self.field = given_field if given_field and told not in fields() else told
        self.wide: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, right in table.merged:
            if top == bottom and right - left >= 2:
                self.wide.setdefault(top, []).append((left, right))
        self.heads: tuple[str, str] = ("", "")
        self.group = ""
        self.has_level_1 = any(one.name == "level_1" for one in heading.columns.values())

    def read(self) -> None:
        first = self.heading.top + self.heading.depth
        for number in range(first, len(self.grid)):
            own = [(x, _text(value)) for x, value in enumerate(self.table.rows[number]) if _text(value)]
            cells = {x: _text(self.grid[number][x]) for x in self.heading.columns}
            if not any(cells.values()) or self._is_heading_again(cells) or self._is_title(own, number):
                continue
            if len(self.found.rows) >= MOST_ITEMS:
                self._error(number, None, "most", f"超过 {MOST_ITEMS} 项，请拆分文件", f"more than {MOST_ITEMS} items")
                return
            self._item(number, cells)

    def _is_heading_again(self, cells: Mapping[int, str]) -> bool:
        """Whether a row repeats the heading, as on each printed page."""
        words = {x: " ".join(text.split()) for x, text in cells.items() if text}
        same = [x for x, text in words.items() if text in self.heading.columns[x].label.split("／")]
        return len(same) * 2 > len(words)

    def _is_title(self, own: Sequence[tuple[int, str]], number: int) -> bool:
        """Whether a row of one text names a field or a group, or is a note; remembers which."""
        texts = [text for _x, text in own]
        if texts and re.fullmatch(r"[\d.]{1,6}|[一二三四五六七八九十]{1,3}", texts[0]) and len(texts) == 2:
            texts = texts[1:]  # a number before the title of a group
        if len(texts) != 1:
            return False
        text = " ".join(texts[0].split())
        column = self.heading.columns.get(own[-1][0])
        if self._is_wide(number, own[-1][0]) or column is None or column.name in ("serial", "level_1"):
            if _NOTE.match(text) or len(text) > 60:
                self.found.skipped += 1
            elif name := field_in(text, is_title=False):
                self.field, self.group, self.heads = name, "", ("", "")
            else:
                self.group = bare_title(text)
                self.heads = (self.group if self.has_level_1 else "", "")
            return True
        return False

    def _is_wide(self, number: int, x: int) -> bool:
        """Whether a cell is merged over three columns or more, as a title is."""
        return any(left <= x <= right for left, right in self.wide.get(number, ()))

    def _item(self, number: int, cells: Mapping[int, str]) -> None:
        values: Values = {name: list(empty) if isinstance(empty, list) else empty for name, empty in EMPTY.items()}
        before = len(self.found.errors)
        for x, text in cells.items():
            column = self.heading.columns[x]
            if self.grid[number][x] == ERROR:
                self._error(
                    number, x, "error_cell", "这一格是公式错误（如 #REF!），请改正", "the cell is a formula error"
                )
            elif column.name in ("channels", "object", "way", "tier"):
                self._ticks(values, number, x, column, text)
            elif column.name != "serial":
                self._put(values, number, x, column.name, text)
        self._levels(values)
        values["field"] = field_value(values["field"]) or self.field
        values["body"] = values["body"] or self.body
        self._check(values, number)
        if len(self.found.errors) == before:
            self.found.rows.append(Row(self.table.name, number + 1, values))

    def _put(self, values: Values, number: int, x: int, name: str, text: str) -> None:
        if name not in ("content", "basis"):
            text = " ".join(text.split())
        if is_dash(text):
            text = ""
        if len(text) > LONGEST[name]:
            label, most = COLUMNS[name][0], LONGEST[name]
            self._error(
                number, x, "long", f"“{label}”超过 {most} 个字", f"{COLUMNS[name][1]} has more than {most} characters"
            )
        values[name] = text

    def _ticks(self, values: Values, number: int, x: int, column: _Column, text: str) -> None:
        name = column.name
        if column.choice:
            if (words := _tick(text)) is not None:
                values[name].append(column.choice)
                if words and column.choice == "specific":
                    values["object_words"] = words[:120]
            return
        if name == "channels":
            known, unknown = carriers_in(text)
            values[name] = [*values[name], *known]
        else:
            known, unknown = _choices_in(name, text)
            values[name] = [*values[name], *known]
            if name == "object" and unknown:
                values["object"].append("specific")
                values["object_words"], unknown = "、".join(unknown)[:120], ()
        if unknown and name == "channels":
            values["channels_more"] = "、".join(unknown)[:200]
        elif unknown:
            zh = f"“{'、'.join(unknown)[:40]}”不知道是哪一种“{COLUMNS[name][0]}”，没有读入"
            self._warn(number, x, "unknown_tick", zh, f"{unknown[0]!r} is no known {COLUMNS[name][1]}; it was left out")

    def _levels(self, values: Values) -> None:
        """Blank levels take the words above them; a group row stands over the levels where they have no first one."""
        one, two, three = (values[level] for level in _LEVELS)
        if self.has_level_1 and not one and (two or three):
            one = self.heads[0]
        if three and not two and one == self.heads[0]:
            two = self.heads[1]
        if self.has_level_1:
            self.heads = (one, two)
        levels = [level for level in (one, two, three) if level]
        if self.group and not self.has_level_1 and len(levels) < len(_LEVELS):
            levels.insert(0, self.group)
        for level, text in zip(_LEVELS, [*levels, "", "", ""], strict=False):
            values[level] = NUMBERED.sub("", text) if level == "level_1" else text

    def _check(self, values: Values, number: int) -> None:
        key = (values["field"], *(values[level] for level in _LEVELS if values[level]))
        for name, table in (("channels", carriers()), *((one, choices(one)) for one in ("object", "way", "tier"))):
            values[name] = in_order(values[name], table)
        if len(key) == 1:
            self._error(number, None, "no_matter", "没有写公开事项的名称", "the matter has no name")
        elif not values["field"]:
            zh = "不知道属于哪个领域：请在标题、工作表名称或者分组行写明，或者上传时选择领域"
            self._error(number, None, "no_field", zh, "the field is not named; choose one when uploading")
        elif key in self.seen:
            self._error(
                number, None, "duplicate", f"与{self.seen[key]}是同一事项", f"repeats the item of {self.seen[key]}"
            )
        else:
            self.seen[key] = f"“{self.table.name}”第 {number + 1} 行"
        if not values["limit"]:
            self._warn(
                number,
                None,
                "no_limit",
                "没有写公开时限，按条例第二十六条的20个工作日计算",
                "no limit; art. 26 applies",
            )
        elif parse_limit(values["limit"]).kind == "unknown":
            zh = f"公开时限“{values['limit'][:40]}”未能识别，原文保留，不计算期限"
            self._warn(number, None, "unknown_limit", zh, "the limit is not understood; its words are kept")
        for name in ("content", "basis"):
            if not values[name]:
                label, gloss = COLUMNS[name]
                self._warn(number, None, "empty", f"没有写“{label}”", f"{gloss} is empty")

    def _error(self, number: int, x: int | None, code: str, zh: str, en: str) -> None:
        self.found.findings.append(Finding(number + 1, letters(x), code, zh, en, "error", self.table.name))

    def _warn(self, number: int, x: int | None, code: str, zh: str, en: str) -> None:
        self.found.findings.append(Finding(number + 1, letters(x), code, zh, en, "warning", self.table.name))


def _tick(text: str) -> str | None:
    """What a cell under one choice says: None where it is not ticked, else the words beside the tick."""
    plain = text.strip()
    if (
        not plain
        or is_dash(plain)
        or plain in _NO
        or (plain[0] in _OPEN and not any(mark in plain for mark in _TICKED))
    ):
        return None
    words = plain.strip(_TICKED + " ()（）")
    return "" if words in ("是", "1", "有") else words


def _choices_in(name: str, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The choices a cell names and the words in it nobody knows; with ticks in it only what is ticked counts."""
    has_marks = any(mark in text for mark in _TICKED + _OPEN)
    parts = re.split(rf"(?=[{_TICKED}{_OPEN}])" if has_marks else r"[\s、,，;；/]+", text[:300])
    known: dict[str, None] = {}
    unknown = []
    for part in map(str.strip, parts):
        word = part.strip(_TICKED + " \n、,，;；")
        if not word or part[0] in _OPEN or (has_marks and part[0] not in _TICKED) or is_dash(word):
            continue
        code = choice_of(name, word)
        if code is None:
            unknown.append(word)
        else:
            known[code] = None
    return tuple(known), tuple(unknown)
