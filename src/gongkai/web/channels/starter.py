"""A tree of columns to begin with, for a sub-district: the required parts, and the matters of art. 20 in our own words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StarterColumn:
    """One column. part, kind: codes of `statute.columns`; duty: of `duty_codes()`; parent: code of the one above."""

    code: str
    name: str
    part: str
    kind: str
    duty: str = ""
    parent: str = ""
    about: str = ""


def _content(code: str, name: str, duty: str, about: str, kind: str = "statutory") -> StarterColumn:
    return StarterColumn(code, name, "content", kind, duty, "content", about)


STARTER: tuple[StarterColumn, ...] = (
    StarterColumn("guide", "政府信息公开指南", "guide", "fixed", about="怎样查找和申请本机关的政府信息"),
    StarterColumn("systems", "政府信息公开制度", "systems", "fixed", about="本机关办理信息公开的各项制度"),
    StarterColumn("content", "法定主动公开内容", "content", "fixed", about="按照条例应当主动公开的信息"),
    _content("organs", "机构职能", "A20_02", "职责、内设机构、负责人、地址、时间和电话"),
    _content("documents", "行政规范性文件", "A20_01", "现行有效、已修改和已废止的规范性文件", "policies"),
    _content("policies", "政策文件及解读", "A20_01", "其他政策文件，同步发布的解读", "policies"),
    _content("plans", "规划计划", "A20_03", "发展规划、年度计划及落实情况"),
    _content("statistics", "统计信息", "A20_04", "本辖区的统计数据"),
    _content("licensing", "许可与公共服务", "A20_05", "事项、依据、条件、流程和办理结果"),
    _content("penalties", "行政处罚和强制", "A20_06", "依据、流程，有一定社会影响的处罚决定"),
    _content("budget", "预算决算", "A20_07", "部门预算、决算和“三公”经费"),
    _content("fees", "收费项目", "A20_08", "行政事业性收费的项目、依据和标准"),
    _content("purchases", "政府采购", "A20_09", "集中采购目录、标准和实施情况"),
    _content("projects", "重大建设项目", "A20_10", "辖区重大项目的批准和实施"),
    _content("livelihood", "民生保障", "A20_11", "教育、卫生健康、就业、社会保险的政策和落实情况"),
    _content("assistance", "社会救助", "A21_county", "低保、特困、临时救助的条件、标准和结果"),
    _content("expropriation", "征收补偿", "A21_county", "土地、房屋征收的政策、方案和结果"),
    _content("emergencies", "应急管理", "A20_12", "应急预案、预警信息和应对情况"),
    _content("inspections", "监督检查", "A20_13", "环境、安全生产、食品药品等监督检查情况"),
    _content("recruitment", "人员招考", "A20_14", "招考的职位、名额、条件和录用结果"),
    _content("notices", "通知公告", "A20_15", "面向公众的通知、公示", "notices"),
    _content("others", "其他法定信息", "A20_15", "其他规定要求主动公开的信息", "other"),
    StarterColumn("reports", "政府信息公开年报", "reports", "statutory", about="历年政府信息公开工作年度报告"),
    StarterColumn("applications", "依申请公开", "applications", "fixed", about="在线提交申请，查询办理进度"),
)
"""Every word of it is ours, to be adapted (mark D); parents stand before their children."""
