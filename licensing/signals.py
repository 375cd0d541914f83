"""What happens here that rooms above may want to know."""

from django.dispatch import Signal

partner_asked = Signal()
"""A curator asks a partner what a statement means: ``source_id``, ``texts``, ``question``."""
