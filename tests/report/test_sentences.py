"""Two texts sentence by sentence."""

from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.sentences import MOST_SENTENCES, MOST_TOKENS, sentence_changes


def told(old, new):
    return [(one.kind, one.old, one.new) for one in sentence_changes([old], [new])]


def test_equal_texts_are_the_same_sentence_by_sentence():
    assert told("甲乙丙。丁戊己！", "甲乙丙。丁戊己！") == [
        ("same", "甲乙丙。", "甲乙丙。"),
        ("same", "丁戊己！", "丁戊己！"),
    ]


def test_white_space_is_no_difference_and_stays_as_written():
    assert told("甲乙 丙。", "甲乙丙。") == [("same", "甲乙 丙。", "甲乙丙。")]


def test_what_came_and_what_went_is_named():
    assert told("旧的一句话没有了。留下。", "留下。全年开展检查三次。") == [
        ("removed", "旧的一句话没有了。", ""),
        ("same", "留下。", "留下。"),
        ("added", "", "全年开展检查三次。"),
    ]


def test_a_reworded_sentence_says_what_changed_and_numbers_stay_whole():
    (one,) = sentence_changes(["全年公开信息147条，及时准确。"], ["全年公开信息151条，及时准确。"])

    assert one.kind == "changed"
    assert [(piece.kind, piece.text) for piece in one.pieces] == [
        ("same", "全年公开信息"),
        ("removed", "147"),
        ("added", "151"),
        ("same", "条，及时准确。"),
    ]


def test_a_closing_quotation_mark_belongs_to_its_sentence():
    assert [one[2] for one in told("", "他说：“好。”然后走了。")] == ["他说：“好。”", "然后走了。"]


_sentence = st.text("甲乙丙丁戊一二三0123，", min_size=1, max_size=20).map(lambda text: f"{text}。")
_texts = st.lists(_sentence, max_size=8).map("".join)


@given(_texts, _texts)
def test_both_texts_can_be_put_together_again(old, new):
    changes = list(sentence_changes([old], [new]))

    assert "".join(one.old for one in changes) == old
    assert "".join(one.new for one in changes) == new
    for one in changes:
        if one.kind == "changed":
            assert "".join(piece.text for piece in one.pieces if piece.kind != "added") == one.old
            assert "".join(piece.text for piece in one.pieces if piece.kind != "removed") == one.new


def test_a_very_long_sentence_is_shown_whole():
    long = "甲" * (MOST_TOKENS + 1)
    (one,) = sentence_changes([f"{long}乙。"], [f"{long}丙。"])

    assert [piece.kind for piece in one.pieces] == ["removed", "added"]


def test_a_text_of_very_many_sentences_ends_in_one():
    (*_, last) = sentence_changes(["甲。" * (MOST_SENTENCES + 5)], [])

    assert last.old == "甲。" * 5
