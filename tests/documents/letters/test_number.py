"""Numbers of letters: printed without leading zeros, in 〔〕, and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.documents.letters.number import PATTERN, LetterNumber, check_pattern, format_number, parse_number

WORDS = ("公复", "公告", "公补", "公延", "公征", "公费")


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (LetterNumber("×街", "公复", 2026, 12), "×街公复〔2026〕12号"),
        (LetterNumber("柳街", "公补", 2026, 1), "柳街公补〔2026〕1号"),
        (LetterNumber("青柳办", "公告", 2025, 1003), "青柳办公告〔2025〕1003号"),
    ],
)
def test_a_number_in_print_and_back(number, printed):
    assert format_number(number) == printed
    assert parse_number(printed, WORDS) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", "柳街公复〔2026〕012号", "柳街公复〔2026〕第12号", "柳街公复[2026]12号", "柳街公复（2026）12号"),
        *("公复〔2026〕12号", "柳街公复〔26〕12号", "柳街公复〔2026〕0号", "柳街〔2026〕12号", "柳街公复〔2026〕12号 "),
        *("柳街公复〔２０２６〕12号", "柳街公复〔2026〕1２号", "柳街公复〔2026〕-1号"),
    ],
)
def test_what_is_no_number_is_not_read(text):
    assert parse_number(text, WORDS) is None


def test_without_words_nothing_is_read():
    assert parse_number("柳街公复〔2026〕12号", ()) is None


def test_an_office_may_write_its_numbers_otherwise():
    pattern = "{code}〔{year}〕{word}{serial}号"
    number = LetterNumber("柳街", "复", 2026, 7)

    assert format_number(number, pattern) == "柳街〔2026〕复7号"
    assert parse_number("柳街〔2026〕复7号", ["复", "告"], pattern) == number


@pytest.mark.parametrize(
    "pattern",
    ["", "{code}{word}〔{year}〕号", PATTERN + "{serial}", "{code}{word}{year}{serial!r}", "{code}{word}{year}{serial:03}",
     "{code.x}{word}{year}{serial}", "{code}{word}{year}{serial}{other}", "{code}{word}{year}{serial"],
)  # fmt: skip
def test_a_pattern_that_cannot_make_a_number_is_refused(pattern):
    with pytest.raises(ValueError, match="pattern"):
        check_pattern(pattern)


@pytest.mark.parametrize(
    ("code", "word", "year", "serial"),
    [("", "公复", 2026, 1), ("柳街", "", 2026, 1), ("柳街", "公复", 26, 1), ("柳街", "公复", 2026, 0)],
)
def test_parts_that_make_no_number_are_refused(code, word, year, serial):
    with pytest.raises(ValueError, match="number"):
        LetterNumber(code, word, year, serial)


codes = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)


@given(codes, st.sampled_from(WORDS), st.integers(1000, 9999), st.integers(1, 10**8))
def test_what_is_printed_is_read_back(code, word, year, serial):
    number = LetterNumber(code, word, year, serial)
    printed = format_number(number)

    assert format_number(parse_number(printed, WORDS)) == printed
    assert parse_number(printed, [word]) == number


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_none(text):
    found = parse_number(text, WORDS)
    assert found is None or format_number(found) == text
