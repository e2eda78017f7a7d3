"""Everything that stands in the corpus is found, and nothing else, however it is written."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from opencc import OpenCC

from gongkai.web.search.find import find
from gongkai.web.search.index import Row, put

SUBJECTS = [
    "海淀区",
    "白云街道",
    "云海区人民政府",
    "国有土地",
    "卫生健康委",
    "生态环境局",
    "住房和城乡建设局",
    "信访办",
    "市场监督管理局",
]
THINGS = [
    "污水处理费",
    "加装电梯补贴",
    "行政处罚决定",
    "财政预算",
    "公租房分配",
    "学区划分",
    "营商环境",
    "食品抽检",
    "应急预案",
    "征地补偿",
]
ENDS = ["公示", "名单", "办法", "通知", "公告", "情况说明", "实施细则", "年度报告"]
FILLER = "按照有关规定经研究决定现将结果予以公布请社会各界监督并提出意见反馈渠道包括电话来访和网上留言"
WIDE = str.maketrans({**{chr(code): chr(code + 0xFEE0) for code in range(33, 127)}})
COUNT = 120
TRADITIONAL, SIMPLE = OpenCC("s2t"), OpenCC("t2s")


def _plain(generator: random.Random, number: int) -> dict[str, str]:
    """A thing as simple text: no white space, pieces parted by full stops."""
    subject, thing, end = (generator.choice(words) for words in (SUBJECTS, THINGS, ENDS))
    pieces = [subject + thing, "".join(generator.sample(FILLER, 12)), f"共{generator.randint(1, 400)}户"]
    return {
        "title": f"{subject}关于{thing}的{end}",
        "number": f"云府办〔{2015 + number % 10}〕{number}号",
        "body": "。".join(pieces + [generator.choice(SUBJECTS) + generator.choice(ENDS)] * 2),
        "files": "。".join([generator.choice(THINGS) + generator.choice(ENDS), "".join(generator.sample(FILLER, 20))]),
    }


def _disguised(generator: random.Random, text: str, way: int) -> str:
    """The same text as others would write it."""
    if way == 1:
        return TRADITIONAL.convert(text)
    if way == 2:
        return text.translate(WIDE)
    if way == 3:  # as lines of a PDF
        return "".join(char + ("\r\n　" if generator.random() < 0.2 and not char.isdigit() else "") for char in text)
    if way == 4:
        return "\u200b".join(text).upper()
    return text


@pytest.fixture
def corpus(db):
    generator = random.Random(5)
    plain = {f"item/{number}": _plain(generator, number) for number in range(COUNT)}
    long = "".join(generator.choice(FILLER) for _ in range(21_000))
    plain["item/long"] = {
        "title": "超长附件",
        "number": "",
        "body": "的" * 600 + "起点甲乙丙" + "的" * 600,
        "files": long[:10_000] + "独一无二的词语" + long[10_000:] + "全文之末尾",
    }
    put(
        Row(
            office_id=1,
            kind="item",
            key=key,
            on=date(2024, 1, 1) + timedelta(days=place),
            url=f"/{key}/",
            **{name: _disguised(generator, text, place % 5) for name, text in texts.items()},
        )
        for place, (key, texts) in enumerate(plain.items())
    )
    return plain


QUERIES = [
    "海淀", "信访", "污水", "公示", "名单", "补贴", "电梯", "土地", "环境",
    "抽检", "国有土地", "罚决", "生健康委", "加装电梯补贴", "关于财政预算的", "住房和城乡建设局", "行政处罚决定", "征地补偿",
    "政府", "白云街道关于", "现将", "意见", "独一无二的词语", "二的词", "起点甲乙丙", "全文之末尾", "的的的的的起点甲",
    "丙的的的", "費用", "市場監督管理局", "關於學區劃分", "ＷＥＩ", "没有的词", "的", "户", "甲",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_recall_and_precision_are_one(corpus, query):
    simple = SIMPLE.convert(query)
    expected = {key for key, texts in corpus.items() if any(simple in text for text in texts.values())}
    assert _keys(query) == expected


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("〔2021〕6号", 6),
        ("[2021]6号", 6),
        ("2021 6", 6),
        ("２０２１〕６", 6),
        ("云府办〔2021〕16号", 16),
        ("云府办2021 16号", 16),
        ("(2023) 108", 108),
    ],
)
def test_a_document_number_is_found_in_every_form(corpus, query, number):
    found = {key for key in _keys(query) if corpus[key]["number"].endswith(f"〕{number}号")}
    assert f"item/{number}" in found
    if " " not in query:
        assert _keys(query) == {f"item/{number}"}


def test_all_words_must_be_found_anywhere_in_the_thing(corpus):
    query = "信访 电梯 名单"
    expected = {
        key
        for key, texts in corpus.items()
        if all(any(word in text for text in texts.values()) for word in query.split())
    }
    assert expected
    assert _keys(query) == expected


def test_words_far_apart_in_a_long_text_are_found(corpus):
    assert _keys("起点甲乙丙 独一无二 全文之末尾 超长附件") == {"item/long"}
    assert _keys("起点甲乙丙 没有的词") == set()
    assert _keys('"起点甲乙丙 独一无二"') == set()


def _keys(query: str) -> set[str]:
    keys: set[str] = set()
    after = ""
    while True:
        found = find(query, after=after, size=50)
        keys |= {hit.row.key for hit in found.hits}
        after = found.next
        if not after:
            assert len(keys) == found.count
            return keys
