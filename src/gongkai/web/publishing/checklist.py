"""What a reviewer checks before a paper is public, as data: code, words, article. No database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to check. words: as the reviewer states it; basis: the article behind it; stages: who must look, empty for all."""

    words: str
    basis: str
    gloss: str


CHECKS: Mapping[str, Check] = {
    "secret": Check("不含国家秘密", "条例第十四条；保守国家秘密法", "no state secret"),
    "stability": Check(
        "公开后不危及国家安全、公共安全、经济安全、社会稳定", "条例第十四条", "no danger to security or stability"
    ),
    "commercial": Check("不含商业秘密，或者已征得权利人同意", "条例第十五条", "no trade secret"),
    "privacy": Check("不含个人隐私和不必要的个人信息", "条例第十五条；个人信息保护法", "no private data"),
    "internal": Check("不是内部事务信息", "条例第十六条第一款", "no internal affairs"),
    "process": Check("不是讨论记录、过程稿等过程性信息", "条例第十六条第二款", "no papers of deliberation"),
    "accurate": Check("内容准确，数字、日期、名称核对无误", "条例第六条", "accurate"),
    "basis": Check("公开属性和依据正确，属于主动公开范围", "条例第十九条至第二十一条", "rightly to be published"),
    "coordination": Check("涉及其他机关的，已经协商、确认", "条例第十一条", "agreed with other organs concerned"),
    "form": Check("标题、文号、发文机关、成文日期等要素齐全，附件可以打开", "", "complete in form"),
}
"""What is kept in the record is the code."""
