"""What every page knows of the reader's list."""

from django.http import HttpRequest

from repository.remix.worklist import kept_list


def my_list(request: HttpRequest) -> dict[str, object]:
    """Give the size of the reader's list and the ids of its works to all templates."""
    session = getattr(request, "session", None)
    if session is None:
        return {}
    kept = kept_list(session)
    return {"my_list_size": len(kept), "my_list_works": frozenset(map(str, kept.works))}
