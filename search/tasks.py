"""Wake-ups: what is to be done stands in the change feed."""

from celery import shared_task

from search import services


@shared_task(ignore_result=True)
def index_changes() -> None:
    """Bring the index up to the change feed, unless another process is at it."""
    services.index_changes()
