"""What is kept where, and how long: a rule for every field that can hold words or files. docs/privacy.md is made of it.

A test fails for a field that is not listed and for one that is listed and gone, so that no new field is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import models

RULES = {
    "none": "Codes, numbers, digests, dates as words, names of organs: nothing of a person.",
    "person": "Personal data, sealed under the person's own key. Unreadable once that key is destroyed, which is when "
    "every case and request of the person has been over for the office's `retention_years`.",
    "index": "Keyed digest of personal data. Deleted when the person's key is destroyed.",
    "file": "A sealed file of a case or letter, and its name. What the applicant gave (`CaseFile.PERSONAL`) and what came with a "
    "request goes with the person's key. What else may name someone (`retention.IN_BUNDLE`) goes then too if a bundle "
    "holds it; evidence and redacted copies stay.",
    "bundle": "The archived file of a case, sealed: the record under the archives law. Destroyed with the person's key, "
    "but only once the archives have confirmed the receipt of the transfer list it is on.",
    "applicant": "Words of the applicant in the clear, under the right to see cases. Cleared with the person's key.",
    "matter": "What was asked and what the letters say of it; may tell of persons. Cleared with the person's key if a "
    "bundle holds it.",
    "redaction": "Masked hints, notes and findings about passages withheld. Cleared with the person's key.",
    "officer": "Written by officers about the matter, on screens that ask to name nobody. Kept with the ledger.",
    "ledger": "The ledger and the record of the desk: ids and codes, no personal data of applicants. Kept for good.",
    "staff": "Names, accounts and office addresses of staff and leaders. Kept as long as entries name them; an account "
    "that left is closed, not deleted.",
    "public": "Published or meant to be.",
    "copy": "Words of what is published, for the search; made anew from it; not in a backup.",
    "secret": "Of an account: password hash, second factor, single sign-on. Goes when it is removed or reset.",
    "session": "Who is logged in, from which address. Ended by the lifetime of the session; not in a backup.",
    "days": "Not yet sent, or just sent. Sealed; destroyed a day after it was begun; not in a backup.",
    "kept": "What a long export was asked or has made, sealed for the officer who asked. Destroyed after three days; not in a "
    "backup.",
    "month": "A job of the queue: ids and what the officer chose. Deleted 30 days after it ended, its row of the queue "
    "a day after.",
    "notice": "Number of a case and a date, for an officer. Deleted 180 days after it was read.",
    "sheet": "A file brought in, sealed. Destroyed when it is imported, discarded or a week old; its name stays.",
}
"""Code and words of each rule."""

FIELDS: Mapping[str, Mapping[str, str]] = {
    "auth.permission": {"none": "name codename"},
    "auth.group": {"none": "name"},
    "contenttypes.contenttype": {"none": "app_label model"},
    "sessions.session": {"session": "session_key session_data"},
    "account.emailaddress": {"staff": "email"},
    "account.emailconfirmation": {"secret": "key"},
    "mfa.authenticator": {"none": "type", "secret": "data"},
    "socialaccount.socialapp": {
        "none": "provider provider_id name client_id",
        "secret": "secret key settings",
    },
    "socialaccount.socialaccount": {"none": "provider", "secret": "uid extra_data"},
    "socialaccount.socialtoken": {"secret": "token token_secret"},
    "usersessions.usersession": {"session": "ip session_key user_agent data"},
    "django_tasks_database.dbtaskresult": {
        "month": "args_kwargs return_value exception_class_path traceback",
        "none": "status task_path worker_ids queue_name backend_name",
    },
    "accounts.user": {"staff": "username first_name last_name email name phone", "secret": "password"},
    "offices.office": {
        "none": "code name kind path word credit_code region_code calendar_region settings",
        "public": "address hours phone fax postcode email website ogi_office reviewing_authority court "
        "online_reconsideration",
    },
    "offices.officename": {"public": "name reason document"},
    "offices.section": {"public": "name kind phone"},
    "offices.leadinggroupmember": {"staff": "role name title document"},
    "offices.membership": {"staff": "role post"},
    "people.person": {"person": "sealed wrapped_key", "none": "kind key_name"},
    "people.blindindex": {"none": "field", "index": "digest"},
    "entries.entry": {"ledger": "kind type subject body by where batch digest"},
    "entries.chainhead": {"ledger": "digest"},
    "entries.anchor": {"ledger": "digest"},
    "jobs.job": {"month": "kind subject details by back state token result error_zh error_en"},
    "jobs.round": {"none": "name token"},
    "jobs.kept": {"kept": "name sealed wrapped_key by", "none": "media_type key_name"},
    "applications.application": {
        "matter": "content help_wanted",
        "none": "number applicant channel form_wanted delivery code_digest batch stage waiting_for wait_name outcome "
        "last_act calendar",
    },
    "applications.casefile": {"file": "name wrapped_key", "none": "kind media_type sha256 key_name", "staff": "by"},
    "applications.submission": {"applicant": "text", "none": "kind", "staff": "taken_by"},
    "applications.assessmentstep": {"none": "step answer grounds earlier", "officer": "note", "staff": "by"},
    "applications.searchrecord": {"officer": "place system words result", "staff": "searched_by"},
    "applications.task": {"officer": "text done_note", "staff": "by"},
    "applications.counter": {"none": "series"},
    "redaction.redaction": {"none": "pages", "redaction": "hints", "staff": "hands"},
    "redaction.redactionmark": {"none": "ground", "redaction": "note", "staff": "by"},
    "redaction.redactedcopy": {"none": "marks", "redaction": "leaks", "staff": "made_by released_by"},
    "challenges.challenge": {
        "none": "number authority their_number answer_word kind procedure role result column last_act",
        "officer": "claim facts arguments plea",
    },
    "challenges.evidence": {"officer": "name proves source pages"},
    "archive.bundle": {
        "bundle": "wrapped_key",
        "none": "name media_type sha256 key_name lacking",
        "officer": "reason",
        "staff": "by",
    },
    "archive.transfer": {"none": "number kind to status", "staff": "handler by"},
    "archive.transferitem": {"officer": "title document note"},
    "archive.receipt": {"none": "name media_type sha256 key_name wrapped_key", "staff": "by"},
    "notifications.notification": {"notice": "kind number what link key"},
    "notifications.preference": {"none": "muted"},
    "desk.savedview": {"officer": "name query"},
    "desk.feed": {"secret": "digest"},
    "portal.guide": {"public": "body", "staff": "by"},
    "portal.intake": {"days": "sealed wrapped_key", "none": "kind key_name"},
    "portal.stagedfile": {"days": "name sealed", "none": "kind media_type sha256"},
    "portal.survey": {"applicant": "text"},
    "portal.citizenrequest": {"person": "sealed", "none": "kind number code_digest stage result"},
    "portal.requestfile": {"person": "sealed", "applicant": "name", "none": "media_type"},
    "notices.letter": {
        "matter": "said fields",
        "ledger": "event",
        "none": "kind word type_word number status order next_role sent_by tracking",
        "officer": "void_reason",
        "staff": "drafter authors",
    },
    "notices.sealedtext": {"person": "sealed"},
    "notices.letterfile": {"file": "name wrapped_key sealed", "none": "kind media_type sha256 key_name", "staff": "by"},
    "notices.replacedscan": {"officer": "reason", "staff": "by"},
    "notices.opinion": {"officer": "comment", "none": "role decision", "staff": "who"},
    "notices.sealuse": {"none": "medium", "staff": "by"},
    "notices.service": {"none": "way", "officer": "proof", "staff": "by"},
    "sheets.sheet": {
        "sheet": "name wrapped_key",
        "none": "kind sha256 key_name decided state batch",
        "officer": "reason",
        "staff": "by imported_by ended_by",
    },
    "registers.upload": {
        "sheet": "name wrapped_key",
        "none": "register sha256 key_name state batch",
        "officer": "reason",
        "staff": "by",
    },
    "publishing.category": {"public": "name about", "none": "code part kind duty"},
    "publishing.reviewstage": {"none": "code name roles"},
    "publishing.item": {
        "public": "title document_number index_number",
        "none": "number attribute ground duty stage next_stage effect last_act calendar batch",
        "staff": "drafter",
    },
    "publishing.version": {
        "public": "title body summary keywords genre theme issuer source changes",
        "none": "kind sha256",
        "staff": "by",
    },
    "publishing.attachment": {
        "public": "name alt wrapped_key text",
        "none": "media_type sha256 key_name",
        "staff": "by",
    },
    "publishing.publication": {"public": "place link reason", "none": "channel cause", "staff": "by"},
    "publishing.collection": {"officer": "text done_note", "staff": "by"},
    "registers.changedpenalty": {"none": "number how", "officer": "by places reason", "staff": "noted_by"},
    "guides.systemdocument": {
        "public": "kind name number edition unit summary link released",
        "none": "batch",
        "officer": "end_reason",
        "staff": "changed_by released_by",
    },
    "guides.systemfile": {"public": "name wrapped_key", "none": "media_type sha256 key_name", "staff": "by"},
    "guides.serviceguide": {
        "public": "code name kind basis applicants conditions materials place hours phone flow fee limit promised link unit "
        "released",
        "none": "batch",
        "officer": "end_reason",
        "staff": "changed_by released_by",
    },
    "guides.directoryentry": {
        "public": "section post duty room phone window released",
        "none": "batch",
        "officer": "end_reason",
        "staff": "name changed_by released_by",
    },
    "guides.power": {
        "public": "code name kind basis unit released",
        "none": "batch",
        "officer": "end_reason",
        "staff": "changed_by released_by",
    },
    "guides.proposal": {
        "none": "number kind proposer result batch released",
        "public": "title handler link",
        "officer": "end_reason",
        "staff": "changed_by released_by",
    },
    "channels.board": {"public": "name place", "none": "kind"},
    "channels.proof": {"officer": "name wrapped_key", "none": "media_type sha256 key_name", "staff": "by"},
    "channels.channelaccount": {"public": "name", "none": "kind"},
    "channels.channelmonth": {"staff": "by"},
    "channels.putdraft": {"none": "target reference", "staff": "by"},
    "channels.handedover": {"none": "keeper"},
    "search.indexed": {"copy": "title number body files url", "none": "key kind categories status"},
    "catalogue.standarditem": {
        "public": "field level_1 level_2 level_3 content basis limit body section channels_more object_words",
        "none": "limit_kind channels object way tier duty taken batch",
    },
    "catalogue.catalogueupload": {
        "sheet": "name wrapped_key",
        "none": "field sha256 key_name state done",
        "officer": "reason",
        "staff": "by",
    },
    "sheets.habit": {"none": "fingerprint decided", "staff": "by"},
}
"""By model and rule, the fields."""

HOLDING = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
)
"""Kinds of field that can hold words or files."""


@dataclass(frozen=True, slots=True)
class Held:
    """A field and its rule."""

    model: str
    field: str
    rule: str


def listed() -> Iterator[Held]:
    """Every field of the list."""
    for model, rules in FIELDS.items():
        for rule, names in rules.items():
            for name in names.split():
                yield Held(model, name, rule)


def holding() -> Iterator[tuple[str, str]]:
    """Every field there is that can hold words or files: model and name."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, HOLDING):
                yield model._meta.label_lower, field.name


def table() -> str:
    """The list as docs/privacy.md prints it: a row a rule, with its words and its fields by model."""
    lines = ["| rule | fields |", "|---|---|"]
    for rule, words in RULES.items():
        if rule == "none":
            continue
        fields = [
            f"{model}: {rules[rule].replace(' ', ', ')}" for model, rules in sorted(FIELDS.items()) if rule in rules
        ]
        lines.append(f"| **{rule}** {words} | {'; '.join(fields)} |")
    return "\n".join(lines)
