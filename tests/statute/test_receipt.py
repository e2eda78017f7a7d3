"""Date of receipt by channel: Regulation art. 31; rules D6 and D7 of the hand-out."""

from datetime import date

import pytest

from gongkai.statute.receipt import (
    AWAITING_CONFIRMATION,
    CHANNELS,
    channels,
    received_on,
    sent_online,
    sent_received_on,
)

d = date.fromisoformat


@pytest.mark.parametrize(
    ("channel", "arrived", "confirmed", "received"),
    [
        ("in_person", "2021-09-14", None, "2021-09-14"),  # art. 31(1): the day it is handed in
        ("in_person", "2023-09-30", None, "2023-09-30"),  # D7: a holiday is still the date of receipt
        ("in_person", "2021-09-14", "2021-09-16", "2021-09-14"),  # a confirmation moves nothing here
        ("oral", "2024-03-06", None, "2024-03-06"),  # art. 29: the unit fills the form in
        ("post_signed", "2022-01-21", None, "2022-01-21"),  # art. 31(2): the day the organ signs
        ("post_signed", "2022-01-22", None, "2022-01-22"),  # D7: signed for on a Saturday
        ("post_ordinary", "2022-01-28", None, None),  # art. 31(2): waits for the applicant's confirmation
        ("post_ordinary", "2022-01-28", "2022-01-29", "2022-01-29"),  # example 10
        ("internet", "2025-01-28", None, None),  # art. 31(3): both sides confirm
        ("internet", "2025-01-28", "2025-02-05", "2025-02-05"),  # example 11
        ("internet", "2025-02-05", "2025-02-05", "2025-02-05"),
        ("fax", "2024-05-06", None, None),  # art. 31(3)
        ("fax", "2024-05-06", "2024-05-07", "2024-05-07"),
        ("forwarded", "2024-05-06", None, None),  # 207号: sent to another unit, the applicant is phoned
        ("forwarded", "2024-05-06", "2024-05-08", "2024-05-08"),
    ],
)
def test_date_of_receipt_by_channel(channel, arrived, confirmed, received):
    on = received_on(channel, d(arrived), d(confirmed) if confirmed else None)

    assert on == (d(received) if received else None)


def test_the_table_covers_every_channel():
    assert set(CHANNELS) == {
        "in_person",
        "post_signed",
        "post_ordinary",
        "internet",
        "fax",
        "oral",
        "forwarded",
    }


def test_codes_are_those_of_the_data():
    assert tuple(channels()) == CHANNELS


def test_channels_that_wait_are_those_the_data_fix_by_confirmation():
    assert {code for code, one in channels().items() if one.fixed_by == "confirmation"} == AWAITING_CONFIRMATION


@pytest.mark.parametrize("code", CHANNELS)
def test_every_channel_is_labelled_and_cited(code):
    channel = channels()[code]

    assert channel.label
    assert channel.gloss.isascii()
    assert channel.source
    assert channel.mark in ("S", "K", "D")


@pytest.mark.parametrize(
    ("code", "item"),
    [
        ("in_person", "第（一）项"),
        ("post_signed", "第（二）项"),
        ("post_ordinary", "第（二）项"),
        ("internet", "第（三）项"),
        ("fax", "第（三）项"),
    ],
)
def test_channel_cites_its_item_of_article_31(code, item):
    assert channels()[code].source == f"条例第三十一条{item}"


def test_what_follows_online_is_received_the_day_it_was_sent_a_day_off_included():
    assert sent_received_on(date(2026, 6, 13)) == date(2026, 6, 13)
    rule = sent_online()
    assert (rule.fixed_by, rule.mark) == ("arrival", "D")
    assert "电子签名法第十一条" in rule.source
