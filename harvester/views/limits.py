"""How often anybody may let this site knock at the door of others."""

import threading
from time import time

from django.core.cache import cache
from django.http import HttpRequest

PROBES_AN_HOUR = 10
"""By network address of whoever asks; everybody behind one proxy counts as one."""
HOUR_SECONDS = 3600
PROBES_AT_ONCE = threading.BoundedSemaphore(2)
"""In one process, so that slow repositories do not take all of its threads."""


def may_probe(request: HttpRequest) -> bool:
    """Count one probe, and tell whether it is still within the limit."""
    hour = int(time()) // HOUR_SECONDS
    key = f"probe:{request.META.get('REMOTE_ADDR', '')}:{hour}"
    count = cache.get(key, 0) + 1
    cache.set(key, count, HOUR_SECONDS)
    return bool(count <= PROBES_AN_HOUR)
