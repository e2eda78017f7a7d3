"""Complete facts for every kind of letter, about an office and people that do not exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gongkai.documents.letters.model import (
    Attachment,
    Consulted,
    EarlierLetter,
    FeeCount,
    LetterFacts,
    LetterOffice,
    Responsible,
    SearchRecord,
    Withheld,
)
from gongkai.ledger.entries import OfficeFacts

ON = date(2026, 3, 16)
OFFICE = LetterOffice(
    facts=OfficeFacts(
        name="青石区柳湾街道办事处",
        kind="sub_district",
        address="青石区柳湾路18号",
        phone="0000-1234567",
        postcode="000000",
        reviewing_authority="青石区人民政府",
        court="青石区人民法院",
    ),
    unit="柳湾街道党政综合办公室",
    contact_person="赵文",
    code="柳街",
    online_way="青石区行政复议网上申请平台",
)
REQUEST = "2025年柳湾街道老旧小区改造项目（柳湾一村）的施工合同及竣工验收报告"

SAID = {
    "reason": "该信息是本街道2025年第三次改造协调会的讨论记录，会议没有形成对外决定，公开后会妨碍参会人员如实发表意见。",
    "unclear": "申请中的“相关材料”没有写明文件名称、文号或者其他特征，也没有写明年份。",
    "guidance": "可以写明文件名称、文号、制作单位、大致日期、所涉小区或者项目名称中的一项或者几项，便于查找。",
    "supplement": "1. 所需信息的名称、文号或者其他特征性描述；\n2. 所需信息的起止年份。",
    "figures": "2026年1月至2月，共提出申请42件，其中2月提出31件，内容集中在同一小区的改造项目。",
    "approver": "钱明",
    "extent": "柳湾一村改造项目施工合同第3页至第9页，含合同单价和付款安排。",
    "consultation_result": "第三方于2026年3月6日书面答复不同意公开，理由是合同单价属于其经营中采取保密措施的价格信息。",
    "item": "请核查是否保存柳湾一村改造项目竣工验收报告，并提供复印件。",
    "public_interest": "合同总价和工程量已经公示，不公开单价对公众监督该项目没有重大影响。",
    "account": "收款单位：青石区财政局；缴款码见本机关开具的非税收入缴款通知。",
    "provision": "以纸质复印件提供，共2份15页，邮寄至申请表所填地址。",
    "place": "青石区人民政府网站“政府信息公开—柳湾街道—重大建设项目”栏目，2025年12月3日发布，"
    "网址https://www.example.gov.cn/liuwan/zfxxgk/fdzdgknr/zdjsxm/202512/t20251203_1234567890.html。",
    "separability": "讨论记录的各部分前后关联，去除不予公开的内容后没有可以单独提供的信息。",
    "classification": "该文件标注密级为“秘密”，保密期限10年，由青石区人民政府办公室依法确定。",
    "law": "《中华人民共和国统计法》第九条",
    "risk": "公共安全：信息载有供水管网阀门和应急取水点的准确位置。",
    "information_kind": "讨论记录",
    "case_file": "青石综执〔2025〕17号违法建设行政处罚案卷",
    "apply_at": "青石区不动产登记中心查询窗口",
    "existing": "本机关保存有逐月的工作记录，没有按楼栋汇总的统计。",
    "proper_channel": "信访接待室（柳湾路18号1楼），电话0000-7654321。",
    "reasons_asked": "申请人于2026年3月9日书面说明，称需要全部材料“留存备查”。",
    "obtained": "2026年1月20日已向申请人提供施工合同复印件1份9页。",
    "evidence": "居民户口簿复印件1份。",
    "decision": "将该登记信息中的出生日期更正为1970年5月1日。",
    "confirmed": "2026年3月2日15时20分，经办人周宁与申请人电话确认。",
    "document": "政府信息公开申请答复书（柳街公复〔2026〕12号）",
    "service": "邮寄，青石区柳湾一村3幢2单元501室",
    "case_number": "青复〔2026〕8号",
    "facts": "2026年3月2日收到申请，3月16日作出答复并邮寄送达。",
    "arguments": "本机关依法履行了检索、审查和答复职责，答复内容合法。\n答复期限符合规定。",
    "plea": "请依法维持本机关的答复。",
    "opinion": "拟公开，不涉及国家秘密和第三方权益。",
}
FACTS = LetterFacts(
    office=OFFICE,
    on=ON,
    serial=12,
    addressee="孙立",
    honorific="先生",
    applicant="孙立",
    application="2026-017",
    received_on=date(2026, 3, 2),
    channel="internet",
    request=REQUEST,
    due_on=date(2026, 4, 27),
    original_due_on=date(2026, 3, 30),
    asked_on=date(2026, 3, 5),
    said=SAID,
    given=("施工合同第1页至第2页、第10页至第12页", "竣工验收报告全文"),
    withheld=(
        Withheld(
            "施工合同第3页至第9页的单价和付款安排", "EX15", "第三方不同意公开，且单价属于采取保密措施的价格信息。"
        ),
        Withheld("合同附页中党支部会议的记录", "NOT_INFO", "该内容不是履行行政管理职能过程中形成的。"),
    ),
    search=SearchRecord(
        places="街道档案室、城市建设管理办公室文件柜",
        systems="协同办公系统、电子档案系统",
        words="“柳湾一村”“改造”“验收”",
        period="2024年1月至2026年3月",
        by="周宁、档案员吴方",
        on=date(2026, 3, 10),
        result="没有查到所申请的信息，项目尚未竣工验收",
    ),
    fee=FeeCount("per_piece", 5, already=9),
    consulted=(Consulted("某建设工程有限公司", date(2026, 3, 4), date(2026, 3, 6)),),
    responsible=Responsible("青石区住房和城乡建设局", "青石区建设路2号，0000-2345678"),
    notice=EarlierLetter("柳街公补〔2026〕3号", date(2026, 2, 3), served_on=date(2026, 2, 5)),
    earlier=EarlierLetter("柳街公复〔2025〕41号", date(2025, 11, 20), application="2025-093"),
    papers_received_on=date(2026, 3, 12),
    handler="周宁",
    attachments=(Attachment("施工合同（去除不予公开的内容）", 5, 1), Attachment("竣工验收报告", 10, 1)),
)

_CHANGES: dict[str, dict[str, object]] = {
    "reply_unclear": {"supplemented_on": date(2026, 3, 6)},
    "abandonment_notice": {"due_on": date(2026, 2, 25), "received_on": date(2026, 1, 30)},
    "lapse_notice": {"due_on": date(2026, 3, 9), "received_on": date(2026, 1, 30)},
    "third_party_consultation": {"addressee": "某建设工程有限公司", "honorific": "", "is_organization": True},
    "public_interest_notice": {"addressee": "某建设工程有限公司", "honorific": "", "is_organization": True},
    "co_maker_consultation": {"addressee": "青石区住房和城乡建设局", "honorific": ""},
    "assistance_request": {"addressee": "青石区住房和城乡建设局", "honorific": ""},
    "forwarding_letter": {"addressee": "青石区公安分局柳湾派出所", "honorific": ""},
    "challenge_response": {"addressee": "青石区人民政府", "honorific": ""},
    "litigation_response": {"addressee": "青石区人民法院", "honorific": ""},
    "archive_catalogue": {
        "rows": (
            ("政府信息公开申请表", "", "2026年3月2日", "1—2", ""),
            ("政府信息公开申请答复书", "柳街公复〔2026〕12号", "2026年3月16日", "3—4", ""),
            ("送达回证", "", "2026年3月18日", "5", ""),
        )
    },
    "transfer_list": {
        "addressee": "青石区档案馆",
        "rows": (("柳湾街道2026年工作要点", "柳街〔2026〕1号", "2026年1月8日", "2", ""),),
    },
    "evidence_list": {
        "rows": (
            ("检索记录", "本机关对档案室、办公系统作了全面检索", "本机关制作", "1—3"),
            ("邮政快件回执", "答复书于2026年3月18日送达申请人", "邮政企业", "4"),
        )
    },
    "application_form": {
        "fields": {
            "applicant_kind": "natural_person",
            "name": "孙立",
            "id_kind": "居民身份证",
            "id_number": "（略）",
            "phone": "（略）",
            "address": "青石区柳湾一村3幢2单元501室",
            "form": "paper",
            "route": "post",
        }
    },
}


def facts_for(code: str) -> LetterFacts:
    """Facts with everything a kind of letter must hold."""
    changes = _CHANGES.get(code, {})
    return replace(FACTS, **changes)  # type: ignore[arg-type]
