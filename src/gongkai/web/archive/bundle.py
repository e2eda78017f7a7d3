"""The file of a case as one PDF/A-3b: its catalogue on paper, every file and the data attached. Set by typst."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any, get_args

import pypdfium2

from gongkai.documents.fonts import FontChoice, Role, choose_fonts
from gongkai.errors import DocumentError
from gongkai.statute.outcomes import outcomes
from gongkai.web.archive.check import in_words
from gongkai.web.archive.contents import DATA_NAME, Contents

if TYPE_CHECKING:
    import typst

TITLE = "政府信息公开申请案卷"
_TEMPLATE = Path(__file__).parent / "bundle.typ"
_PIECE = 14
_setting = Lock()  # a typst compiler serves one thread at a time


def render(contents: Contents, on: date, lacking: list[str], reason: str) -> bytes:
    """Return the bundle as the bytes of a .pdf file.

    Raises:
        DocumentError: there is no font with Chinese characters, or the typesetter refuses.
    """
    data = _data(contents, on, lacking, reason)
    characters = set(json.dumps(data, ensure_ascii=False)) | set("—一二三、附件校验值办理经过案卷材料说明")
    with TemporaryDirectory(prefix="gongkai-bundle-") as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes(_TEMPLATE.read_bytes())
        (root / "data").write_bytes(contents.data)
        for number, line in enumerate(contents.lines, 1):
            if line.attached:
                (root / f"file{number}").write_bytes(line.data)
        try:
            return _typeset(data, choose_fonts(characters), root)
        except DocumentError:
            return _typeset(data, choose_fonts(characters, is_strict=True), root)


def check_bundle(data: bytes, contents: Contents) -> None:
    """Open the bundle again and hold every attachment against what went in.

    Raises:
        DocumentError: it does not open, something lacks, or differs.
    """
    wanted = {DATA_NAME: sha256(contents.data).hexdigest()}
    wanted |= {line.attached: line.sha256 for line in contents.lines if line.attached}
    found: dict[str, str] = {}
    try:
        with pypdfium2.PdfDocument(data) as document:
            for number in range(document.count_attachments()):
                one = document.get_attachment(number)
                found[one.get_name()] = sha256(bytes(one.get_data())).hexdigest()
            is_whole = len(document) > 0 and found == wanted
    except pypdfium2.PdfiumError:
        is_whole = False
    if not is_whole or b"<pdfaid:part>3</pdfaid:part>" not in data:
        raise DocumentError(
            "The bundle does not hold what went into it; nothing was archived. Report this.",
            zh="案卷文件核对不符，没有归档；请重试，仍不符的请报告此问题。",
        )


def _typeset(data: dict[str, Any], fonts: FontChoice, root: Path) -> bytes:
    import typst

    roles: tuple[Role, ...] = get_args(Role)
    given = _printable(data, fonts) | {"fonts": {role: fonts.families(role) for role in roles}}
    inputs = {"bundle": json.dumps(given, ensure_ascii=False)}
    try:
        with _setting:
            compiler = _compiler(fonts.folders)
            pdf = compiler.compile(str(root / "main.typ"), root=str(root), sys_inputs=inputs, pdf_standards=["a-3b"])
    except typst.TypstError as error:
        raise DocumentError(
            f"The typesetter cannot set this bundle: {error}; report this.",
            zh="无法生成案卷的PDF/A文件，请报告此问题。",
        ) from error
    assert isinstance(pdf, bytes)
    return pdf


@lru_cache(maxsize=2)
def _compiler(folders: tuple[str, ...]) -> typst.Compiler:
    """A compiler that keeps its fonts."""
    import typst

    return typst.Compiler(font_paths=list(folders), ignore_system_fonts=True)


def _printable(value: Any, fonts: FontChoice) -> Any:
    """The same with 〓 for what no font holds, in every text that is printed; names of attachments stay."""
    if isinstance(value, str):
        return fonts.printable(value)
    if isinstance(value, list):
        return [_printable(one, fonts) for one in value]
    if isinstance(value, dict):
        return {key: one if key == "attached" else _printable(one, fonts) for key, one in value.items()}
    return value


def _data(contents: Contents, on: date, lacking: list[str], reason: str) -> dict[str, Any]:
    case = contents.case
    files = [
        _row(str(number), line.name, line.kind, _day(line.on), str(line.pages or ""), line.attached or "（未附入）")
        for number, line in enumerate(contents.lines, 1)
    ]
    steps = [
        _row(_day(step.on), f"{step.text}（已作废）" if step.is_void else step.text, step.by, str(step.sequence or "—"))
        for step in contents.steps
    ]
    digests = [_row(DATA_NAME, sha256(contents.data).hexdigest())]
    digests += [_row(line.attached, line.sha256) for line in contents.lines if line.attached]
    return {
        "title": TITLE,
        "office": case.office.name,
        "dated_on": [on.year, on.month, on.day],
        "facts": [[name, _pieces(value)] for name, value in _facts(contents, on)],
        "notes": [_cell(note) for note in _notes(contents, lacking, reason)],
        "files": files,
        "steps": steps,
        "digests": digests,
        "attached": list(_attached(contents)),
    }


def _facts(contents: Contents, on: date) -> Iterator[tuple[str, str]]:
    case = contents.case
    outcome = outcomes().get(case.outcome)
    yield "机关", case.office.name
    yield "申请编号", case.number
    yield "申请人", contents.applicant or "（未记录）"
    yield "申请内容", " ".join(case.content.split()) or "（未记录）"
    yield "收到之日", _day(case.received_on or case.arrived_on)
    yield "办理结果", outcome.label if outcome else "（无）"
    yield "办结日期", _day(case.closed_on)
    yield "送达日期", _day(case.served_on)
    yield "归档日期", _day(contents.archived_on)
    yield "制作日期", _day(on)


def _notes(contents: Contents, lacking: list[str], reason: str) -> Iterator[str]:
    if not contents.is_with_personal:
        yield "申请人信息已隐去部分内容；申请材料、身份证明、授权委托书和补正材料未附入本案卷，由本机关另行加密保存。"
    if lacking:
        yield f"归档时缺少：{in_words(lacking)}。" + (f"原因：{reason}" if reason else "")


def _attached(contents: Contents) -> Iterator[dict[str, str]]:
    yield {
        "name": DATA_NAME,
        "path": "data",
        "relationship": "data",
        "media_type": "application/json",
        "description": "案件记录、状态、期限计算过程（JSON）",
    }
    for number, line in enumerate(contents.lines, 1):
        if line.attached:
            yield {
                "name": line.attached,
                "path": f"file{number}",
                "relationship": "source",
                "media_type": line.media_type,
                "description": line.kind,
            }


def _day(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else "—"


def _row(*texts: str) -> list[dict[str, list[str]]]:
    return [_cell(text) for text in texts]


def _cell(text: str) -> dict[str, list[str]]:
    return {"pieces": _pieces(text)}


def _pieces(text: str) -> list[str]:
    """The text in pieces between which a line may break: a long word breaks anywhere."""
    pieces: list[str] = []
    for part in re.split(rf"([!-~]{{{_PIECE},}})", text):
        pieces += part if len(part) >= _PIECE and part.isascii() else [part]
    return pieces or [""]
