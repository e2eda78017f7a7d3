"""`gongkai due`: by when, and why. Loads neither forms nor any file library."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from gongkai.cli.app import FINE, Parser, a_date
from gongkai.cli.say import columns, day, print_json, say
from gongkai.errors import CalendarGap, DocumentError, EntryError, UsageError

if TYPE_CHECKING:
    from gongkai.ledger.acts import Irregularity
    from gongkai.ledger.clock import Clock
    from gongkai.ledger.events import ApplicationEvent
    from gongkai.statute.calendar import WorkCalendar
    from gongkai.statute.periods import TraceDay


def add(parser: Parser) -> None:
    """Say what the command takes."""
    from gongkai.statute.receipt import CHANNELS

    parser.epilog = say(
        "例：\n"
        "  gongkai due --received 2025-09-19                     当面提交，何时答复\n"
        "  gongkai due --received 2025-01-28 --channel internet --confirmed 2025-02-05\n"
        "  gongkai due --events case.json                        一件申请的全部经过\n"
        "  gongkai due --period disclosure --from 2025-09-25     其他法定期限（--periods 列出全部）\n\n"
        'case.json：[{"type": "received", "on": "2024-01-22", "channel": "post_signed"},\n'
        '            {"type": "consultation_sent", "on": "2024-01-29", "addressee_received_on": "2024-01-31"}, …]\n'
        "type 为 ledger/events.py 中每种事件的名称；写错时会列出全部名称和字段。",
        "Examples:\n"
        "  gongkai due --received 2025-09-19                     handed in: when to reply\n"
        "  gongkai due --received 2025-01-28 --channel internet --confirmed 2025-02-05\n"
        "  gongkai due --events case.json                        a whole case\n"
        "  gongkai due --period disclosure --from 2025-09-25     any other period (--periods lists them)\n\n"
        'case.json: [{"type": "received", "on": "2024-01-22", "channel": "post_signed"},\n'
        '            {"type": "consultation_sent", "on": "2024-01-29", "addressee_received_on": "2024-01-31"}, …]\n'
        "type is the name of an event of ledger/events.py; a wrong one lists all names and fields.",
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--received", type=a_date, metavar="DATE", help=say("申请到达之日", "day the application arrived")
    )
    what.add_argument(
        "--events", metavar="FILE", help=say("事件文件（JSON），- 为标准输入", "events as JSON; - reads stdin")
    )
    what.add_argument("--period", metavar="NAME", help=say("其他法定期限的名称", "name of another statutory period"))
    what.add_argument("--periods", action="store_true", help=say("列出全部法定期限", "list every statutory period"))
    parser.add_argument("--channel", choices=CHANNELS, default="in_person", help=say("收到渠道", "how it arrived"))
    parser.add_argument(
        "--confirmed", type=a_date, metavar="DATE", help=say("双方确认之日", "day both sides confirmed")
    )
    parser.add_argument(
        "--from", dest="start", type=a_date, metavar="DATE", help=say("起算日", "day the period starts")
    )
    parser.add_argument(
        "--today", type=a_date, metavar="DATE", help=say("以哪天计算剩余工作日", "count days left from here")
    )
    parser.add_argument(
        "--region", metavar="CODE", help=say("行政区划代码（地方放假）", "region code, for local holidays")
    )
    parser.add_argument(
        "--provisional",
        action="store_true",
        help=say("放假安排未公布的年份暂按推算（会注明）", "go on into years without a notice, marked provisional"),
    )
    parser.add_argument("--trace", action="store_true", help=say("逐日列出", "list every day"))
    parser.add_argument("--json", action="store_true", help=say("输出JSON", "print JSON"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Answer the question asked."""
    from gongkai.statute.calendar import load_calendar

    if options.periods:
        return _list_periods(as_json=options.json)
    calendar = load_calendar(options.region)
    if options.provisional:
        calendar = calendar.provisional()
    if options.period:
        return _period(options, calendar)
    events = _load(options.events) if options.events is not None else _receipt(options)
    irregular = _irregular(events, calendar) if options.events is not None else []
    try:
        clock = _read(events, calendar)
    except CalendarGap as gap:
        raise DocumentError(
            f"{gap} Or add --provisional for a date marked as such.",
            zh=f"{gap.zh.rstrip('。')}；或加--provisional给出注明的暂定日期。",
        ) from None
    if options.json:
        print_json(_object(clock, irregular, calendar, options.today))
    else:
        _show(clock, events, irregular, calendar, options)
    return FINE


def _receipt(options: argparse.Namespace) -> Sequence[ApplicationEvent]:
    from gongkai.ledger.steps import ReceiptConfirmed, Received

    events: list[ApplicationEvent] = [Received(on=options.received, channel=options.channel)]
    if options.confirmed is not None:
        from gongkai.statute.receipt import AWAITING_CONFIRMATION

        if options.channel not in AWAITING_CONFIRMATION:
            raise UsageError(
                f"Receipt by {options.channel} needs no confirmation; leave --confirmed out or choose another --channel.",
                zh=f"渠道{options.channel}以到达之日为收到之日，无需确认；请去掉--confirmed或改用其他--channel。",
            )
        if options.confirmed < options.received:
            raise UsageError(
                "--confirmed is before --received; receipt cannot be confirmed before the application arrives.",
                zh="--confirmed早于--received；确认之日不能早于申请到达之日。",
            )
        events.append(ReceiptConfirmed(on=options.confirmed))
    return events


def _load(path: str) -> Sequence[ApplicationEvent]:
    import json

    from gongkai.ledger.events import EventTypes, from_object

    try:
        if path == "-":
            plain = json.load(sys.stdin)
        else:
            with open(path, encoding="utf-8-sig") as file:
                plain = json.load(file)
    except OSError as error:
        raise DocumentError.unreadable(path, error) from None
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"{path} is not JSON ({error}).", zh=f"{path}不是JSON文件（{error}）。") from None
    if not isinstance(plain, list) or not all(isinstance(item, dict) for item in plain):
        raise DocumentError(f"{path} must hold a list of events.", zh=f"{path}应为事件的列表。")
    events = []
    for place, item in enumerate(plain, 1):
        try:
            event = from_object(item)
        except EntryError as error:
            raise EntryError(f"{path}, event {place}: {error}", zh=f"{path}第{place}个事件：{error.zh}") from None
        if item["type"] not in EventTypes.of_application:
            raise EntryError(
                f"{path}, event {place}: {item['type']!r} does not belong to an application.",
                zh=f"{path}第{place}个事件：{item['type']}不是一件申请的办理事件。",
            )
        events.append(cast("ApplicationEvent", event))
    return sorted(events, key=lambda event: event.on)


def _irregular(events: Sequence[ApplicationEvent], calendar: WorkCalendar) -> list[Irregularity]:
    """What was unlawful in a whole case. Raises StepNotAllowed for what cannot have happened."""
    from gongkai.ledger.acts import verify_application
    from gongkai.ledger.entries import Entry
    from gongkai.ledger.refusals import refuse

    entries = [Entry(place, event) for place, event in enumerate(events, 1)]
    irregular = list(verify_application("", entries, calendar))
    for one in irregular:
        if one.severity == "error":
            raise refuse(one.name, one.code)
    return irregular


def _read(events: Sequence[ApplicationEvent], calendar: WorkCalendar) -> Clock:
    from gongkai.ledger.clock import read_clock

    clock = read_clock("", events, calendar)
    if clock is None:
        raise EntryError("There is no event 'received'; begin with the receipt.", zh="没有收到申请的事件（received）。")
    return clock


def _object(
    clock: Clock, irregular: Sequence[Irregularity], calendar: WorkCalendar, today: date | None
) -> dict[str, Any]:
    from gongkai.ledger.clock import days_left

    dates = {one.name: one.on.isoformat() for one in clock.dates}
    found: dict[str, Any] = {
        "received_on": _iso(clock.received_on),
        "counted_from": _iso(clock.counted_from),
        "reply_due_on": _iso(clock.reply_due_on),
        "supplement_notice_due_on": None,
        **dates,
        "waiting_for": clock.waiting_for or None,
        "is_presumed": clock.is_presumed,
        "is_provisional": clock.is_provisional,
        "is_settled": clock.is_settled,
        "unknown": list(clock.unknown),
        "dates": [
            {"name": one.name, "due_on": one.on.isoformat(), "of": one.of, "label": one.label, "source": one.source}
            for one in clock.dates
        ],
        "trace": [_trace_object(row) for row in clock.trace],
        "superseded": [
            {"due_on": one.due_on.isoformat(), "until": one.until.isoformat(), "by": one.by} for one in clock.superseded
        ],
        "irregular": [
            {"event": one.entry.sequence, "code": one.code, "article": one.article, "message": one.zh}
            for one in irregular
        ],
    }
    if today is not None and clock.reply_due_on is not None:
        found["days_left"] = days_left(clock.reply_due_on, today, calendar)
    return found


def _iso(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def _trace_object(row: TraceDay) -> dict[str, Any]:
    return {
        "date": row.on.isoformat(),
        "counted": row.is_counted,
        "ordinal": row.ordinal,
        "reason": row.reason,
        "kind": row.kind,
        "source": row.source,
    }


def _show(
    clock: Clock,
    events: Sequence[ApplicationEvent],
    irregular: Sequence[Irregularity],
    calendar: WorkCalendar,
    options: argparse.Namespace,
) -> None:
    from gongkai.ledger.clock import DATES, WAITS, days_left
    from gongkai.ledger.steps import Received
    from gongkai.statute.receipt import channels

    first = next(event for event in events if isinstance(event, Received))
    channel = channels()[first.channel]
    how = say(f"{channel.label}：{channel.note}（{channel.source}）", f"{channel.gloss}: {channel.source}")
    received = say("尚待确认", "not confirmed yet") if clock.received_on is None else day(clock.received_on)
    print(f"{say('收到之日', 'Received')}  {received}  {how}")
    if clock.waiting_for:
        zh, en = WAITS[clock.waiting_for]
        print(say(f"  {zh}。", f"  No reply period runs: {en}."))
    if clock.dates:
        print()
        print(columns([(say(one.label, one.gloss), day(one.on), one.source) for one in clock.dates]))
    if clock.reply_due_on is not None and options.today is not None:
        left = days_left(clock.reply_due_on, options.today, calendar)
        limit = say(f"{clock.reply_due_on.month}月{clock.reply_due_on.day}日止", f"until {clock.reply_due_on}")
        short = say(f"还剩 {left} 个工作日（{limit}）", f"{left} working days left ({limit})")
        late = say(f"已逾期 {-left} 个工作日（{limit}）", f"overdue by {-left} working days ({limit})")
        print(f"\n  {short if left >= 0 else late}")
    for one in clock.superseded:
        print(
            say(f"  原答复期限 {day(one.due_on)}，", f"  Earlier date {day(one.due_on)}, ")
            + _why_superseded(one.by, one.until)
        )
    if clock.is_presumed:
        print(
            say("  征求意见尚未答复，以上按其期满未答复推算。", "  A consultation is open; presumed silent to its end.")
        )
    if clock.is_provisional:
        print(say("  涉及尚未公布放假安排的日期，为暂定日期。", "  Runs into days no notice has fixed: provisional."))
    elif not clock.is_settled:
        print(
            say(
                "  年末几日是否上班，可能因下一年的放假安排而变动，届时请重新计算。",
                "  The next year's holiday notice may still change the last days of December; ask again when it is out.",
            )
        )
    for name in clock.unknown:
        print(
            say(
                f"  {DATES[name][0]}：所在年份的放假安排尚未公布，暂不能确定。",
                f"  {DATES[name][1]}: lies in a year without a holiday notice.",
            )
        )
    for irregularity in irregular:
        print(
            say(
                f"  注意：{irregularity.zh}（{irregularity.article}）",
                f"  Note: {irregularity.en} ({irregularity.article})",
            )
        )
    if clock.trace:
        print()
        print(say("逐日计算" if options.trace else "怎样计算", "Day by day" if options.trace else "How it is counted"))
        print(columns(_every_day(clock.trace) if options.trace else _runs(clock.trace)))


def _why_superseded(by: str, until: date) -> str:
    from gongkai.ledger.labels import ACTS

    return say(f"{day(until)}因{ACTS[by]}变更", f"changed on {day(until)} by {by}")


def _every_day(trace: Sequence[TraceDay]) -> Iterator[tuple[str, ...]]:
    for row in trace:
        yield (day(row.on), str(row.ordinal) if row.ordinal else "–", _reason(row), row.source)


KINDS = {
    "start": "starting day, not counted",
    "working": "working day",
    "make_up": "make-up workday",
    "weekend": "weekend",
    "holiday": "holiday",
    "stopped": "consultation, not counted",
}


def _reason(row: TraceDay) -> str:
    return say(row.reason, KINDS[row.kind])


def _runs(trace: Sequence[TraceDay]) -> Iterator[tuple[str, ...]]:
    """Days of one reason in one line: 9月22日–26日  第1–5日  工作日."""
    start = 0
    for end in range(1, len(trace) + 1):
        if end < len(trace) and trace[end].reason == trace[start].reason and trace[end].source == trace[start].source:
            continue
        first, last = trace[start], trace[end - 1]
        yield (_span(first.on, last.on), _numbers(first.ordinal, last.ordinal), _reason(first), first.source)
        start = end


def _span(first: date, last: date) -> str:
    if first == last:
        return say(f"{first.month}月{first.day}日", f"{first:%m-%d}")
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return say(f"{first.month}月{first.day}日–{end}", f"{first:%m-%d} – {last:%m-%d}")


def _numbers(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return say("不计", "–")
    if first == last:
        return say(f"第{first}日", f"day {first}")
    return say(f"第{first}–{last}日", f"days {first}–{last}")


def _list_periods(*, as_json: bool) -> int:
    from gongkai.statute.periods import periods

    units = {"working_days": "个工作日", "days": "日", "months": "个月"}
    found = [version for versions in periods().values() for version in versions]
    if as_json:
        print_json(
            [
                {
                    "name": one.name,
                    "label": one.label,
                    "value": one.value,
                    "unit": one.unit,
                    "in_force_from": one.in_force_from.isoformat(),
                    "in_force_to": _iso(one.in_force_to),
                    "source": str(one.source),
                    "mark": one.mark,
                }
                for one in found
            ]
        )
        return FINE
    rows = [
        (
            one.name,
            say(f"{one.value}{units[one.unit]}", f"{one.value} {one.unit}"),
            say(one.label, one.gloss),
            str(one.source),
        )
        for one in found
    ]
    print(columns(rows))
    return FINE


def _period(options: argparse.Namespace, calendar: WorkCalendar) -> int:
    from gongkai.statute.periods import due_on, period, periods, trace

    if options.period not in periods():
        names = ", ".join(periods())
        raise UsageError(
            f"No period {options.period!r}; choose one of {names}.", zh=f"没有期限“{options.period}”；可选：{names}。"
        )
    if options.start is None:
        raise UsageError("--period needs --from, the day it starts.", zh="--period需要同时给出--from（起算日）。")
    rule = period(options.period, options.start)
    due = due_on(options.start, options.period, calendar)
    days = trace(options.start, due, calendar) if rule.unit == "working_days" else ()
    if options.json:
        print_json(
            {
                "period": rule.name,
                "from": options.start.isoformat(),
                "due_on": due.isoformat(),
                "value": rule.value,
                "unit": rule.unit,
                "source": str(rule.source),
                "trace": [_trace_object(row) for row in days],
            }
        )
        return FINE
    print(columns([(say(rule.label, rule.gloss), day(due), str(rule.source))], indent=0))
    if days:
        print(columns(_every_day(days) if options.trace else _runs(days)))
    return FINE
