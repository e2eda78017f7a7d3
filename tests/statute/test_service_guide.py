"""What a service guide must state, and which systems a column shows."""

from __future__ import annotations

import pytest

from gongkai.statute.service_guide import guide_elements, missing_elements
from gongkai.statute.systems import missing_systems, system_kinds

REQUIRED = ["name", "basis", "conditions", "materials", "place", "hours", "phone", "flow"]
"""事项名称、设定依据、申请条件、办理材料、办理地点、办理时间、联系电话、办理流程: as the check of 2019 is quoted."""


@pytest.mark.parametrize("lacking", REQUIRED)
def test_each_element_of_the_check_is_missed(lacking):
    given = dict.fromkeys(REQUIRED, "有") | {lacking: "　 "}
    assert [one.code for one in missing_elements(given)] == [lacking]


def test_what_only_we_advise_is_not_missed_unless_asked():
    given = dict.fromkeys(REQUIRED, "有")
    assert missing_elements(given) == ()
    assert {one.mark for one in missing_elements(given, advised=True)} == {"D"}
    assert [one.code for one in guide_elements() if one.is_required] == REQUIRED


def test_systems_an_office_does_not_show():
    every = list(system_kinds())
    assert [one.code for one in missing_systems(every)] == []
    assert [one.code for one in missing_systems([])] == [code for code in every if code != "other"]
