"""One sentence for whatever refuses."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from gongkai.errors import OfficeError
from gongkai.ledger.item_refusals import ITEM_REFUSALS
from gongkai.ledger.norm_acts import NORM_REFUSALS
from gongkai.ledger.refusals import REFUSALS, refuse
from gongkai.web.desk.saying import articles_zh, in_chinese, say


@pytest.mark.parametrize("table", [REFUSALS, ITEM_REFUSALS, NORM_REFUSALS], ids=["case", "item", "norm"])
def test_every_refusal_of_the_core_is_told_with_its_basis(table):
    for code, why in table.items():
        basis = articles_zh(why.article)
        assert basis.startswith(("条例第", "《", "国办发〔")), code
        assert "art" not in basis, code
        assert in_chinese(refuse("step", code, table)) == f"{why.zh}（{basis}）。"


@pytest.mark.parametrize(
    ("kept", "printed"),
    [
        ("", ""),
        ("art. 33(2)", "条例第三十三条第二款"),
        ("arts. 36(1), 39(2)", "条例第三十六条第（一）项、第三十九条第二款"),
        ("arts. 14-16", "条例第十四条至第十六条"),
        ("art. 42; Fee Measures", "条例第四十二条、《信息处理费管理办法》"),
        ("art. 13; 国办发〔2016〕80号", "条例第十三条、国办发〔2016〕80号"),
        ("国办发〔2018〕37号", "国办发〔2018〕37号"),
        ("重大行政决策程序暂行条例 arts. 14, 15", "《重大行政决策程序暂行条例》第十四条、第十五条"),
    ],
)
def test_a_basis_is_printed_as_an_office_cites_it(kept, printed):
    assert articles_zh(kept) == printed


def test_an_error_speaks_the_language_of_the_screen():
    error = OfficeError("No such thing.", zh="没有这一项。")
    with override("en"):
        assert say(error) == "No such thing."
    with override("zh-hans"):
        assert say(error) == "没有这一项。"
