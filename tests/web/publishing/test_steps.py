"""Whatever officers do that the core allows, the stored reading is that of the entries."""

from __future__ import annotations

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.ledger import item_steps as steps
from gongkai.ledger.item_acts import allowed_for_item
from gongkai.web.config.clock import local_today
from gongkai.web.publishing.actions import Words, refold, review, save_words, submit, take, void
from gongkai.web.publishing.filing import file_under
from gongkai.web.publishing.models import Item
from gongkai.web.publishing.reading import read_item
from gongkai.web.publishing.release import release, schedule, take_down
from gongkai.web.publishing.rules import policy_of
from tests.web.conftest import Staff
from tests.web.publishing.conftest import REVIEWERS, Papers


def do(act: str, item: Item, staff: Staff, n: int) -> None:
    """Do an allowed step, in one of its forms."""
    today, officer, head = local_today(), staff.officer("officer"), staff.officer("head")
    kept = {"ground": "EX16A", "reason": "内部事务", "by": "x"}
    attribute = ("publish", "withhold")[n % 2]
    others = kept if attribute == "withhold" else {"by": "x"}
    if act == "item_text_changed":
        save_words(officer, item.pk, Words(f"标题{n}", "<p>新</p>"), changed="改", is_new_information=n % 2 == 0)
    elif act == "item_corrected":
        save_words(officer, item.pk, Words(f"更正{n}", "<p>新</p>"), kind="correction", changed="改")
    elif act == "item_submitted":
        submit(officer, item.pk)
    elif act == "item_reviewed":
        verdict = ("passed", "passed", "returned", "referred")[n % 4]
        review(staff.officer(REVIEWERS[item.next_stage]), item.pk, verdict, version=item.version, opinion="意见")
    elif act == "item_released":
        release(officer, item.pk, channel=("website", "wechat")[n % 2])
    elif act == "item_scheduled":
        schedule(officer, item.pk, today, place="某处")
    elif act == "item_taken_down":
        where = read_item(item).state.standing[0].where
        take_down(officer, item.pk, channel=where[0], place=where[1], cause="wrong", reason="有误")
    else:
        event = {
            "item_formed": lambda: steps.ItemFormed(on=today),
            "item_limited": lambda: steps.ItemLimited(on=today, limit="长期公开"),
            "item_attributed": lambda: steps.ItemAttributed(on=today, attribute=attribute, **others),
            "item_evaluated": lambda: steps.ItemEvaluated(on=today, attribute=attribute, **others),
            "referral_answered": lambda: steps.ReferralAnswered(on=today, answer=("may_disclose", "may_not")[n % 2]),
            "item_unscheduled": lambda: steps.ItemUnscheduled(on=today, channel="website", place="某处"),
            "item_clarified": lambda: steps.ItemClarified(on=today, summary="说明"),
            "item_effect_changed": lambda: steps.ItemEffectChanged(on=today, effect=("repealed", "in_force")[n % 2]),
            "item_transferred": lambda: steps.ItemTransferred(on=today),
            "item_archived": lambda: steps.ItemArchived(on=today),
        }[act]()
        take(head, item.pk, event)


USUAL = ("item_formed", "item_submitted", "item_reviewed", "item_released")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=st.lists(st.tuples(st.booleans(), st.integers(0, 60)), max_size=12))
def test_any_way_leaves_the_reading_of_the_entries(
    papers: Papers, staff: Staff, choices: list[tuple[bool, int]]
) -> None:
    from gongkai.errors import GongkaiError

    item = papers.draft()
    for is_usual, n in choices:
        item = Item.objects.select_related("office").get(pk=item.pk)
        acts = allowed_for_item(read_item(item).state, policy_of(item.office), local_today())
        ahead = [act for act in USUAL if act in acts]
        act = ahead[-1] if is_usual and ahead else acts[n % len(acts)]
        try:
            with transaction.atomic():
                do(act, item, staff, n)
        except GongkaiError:
            continue  # this form of the step is refused; nothing may be half done
        if n == 7:
            entry = read_item(Item.objects.select_related("office").get(pk=item.pk)).entries[-1]
            try:
                with transaction.atomic():
                    void(staff.officer("head"), item.pk, entry.sequence, "误记")
            except GongkaiError:
                pass
    fresh = Item.objects.select_related("office").get(pk=item.pk)
    assert refold(fresh) == {}
    if fresh.archived_on is None:
        file_under(staff.officer("officer"), fresh.pk, category=None, section=None, standard=None, interprets=None)
        assert refold(Item.objects.select_related("office").get(pk=item.pk)) == {}
