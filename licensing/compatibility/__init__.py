"""May works under these licences be combined, and under what may the result be released?

Two questions are kept apart: an *adaptation* mixes works into a new one, a *collection* puts them
unchanged side by side. What is not certain is said to be uncertain. The answers inform; they are
no legal advice.
"""

from licensing.compatibility.check import (
    Compatibility,
    ResultLicense,
    Verdict,
    check_compatibility,
)
from licensing.compatibility.reasons import Reason, clause_texts

__all__ = [
    "Compatibility",
    "Reason",
    "ResultLicense",
    "Verdict",
    "check_compatibility",
    "clause_texts",
]
