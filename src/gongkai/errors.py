"""Every error Gongkai raises.

    GongkaiError                     what, where, what to do: one sentence each
    ├── StatuteError                 the law's data cannot answer
    │   ├── CalendarGap              no holiday notice is loaded for a year
    │   └── NoRuleInForce            no version of a rule was in force on a date
    ├── LedgerError                  the record contradicts itself
    │   ├── StepNotAllowed           the Regulation does not allow this act now
    │   ├── EntryError               an entry refers to what is not there
    │   └── LetterIncomplete         a letter lacks what the law makes it say
    ├── ReportError                  a report cannot be compiled or asked
    │   ├── UnknownForm              no form of that name, or none for that year
    │   ├── UnknownFigure            a path that names no cell of the form
    │   └── NotReconciled            a summary was asked of reports that cannot be summed
    ├── DocumentError                a file cannot be read or written
    │   └── WorkbookError            rows of a ledger workbook that need mending
    ├── OfficeError                  the office on the web refuses
    │   ├── BadSetting               a setting of the environment is missing or wrong
    │   ├── NotPermitted             this officer may not do this
    │   ├── StaleCase                someone else acted first
    │   ├── BadUpload                a file is not taken in
    │   └── SealBroken               sealed data or the audit chain do not open with the keys given
    └── UsageError                   a command was called in a way that has no answer

Raise for a caller's mistake or an unreadable file; a doubtful figure is a finding
(`gongkai.report.reconcile`), never an exception.
"""

from __future__ import annotations

import errno
from datetime import date


class GongkaiError(Exception):
    """Base of every error a user of Gongkai can meet. The message says what, where and what to do.

    zh: the same sentence in Chinese, for screens; the English one when nobody gave it.
    """

    def __init__(self, message: str, *, zh: str = "") -> None:
        super().__init__(message)
        self.zh = zh or message


class StatuteError(GongkaiError):
    """The law, as loaded, cannot answer."""


class CalendarGap(StatuteError, LookupError):
    """No holiday notice is loaded for a year, so its working days cannot be counted."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"No holiday notice is loaded for {year}, so its working days cannot be counted; "
            f"add statute/data/holidays/{year}.toml from the State Council notice.",
            zh=f"没有载入{year}年的放假安排，无法计算工作日；请按国务院办公厅通知补充statute/data/holidays/{year}.toml。",
        )
        self.year = year


class NoRuleInForce(StatuteError, LookupError):
    """No version of a rule was in force on the date asked."""

    def __init__(self, rule: str, on: date) -> None:
        super().__init__(
            f"No version of the rule {rule!r} was in force on {on.isoformat()}; "
            "check the date, or add the version to the rule's data file with its source.",
            zh=f"{on.isoformat()}没有生效的规则“{rule}”；请核对日期，或在规则数据文件中补充并注明出处。",
        )
        self.rule = rule
        self.on = on


class LedgerError(GongkaiError):
    """The record contradicts itself or the law."""


class StepNotAllowed(LedgerError):
    """The Regulation does not allow this act at this point of the application.

    code: name of the refusal in `gongkai.ledger.refusals`; zh: the same sentence for a screen.
    is_impossible: the act cannot have happened (an answer before receipt); otherwise it may have happened,
    but unlawfully or without effect (a second extension).
    """

    def __init__(self, act: str, code: str, reason: str, *, article: str, zh: str, is_impossible: bool) -> None:
        super().__init__(f"{act}: {reason}" + (f" ({article})" if article else ""), zh=zh)
        self.act = act
        self.code = code
        self.reason = reason
        self.article = article
        self.is_impossible = is_impossible


class EntryError(LedgerError, ValueError):
    """An entry refers to something the ledger does not hold, or repeats what it holds."""


class LetterIncomplete(LedgerError):
    """A letter lacks what the law makes it say, so it is not issued.

    kind: code in `gongkai.statute.letters`; missing: code, Chinese and English name of every element it lacks.
    """

    def __init__(self, kind: str, title: str, missing: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__(
            f"The letter {kind!r} cannot be issued; it lacks: {'; '.join(en for _, _, en in missing)}. Add what is missing.",
            zh=f"《{title}》缺少：{'；'.join(zh for _, zh, _ in missing)}。请补充后再生成。",
        )
        self.kind = kind
        self.missing = missing


class ReportError(GongkaiError):
    """A report cannot be compiled, or cannot answer a question."""


class UnknownForm(ReportError, LookupError):
    """No statutory form has this name, or none covers this report year."""


class UnknownFigure(ReportError, LookupError):
    """A path does not name a cell of the form."""

    def __init__(self, path: str, hint: str) -> None:
        super().__init__(f"{path!r} names no cell of this form; {hint}", zh=f"“{path}”不是本格式的单元格；{hint}")
        self.path = path


class NotReconciled(ReportError, ValueError):
    """Reports that cannot be summed into one: mixed forms, mixed years, or one office twice."""


class DocumentError(GongkaiError):
    """A file cannot be read or written."""

    @classmethod
    def unreadable(cls, path: object, error: OSError) -> DocumentError:
        """The system refuses to read a file."""
        en, zh = _why(error)
        return cls(f"{path} cannot be read: {en}; check the name.", zh=f"无法读取{path}：{zh}；请核对文件名。")

    @classmethod
    def unwritable(cls, path: object, error: OSError) -> DocumentError:
        """The system refuses to write a file or to make a folder."""
        en, zh = _why(error)
        return cls(
            f"{path} cannot be written: {en}; close it if another program holds it open, or choose another place.",
            zh=f"无法写入{path}：{zh}；如被其他程序打开请先关闭，或换一个位置。",
        )


def _why(error: OSError) -> tuple[str, str]:
    known = {
        errno.ENOENT: "没有这个文件或文件夹",
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EISDIR: "这是文件夹",
        errno.ENOTDIR: "上级不是文件夹",
        errno.EEXIST: "同名文件已存在",
        errno.ENOSPC: "磁盘空间不足",
        errno.EROFS: "磁盘只读",
        errno.ENAMETOOLONG: "文件名太长",
    }
    en = error.strerror or str(error)
    return en, known.get(error.errno or 0, en)


class WorkbookError(DocumentError):
    """A ledger workbook has rows that need mending; `problems` holds them all."""

    def __init__(self, message: str, problems: tuple[object, ...] = (), *, zh: str = "") -> None:
        super().__init__(message, zh=zh)
        self.problems = problems


class OfficeError(GongkaiError):
    """The office on the web refuses."""


class BadSetting(OfficeError):
    """A setting of the environment is missing or wrong."""

    def __init__(self, name: str, en: str, zh: str) -> None:
        super().__init__(f"{name}: {en}", zh=f"{name}：{zh}")
        self.name = name


class NotPermitted(OfficeError):
    """This officer may not do this. act: name of the act in `gongkai.web.offices.policy`."""

    def __init__(self, act: str, *, zh: str = "") -> None:
        super().__init__(
            f"Your role does not allow {act!r}; ask the administrator of your office.",
            zh=zh or "您的岗位没有办理此事项的权限；请联系本机关管理员。",
        )
        self.act = act


class StaleCase(OfficeError):
    """Someone else acted on the case first; nothing was changed."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Someone else acted on {number} in the meantime; look at what changed, then decide again.",
            zh=f"{number}刚刚由他人办理，您的操作没有保存；请看变化之后再办。",
        )
        self.number = number


class BadUpload(OfficeError):
    """A file is not taken in: too large, of another type than it says, or dangerous."""


class SealBroken(OfficeError):
    """Sealed data or the audit chain do not open with the keys given, or were changed."""


class UsageError(GongkaiError):
    """A command was called in a way that has no answer."""
