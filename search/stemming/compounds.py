"""Compound words of Germanic languages, taken apart before the words that schools end them with.

Only what is certain: a listed word, as it is or inflected, behind at least four letters of another
one. "Mathematikunterricht" is found by "Mathematik" and by "Unterricht", while "Antwort" and
"Beispiel" stay whole. Other compounds are found as they are written, and by their beginning while
somebody types.
"""

import re
from functools import cache

MIN_FIRST = 4
"""Letters in front of the last word, and of it without what links it to that."""
_LAST = {
    "danish": (
        "undervisning bog bøger skole opgave øvelse prøve lektion lære spil ord kort "
        "ark kursus viden materiale historie lærer elev arbejde plan"
    ),
    "dutch": (
        "onderwijs boek school scholen opdracht oefening toets spel woord kaart blad "
        "cursus kunde geschiedenis materiaal leraar leerling werk plan"
    ),
    "german": (
        "unterricht buch bücher schule aufgabe übung prüfung stunde spiel wort wörter "
        "karte blatt blätter kurs kunde bildung geschichte material lehrer schüler "
        "lehre arbeit plan pläne rechnung kinder tiere pflanze wissenschaft forschung"
    ),
    "norwegian": (
        "undervisning bok bøker skole oppgave øvelse prøve leksjon lære spill ord "
        "kort ark kurs kunnskap materiale historie lærer elev arbeid plan"
    ),
    "swedish": (
        "undervisning bok böcker skola skolor uppgift övning prov lektion lära spel "
        "ord karta kartor blad kurs kunskap material historia lärare elev arbete plan"
    ),
}
_ENDINGS = "e|en|et|r|er|erna|ene|n|na|ne|s|es|ern|ien|ar|arna|ens|ets"
_LINK = {
    "danish": "s|e|er", "dutch": "s|e|en", "german": "s|n|en|es|er|e", "norwegian": "s|e|er",
    "swedish": "s|e",
}  # fmt: skip


def parts_of(word: str, stemmer: str) -> tuple[str, ...]:
    """Give the parts of a compound in lower case, the first one with and without its link.

    Empty where it is none that is known for certain, or the language is not taken apart.
    """
    if len(word) < MIN_FIRST + 3 or stemmer not in _LAST:
        return ()
    found = _pattern(stemmer).fullmatch(word)
    if found is None:
        return ()
    first, last = found.groups()
    bare = re.sub(f"(?<=.{{{MIN_FIRST}}})(?:{_LINK[stemmer]})$", "", first)
    return tuple(dict.fromkeys((first, bare, last)))


@cache
def _pattern(stemmer: str) -> re.Pattern[str]:
    last = "|".join(sorted(_LAST[stemmer].split(), key=len, reverse=True))
    return re.compile(rf"([^\W\d_]{{{MIN_FIRST},}}?)((?:{last})(?:{_ENDINGS})?)")
