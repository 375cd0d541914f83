"""Wake-ups: what is to be done stands in the change feed and in the saved searches."""

from celery import shared_task

from search import services
from search.saved.sending import send_due


@shared_task(ignore_result=True)
def index_changes() -> None:
    """Bring the index up to the change feed, unless another process is at it."""
    services.index_changes()


@shared_task(ignore_result=True)
def embed_next() -> None:
    """Make the next vectors, where search by meaning is turned on."""
    services.embed_next()


@shared_task(ignore_result=True)
def tell_followers() -> None:
    """Send what is new for saved searches, and the links that were asked for."""
    send_due()
