"""When a change takes something away from readers, and when it is so much that a person decides."""

SMALLEST_SOURCE = 50
"""Of a smaller source the share is taken as if it had this many records."""


def asks_first(taken: int, live: int, *, percent: int) -> bool:
    """Tell whether so many losses at once are for a person to decide.

    Args:
        taken: Resources that would lose something of one kind.
        live: Those of the source that readers have now.
        percent: Share that passes unasked, of at least ``SMALLEST_SOURCE``.
    """
    return 100 * taken > percent * max(live, SMALLEST_SOURCE)


def loses_license(before: tuple[str, str], after: tuple[str, str]) -> bool:
    """Tell whether a licence changes that readers may have relied upon.

    One that was unknown is none: whatever is said then is a gain.

    Args:
        before: Licence id, or empty, and ``license_class``, as they stand.
        after: As they would stand.
    """
    return before not in {after, ("", "unknown")}
