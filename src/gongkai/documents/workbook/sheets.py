"""The sheets of the workbook (台账): what each holds, column by column, and the events its rows make."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.documents.workbook.registers import REGISTERS
from gongkai.documents.workbook.shape import (
    Column,
    Kind,
    Sheet,
    Slot,
    choice_column,
    count_column,
    day_column,
    number_column,
    void_column,
)
from gongkai.documents.workbook.steps import STEPS
from gongkai.ledger import events as e

OFFICE = "基本信息"
GUIDE = "填写说明"
ACTS = "动作说明"
DICTIONARY = "字典"
BODY = "报告正文"

OURS = (GUIDE, ACTS, DICTIONARY)
"""Sheets that explain and are never read."""


APPLICATIONS = Sheet(
    "申请登记",
    "一行一件申请。办理过程登记在“办理经过”。不登记姓名、身份证号、电话、住址。",
    (
        number_column(
            "申请编号",
            "本机关自编，全年不重复，如 2021-001。“办理经过”靠它对应。",
            "编号",
            "登记编号",
            "受理编号",
            "登记号",
        ),
        day_column(
            "到达日期",
            "当面提交、签收或者收到的日期，如 2021-9-14。条例第三十一条。",
            aliases=("收到日期", "收件日期", "申请日期"),
        ),
        choice_column(
            "channel",
            "渠道",
            "channel",
            "从下拉列表选择。渠道决定收到之日怎样确定：条例第三十一条。",
            20,
            "申请渠道",
            "提交方式",
            "申请方式",
        ),
        day_column(
            "确认日期",
            "网上、传真、平常信函、转来的申请，填与申请人双方确认的日期，以此为收到之日；其他渠道留空。条例第三十一条。",
            "confirmed",
        ),
        choice_column(
            "applicant",
            "申请人类型",
            "applicant",
            "按申请人本人的性质，不按代理人。年报表三的列。",
            18,
            "申请人类别",
            "申请人性质",
        ),
        Column(
            "person",
            "申请人代号",
            "text",
            "本机关给申请人的代号，如 A017，同一申请人用同一代号。不要写姓名。",
            13,
            aliases=("申请人编号",),
            is_private=True,
        ),
        Column(
            "content",
            "申请内容",
            "text",
            "申请公开的信息名称、文号或者特征。不要写个人信息。",
            42,
            aliases=("申请事项", "内容描述"),
            is_private=True,
        ),
        void_column(),
    ),
    (
        Slot(
            e.Received,
            "on",
            {"channel": "channel", "applicant": "applicant", "person": "person", "content": "content"},
            needs=("channel", "applicant"),
        ),
        Slot(e.ReceiptConfirmed, "confirmed", {}),
    ),
    "applications",
    aliases=("依申请公开登记", "申请登记表"),
)

PROCEEDINGS = Sheet(
    "办理经过",
    "一行一个动作。选好“办理动作”后，必填的格子变黄，用不上的变灰；各动作的填法见“动作说明”。",
    (
        number_column(
            "申请编号",
            "与“申请登记”中的编号一致；每行都要填，不要合并单元格。",
            "编号",
            "登记编号",
            "受理编号",
            "登记号",
        ),
        day_column("日期", "这个动作的日期，如 2021-9-14。", aliases=("办理日期", "动作日期")),
        Column(
            "act",
            "办理动作",
            "choice",
            "从下拉列表选择；每个动作的填法和条文见“动作说明”。",
            26,
            "step",
            ("动作", "办理环节", "事项"),
        ),
        choice_column(
            "outcome",
            "办理结果",
            "outcome",
            "“答复”和“重新答复”必填。与年报表三的行一致；部分公开只计部分公开。",
            30,
            "答复结果",
            "结果",
        ),
        Column(
            "article",
            "依据条款",
            "article",
            "条例的条款，如 36(4) 表示第三十六条第（四）项；留空按该结果通常的条款。",
            12,
            aliases=("依据", "条款"),
        ),
        Column(
            "grounds",
            "不公开理由",
            "choices",
            "部分公开时，填不公开部分的理由；多项用“；”隔开。条例第十四至十六、三十七条。",
            22,
            "ground",
            ("不予公开理由",),
        ),
        Column(
            "reason",
            "理由或说明",
            "text",
            "答复的具体理由、获取方式、负责机关；补正、延期等的理由。",
            30,
            aliases=("理由", "说明"),
            is_private=True,
        ),
        Column(
            "search",
            "检索记录",
            "text",
            "答复不存在时：查了哪里、用什么词、谁查的。条例第三十六条第（四）项。",
            22,
            is_private=True,
        ),
        Column(
            "earlier", "原申请编号", "number", "答复“重复申请”时，填已答复过的申请编号。条例第三十六条第（六）项。", 13
        ),
        Column(
            "who",
            "对象或批准人",
            "text",
            "征求意见的对象（用代号，不写个人姓名）；延期的批准人职务。",
            16,
            aliases=("对象", "批准人"),
            is_private=True,
        ),
        day_column(
            "送达或期限日期",
            "含义随动作：补正、说明理由的期限；征求意见函、收费通知对方收到的日期。",
            "day",
            aliases=("期限", "送达日期", "期限日期"),
        ),
        choice_column("way", "方式", "way", "答复寄出、送达的方式；留空为邮寄。", 10, "送达方式"),
        Column("amount", "金额（元）", "money", "收费通知、缴费的金额，单位：元。", 12),
        count_column("days", "延长天数", "延长的工作日数，最多20；留空为20。条例第三十三条第二款。", "延期天数"),
        Column(
            "paper",
            "票据号或案号",
            "number",
            "缴费的财政票据号；重新答复所依据的复议、诉讼案号。",
            18,
            aliases=("票据号", "案号"),
        ),
        Column(
            "third",
            "第三方说明",
            "text",
            "答复涉及第三方时：为什么不必征求意见，或者不采纳其意见的理由。条例第三十二条。",
            18,
            is_private=True,
        ),
        void_column(),
    ),
    STEPS,
    "acts",
)

CHALLENGES = Sheet(
    "复议诉讼",
    "一行一个案件；二审等再次裁判另起一行，只填案号、结案日期和结果。",
    (
        number_column("案号", "复议、诉讼文书上的案号，如 〔2021〕5号。", "案件编号"),
        Column(
            "application",
            "涉及申请编号",
            "number",
            "所针对的申请的编号；主动公开引起的可留空。",
            16,
            aliases=("申请编号",),
        ),
        choice_column("kind", "类型", "challenge", "从下拉列表选择。条例第五十一条。", 20, "案件类型"),
        choice_column(
            "procedure",
            "程序",
            "procedure",
            "行政复议的审理程序；决定答复期限（5或者10个工作日）。留空为普通程序。",
            12,
        ),
        day_column("收到材料日期", "收到复议答复通知、起诉状副本的日期。", aliases=("收到日期",)),
        choice_column("role", "身份", "role", "留空为被申请人（被告）。复议维持后仅作共同被告的，不计入年报表四。", 22),
        day_column("提交答复日期", "提交书面答复、答辩状和证据的日期。", "responded", aliases=("答复日期",)),
        day_column("结案日期", "复议决定、裁判作出的日期；未结留空。", "decided", aliases=("决定日期", "裁判日期")),
        choice_column("result", "结果", "result", "年报表四的列。结案时必填。", 12, "审理结果"),
        Column("basis", "依据", "text", "决定、裁判所依据的条款，如 复议法第六十八条。", 18, aliases=("裁判依据",)),
        choice_column("effective", "是否生效", "yes_no", "一审判决上诉中选“否”，仍计尚未审结；留空为是。", 10),
        day_column("重新处理期限", "责令重新处理的，填所定期限。", "redo"),
        void_column(),
    ),
    (
        Slot(
            e.ChallengeReceived,
            "on",
            {"application": "application", "kind": "kind", "procedure": "procedure", "role": "role"},
            needs=("kind",),
        ),
        Slot(e.ResponseSubmitted, "responded", {}),
        Slot(
            e.ChallengeDecided,
            "decided",
            {"result": "result", "basis": "basis", "is_effective": "effective", "redo_due_on": "redo"},
            needs=("result",),
        ),
    ),
    "cases",
)

DOCUMENTS = Sheet(
    "规范性文件",
    "一行一个文件。期初已计入现行有效件数的旧文件被废止的，只填文号和废止日期。",
    (
        number_column("文号", "发文字号，如 ××街办发〔2021〕5号。", "发文字号", "文件编号"),
        Column("title", "标题", "text", "文件标题。条例第二十条第（一）项。", 40, aliases=("文件名称", "文件标题")),
        choice_column("kind", "类别", "document", "街道、乡镇、县级部门不制定规章。", 16, "文件类别"),
        day_column("印发日期", "计入“本年制发件数”的日期。", aliases=("制发日期", "发文日期")),
        day_column("施行日期", "留空为印发当日。", "in_force_from", aliases=("实施日期",)),
        day_column("有效期至", "文件规定的最后有效日；没有规定留空。", "valid_until", aliases=("有效期",)),
        day_column("公开日期", "在网站公开的日期。条例第二十六条：20个工作日内。", "disclosed_on"),
        day_column("废止日期", "计入“本年废止件数”的日期。", "repealed"),
        day_column("宣布失效日期", "宣布失效的日期；失效不计入废止。", "lapsed", aliases=("失效日期",)),
        void_column(),
    ),
    (
        Slot(
            e.DocumentIssued,
            "on",
            {
                "title": "title",
                "kind": "kind",
                "in_force_from": "in_force_from",
                "valid_until": "valid_until",
                "disclosed_on": "disclosed_on",
            },
            needs=("title", "kind"),
        ),
        Slot(e.DocumentRepealed, "repealed", {}),
        Slot(e.DocumentLapsed, "lapsed", {}),
    ),
    "documents",
)


SHEETS: tuple[Sheet, ...] = (APPLICATIONS, PROCEEDINGS, CHALLENGES, DOCUMENTS, *REGISTERS)
"""Every sheet of events, in the order they are read, whatever the order of the tabs."""

BODY_COLUMNS = (
    choice_column("section", "章节", "section", "文字放在年报的哪一部分；留空与上一行相同。", 40, "部分", "栏目"),
    choice_column("level", "层级", "level", "留空为正文。", 12, "段落层级"),
    Column(
        "text",
        "文字",
        "text",
        "本机关自己写的一段文字；写了就替换自动起草的这一部分。",
        100,
        aliases=("内容", "正文", "段落"),
    ),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the sheet 基本信息. name: field of `OfficeFacts`, or of the report."""

    name: str
    label: str
    kind: Kind
    note: str
    choices: str = ""
    is_required: bool = False
    aliases: tuple[str, ...] = ()


ITEMS: tuple[Item, ...] = (
    Item(
        "name",
        "机关名称",
        "text",
        "全称，如 ××区××街道办事处。一本台账只登记一个机关。",
        "",
        True,
        ("单位名称", "机关全称"),
    ),
    Item("kind", "机关类型", "choice", "从下拉列表选择；决定报送期限和复议机关。", "organ", True, ("单位类型",)),
    Item(
        "region",
        "行政区划代码",
        "region",
        "六位，如 350502；决定地方假日（民族地区等）。不清楚可留空。",
        aliases=("行政区划", "区划代码"),
    ),
    Item("year", "报告年度", "year", "四位年份，如 2021。", "", True, ("年度", "年份")),
    Item("address", "地址", "text", "年报上公布的办公地址。", aliases=("办公地址", "联系地址")),
    Item("phone", "电话", "text", "年报上公布的联系电话，如 0595-22783514。", aliases=("联系电话",)),
    Item("postcode", "邮编", "text", "六位。", aliases=("邮政编码",)),
    Item("email", "电子邮箱", "text", "可留空。", aliases=("邮箱", "电子邮件")),
    Item("website", "网站", "text", "年报电子版的下载网址。", aliases=("网址", "政府网站")),
    Item(
        "reviewing_authority", "复议机关", "text", "写在答复书的救济途径里；留空按机关类型。", aliases=("行政复议机关",)
    ),
    Item("court", "管辖法院", "text", "写在答复书的救济途径里，可留空。"),
    Item("title", "报告标题", "text", "留空自动生成：机关名称＋年度＋政府信息公开工作年度报告。"),
    Item("signed_by", "落款单位", "text", "留空为机关名称。", aliases=("落款",)),
    Item("signed_on", "落款日期", "date", "报告的日期，如 2022-1-24。", aliases=("成文日期",)),
)
