"""The credit line that a licence asks for, ready to be copied: text, HTML, Markdown and print."""

from licensing.attribution.credit import (
    closest_language,
    credit,
    credit_languages,
    credit_list,
)
from licensing.attribution.works import CreditedWork, Form

__all__ = [
    "CreditedWork",
    "Form",
    "closest_language",
    "credit",
    "credit_languages",
    "credit_list",
]
