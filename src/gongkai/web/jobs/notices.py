"""The notice to who asked, when a job has ended."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from gongkai.web.accounts.models import User
from gongkai.web.jobs.models import Job
from gongkai.web.notifications.models import Notification


def tell_of_job(job: Job, *, is_done: bool) -> None:
    """Put a notice on the desk of who asked, in the transaction that ends the job. It is not sent by e-mail or SMS."""
    user = User.objects.filter(username=job.by, is_active=True).first()
    if user is None:
        return
    at = timezone.now()
    Notification.objects.create(
        user=user,
        office_id=job.office_id,
        kind="job_done" if is_done else "job_failed",
        what=job.kind,
        link=reverse("desk:jobs:job", args=[job.office.code, job.pk]),
        key=f"job:{job.pk}",
        at=at,
        emailed_at=at,
        texted_at=at,
    )
