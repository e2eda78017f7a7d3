"""Places in a file and what its reader noticed, in English. Readers say both in Chinese, as an office sees them.

What is quoted from the report stays as written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gongkai.report.model import Remark
from gongkai.report.words import Language

_RECOGNISED = " (recognised)"
_NAMES: Mapping[str, str] = {"页": "page", "行": "row", "格": "cell", "段": "paragraph"}
_STEP = r"工作表“[^”]*”|第\d+[页行格段]|[表图]\d+|（识别）"
_PLACE = rf"(?:{_STEP})+"
_IS_PLACE = re.compile(_PLACE)
_LONGEST = 400

_TABLES: Mapping[str, str] = {
    "表二（主动公开）": "table two (proactive disclosure)",
    "表三（依申请公开）": "table three (applications)",
    "表四（复议诉讼）": "table four (reconsideration and litigation)",
}
_UNREAD: Mapping[str, str] = {
    "斜排的文字（如水印）": "slanted text, such as a watermark",
    "复合图元": "a composite object",
    "缺失的图片": "a picture that is missing",
    "无法解码的图片（如jb2）": "a picture that cannot be decoded, such as jb2",
    "缺失的模板页": "a template page that is missing",
}
_AT = rf"(?P<at>{_PLACE})"
_TABLE = f"(?P<table>{'|'.join(map(re.escape, _TABLES))})"
_SAID: Sequence[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern, re.DOTALL), english)
    for pattern, english in (
        (rf"{_AT}：“(?P<a>.*)”不是数字", "{at}: “{a}” is no number"),
        (rf"{_AT}：写作“(?P<a>.*)”，按“(?P<b>.*)”读取", "{at}: written “{a}”, read as “{b}”"),
        (rf"{_AT}：应有(?P<a>\d+)格，实有(?P<b>\d+)格", "{at}: {a} cells expected, {b} found"),
        (rf"{_AT}：与表头所在列不一致", "{at}: not in the column of its heading"),
        (rf"{_AT}之后：应有(?P<a>\d+)个数字，实有(?P<b>\d+)个", "after {at}: {a} figures expected, {b} found"),
        (
            rf"{_AT}之后：应有(?P<a>\d+)个数字，实有(?P<b>\d+)个，其间有其他文字",
            "after {at}: {a} figures expected, {b} found among other words",
        ),
        (
            rf"{_AT}：数字属于哪一行不能确定，没有读取",
            "{at}: which row the figures belong to is not certain; not read",
        ),
        (rf"{_TABLE}的数字整体错位一格，没有读取", "{table}: the figures stand one place off; not read"),
        (rf"{_AT}：“(?P<a>.*)”不是法定表格的栏目", "{at}: “{a}” is no column of the statutory form"),
        (rf"{_AT}：“(?P<a>.*)”不是法定表格的项目", "{at}: “{a}” is no row of the statutory form"),
        (rf"{_TABLE}没有找到“(?P<a>.*)”", "{table}: “{a}” was not found"),
        (rf"{_TABLE}另有(?P<a>\d+)处同样的情况", "{table}: {a} more of the same kind"),
        (rf"没有找到{_TABLE}", "{table} was not found"),
        (r"没有找到这一部分的标题", "the heading of this section was not found"),
        (r"文件不完整：从“(?P<a>.*)”起都没有", "the file is not complete: everything from “{a}” on is missing"),
        (r"数字由图片识别（OCR），请与原件核对", "figures were recognised from a picture (OCR); compare them with it"),
        (
            rf"{_AT}由图片识别（OCR），请与原件核对",
            "{at} was recognised from a picture (OCR); compare it with the original",
        ),
        (rf"{_AT}没有文字，只有图片", "{at} holds a picture and no text"),
        (
            rf"{_AT}的格式无法识别（(?P<a>.*)），没有读取其中的内容",
            "{at} is of a kind that cannot be read ({a}); what it shows was left out",
        ),
        (rf"{_AT}有未读取的内容：(?P<a>.*)", "{at} holds something that was not read: {a}"),
        (
            r"批注（包括其中的印章、水印和手写）没有读取",
            "annotations (with seals, watermarks and handwriting) were not read",
        ),
        (
            r"文中有划去（带删除线）的文字，按已删除处理，没有读取",
            "text that is struck out was taken as deleted and not read",
        ),
        (r"图片超过(?P<a>\d+)幅，其余没有识别", "more than {a} pictures; the others were not looked into"),
        (
            r"(?P<a>\d{4})年报告应使用(?P<b>\w+)格式，本报告按(?P<c>\w+)编制",
            "a report of {a} takes the form {b}; this one is in {c}",
        ),
    )
]


def place_in_file(where: str, lang: Language = "zh") -> str:
    """Where something stands in a file: `第3页表1第7行第9格` as `page 3, table 1, row 7, cell 9`. Others stay as they are."""
    if lang == "zh" or len(where) > _LONGEST or not _IS_PLACE.fullmatch(where):
        return where
    steps = re.findall(_STEP, where)
    is_text = not any(step.startswith(("表", "工作表")) for step in steps)
    is_recognised = "（识别）" in steps
    told = ", ".join(_step(step, is_text=is_text) for step in steps if step != "（识别）")
    return told + _RECOGNISED * is_recognised


def _step(step: str, *, is_text: bool) -> str:
    if step.startswith("工作表"):
        return f"sheet {step.removeprefix('工作表')}"
    if step[0] in "表图":
        return f"{'table' if step[0] == '表' else 'picture'} {step[1:]}"
    name = "line" if step[-1] == "行" and is_text else _NAMES[step[-1]]
    return f"{name} {step[1:-1]}"


def remark_text(remark: Remark, lang: Language = "zh") -> str:
    """What a reader noticed; one that is said in English already, or is not known, as it stands."""
    if lang == "zh" or len(remark.message) > _LONGEST:
        return remark.message
    for pattern, english in _SAID:
        if found := pattern.fullmatch(remark.message):
            parts = found.groupdict()
            parts["at"] = place_in_file(parts.get("at") or "", "en")
            parts["a"] = _UNREAD.get(parts.get("a") or "", parts.get("a") or "")
            parts["table"] = _TABLES.get(parts.get("table") or "", "")
            return english.format(**parts)
    return remark.message
