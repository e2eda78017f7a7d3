"""The one task of the queue. Its argument is the id of a job: what is done, to what and by whom stands in its row."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from gongkai.web.jobs import actions


@task()
def work(job: str) -> None:
    """Do a job. It returns nothing and raises nothing, so that the results of the queue hold nothing either."""
    actions.do(UUID(job))
