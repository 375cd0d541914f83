"""Competencies, and by code those of the UNESCO ICT CFT for teachers, version 3."""

import re
from functools import lru_cache

from repository.metadata.record import Competency
from repository.metadata.texts import clean_line, clean_text
from repository.metadata.vocabulary import fold_term, read_table

FRAMEWORK = "ictcft3"
_TABLE = read_table("ict-cft.toml")
ICT_CFT_COMPETENCIES: dict[str, str] = _TABLE["competencies"]
"""``KA.1`` ... ``KC.6`` -> English name."""
ICT_CFT_ASPECTS: dict[str, str] = _TABLE["aspects"]

_CODE_OF_NAME = {fold_term(name): code for code, name in ICT_CFT_COMPETENCIES.items()}
_NAMED = re.compile(r"ict[\s_-]?cft|ict competency framework for teachers", re.IGNORECASE)
_CODE = re.compile(
    r"(?:ict[\s_-]?cft[\s_-]*(?:v(?:ersion)?\.?\s?)?3?[\s:/_-]*)?(K[ADC])\.([1-6])(?:\.([a-z]))?(?:[\s:–-].*)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def read_competency(label: str, key: str = "", scheme: str = "") -> Competency | None:
    """Read a competency; None when nothing is stated.

    A code of ICT CFT (``KA.1``, ``ICT CFT KD.4.b``) becomes ``ictcft3:KA.1``; a name of it does
    where the framework is named as well. Any other is kept as stated.
    """
    text, key, scheme = clean_text(label), clean_line(key), clean_line(scheme)
    for stated in (key, text):
        if code := _CODE.fullmatch(stated):
            level, aspect, objective = code[1].upper(), code[2], (code[3] or "").lower()
            short = f"{level}.{aspect}"
            name = ICT_CFT_COMPETENCIES[short] if not text or _CODE.fullmatch(text) else text
            full = f"{FRAMEWORK}:{short}" + (f".{objective}" if objective else "")
            return Competency(code=full, label=name, framework=FRAMEWORK)
    if _NAMED.search(scheme) and (short := _CODE_OF_NAME.get(fold_term(text), "")):
        return Competency(code=f"{FRAMEWORK}:{short}", label=text, framework=FRAMEWORK)
    return Competency(code=key, label=text, framework=scheme) if text or key else None
