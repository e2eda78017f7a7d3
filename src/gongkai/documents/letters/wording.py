"""What the wordings of all letters share: forms of address, the fact line, quoting, the contact line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from gongkai.documents.letters.model import Block, LetterFacts, Paragraph, Role
from gongkai.documents.writers.outline import chinese_date, clean
from gongkai.statute.letters import LetterKind, cite
from gongkai.statute.receipt import AWAITING_CONFIRMATION

_CHANNELS = {
    "in_person": "当面提交",
    "post_signed": "以邮寄方式提交",
    "post_ordinary": "以平常信函提交",
    "internet": "通过互联网渠道提交",
    "fax": "以传真方式提交",
    "oral": "口头提出、由本机关代为填写",
    "forwarded": "提出、由其他机构转来",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The facts of one letter and how to speak of them. `facts` are complete when a wording runs."""

    kind: LetterKind
    facts: LetterFacts

    @property
    def you(self) -> str:
        """How the addressee is called in the text."""
        if self.kind.to == "court":
            return "贵院"
        return "贵单位" if self.facts.is_organization or self.kind.to == "organ" else "您"

    @property
    def on(self) -> date:
        """The date of the letter."""
        assert self.facts.on is not None  # an element of every letter
        return self.facts.on

    @property
    def basis(self) -> str:
        """The articles the letter rests on, as cited."""
        return cite((*self.kind.articles, *self.facts.further_articles))

    def under(self) -> str:
        """`根据…的规定`."""
        return f"根据{self.basis}的规定"

    def named(self, role: Role, name: str, code: str) -> Iterator[Paragraph]:
        """What is said under an element, after its name; further lines are paragraphs of their own."""
        lines = sentences(self.facts.text(code))
        for at, line in enumerate(lines):
            yield Paragraph(role, f"{name}：{line}" if at == 0 else line)


Wording = Callable[[Words], Iterator[Block]]


def day(on: date | None) -> str:
    """A date as printed; "" for none."""
    return chinese_date(on) if on is not None else ""


def sentences(text: str) -> list[str]:
    """The lines of a text that say something, each closed by a mark."""
    return [ended(line) for line in map(clean, text.splitlines()) if line]


def ended(text: str) -> str:
    """The text, closed by 。 unless a mark closes it already."""
    text = clean(text)
    if not text or text.endswith(("。", "！", "？", "：", "；", "。”", "？”", "！”", "……")):
        return text
    return text.rstrip("，、,;.") + "。"


def bare(text: str) -> str:
    """A text on one line without the mark that closes it, to stand inside a sentence."""
    return clean(text).rstrip("。；，、.;")


def quoted(text: str) -> list[str]:
    """The applicant's words in quotation marks, line by line; marks inside become single ones, as GB/T 15834 asks."""
    lines = [line for line in map(clean, text.splitlines()) if line]
    lines = [line.replace("“", "‘").replace("”", "’") for line in lines]
    return [("“" if at == 0 else "") + line + ("”" if at == len(lines) - 1 else "") for at, line in enumerate(lines)]


def received(words: Words) -> Iterator[Paragraph]:
    """The fact line: when and how the application came, its number, what was asked for, and what moved the period."""
    facts = words.facts
    how = _CHANNELS[facts.channel]
    confirmed = "（收到日期经双方确认）" if facts.channel in AWAITING_CONFIRMATION else ""
    came = (
        f"本机关于{day(facts.received_on)}收到{words.you}{how}的政府信息公开申请{confirmed}，"
        f"申请编号为{clean(facts.application)}，申请公开的内容"
    )
    lines = quoted(facts.request)
    if len(lines) == 1:
        yield Paragraph("fact", f"{came}为：{lines[0]}。")
    else:
        yield Paragraph("fact", f"{came}如下：")
        yield from (Paragraph("fact", line) for line in lines)
    yield from _moved(words)


def _moved(words: Words) -> Iterator[Paragraph]:
    facts = words.facts
    if facts.supplemented_on is not None:
        text = (
            f"本机关于{day(facts.supplemented_on)}收到{words.you}提交的补正材料，答复期限自收到补正后的申请之日起计算。"
        )
        yield Paragraph("fact", text)
    if facts.extended_until is not None:
        text = f"经政府信息公开工作机构负责人同意，本机关已告知{words.you}将答复期限延长至{day(facts.extended_until)}。"
        yield Paragraph("fact", text)
    if facts.replaces is not None:
        said = bare(facts.text("replaced_by"))
        why = f"根据{said}，" if said else ""
        former = f"本机关曾于{day(facts.replaces.on)}作出{clean(facts.replaces.number)}答复。"
        yield Paragraph("fact", f"{former}{why}现重新答复如下。")


def contact(words: Words) -> Paragraph:
    """Whom to ask, and where."""
    facts = words.facts.office.facts
    office = words.facts.office
    parts = (
        ("联系单位", office.unit),
        ("联系人", office.contact_person),
        ("联系电话", facts.phone),
        ("地址", facts.address),
        ("邮政编码", facts.postcode),
        ("电子邮箱", facts.email),
    )
    return Paragraph("contact", "；".join(f"{name}：{bare(value)}" for name, value in parts if clean(value)) + "。")


def send_to(words: Words) -> str:
    """Where papers to the office go: the place named for this letter, else the office's address."""
    return bare(words.facts.text("send_to")) or bare(words.facts.office.facts.address)
