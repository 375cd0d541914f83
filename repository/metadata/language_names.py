"""Names and codes of languages that catalogues write and that CLDR's tables do not hold.

Keys are in the folded form of ``languages.fold_name``. Only what is unmistakable stands here.
"""

from pathlib import Path

NO_LANGUAGE = frozenset({
    "x-none", "none", "no language", "no linguistic content", "not linguistic",
    "sans contenu linguistique", "sin contenido lingüístico",
})  # fmt: skip
"""Said to be in no language at all: ``zxx``. Source: IEEE LOM 1.3 ("none"), IMS LOM ("x-none")."""

UNSTATED_LANGUAGE = frozenset({
    "other", "others", "other language", "other languages", "undefined", "undetermined", "unknown",
    "unknown language", "unspecified", "unspecified language", "not specified", "language unknown",
    "autre", "autres", "otro", "otros", "otra lengua", "outro", "outra", "andere", "sonstige",
    "altro", "другой", "unbekannt", "inconnu", "inconnue", "desconocido", "desconocida",
})  # fmt: skip
"""Said to be a language, but not which: ``und``."""

NAMES = {
    "american english": "en-US",
    "bahasa malaysia": "ms",
    "bahasa melayu": "ms",
    "brazilian": "pt-BR",
    "british english": "en-GB",
    "castellà": "es",
    "castellano": "es",
    "castilian spanish": "es",
    "chines": "zh",
    "classical greek": "grc",
    "dari": "prs",
    "espanol": "es",
    "finish": "fi",
    "frances": "fr",
    "aleman": "de",
    "alemao": "de",
    "ingilizce": "en",
    "multilanguage": "mul",
    "multilingual": "mul",
    "multilingue": "mul",
    "multilingüe": "mul",
    "multilíngue": "mul",
    "multiple": "mul",
    "mehrsprachig": "mul",
    "montenegrin": "cnr",
    "norwegian (bokmål)": "nb",
    "norwegian (nynorsk)": "nn",
    "plurilingue": "mul",
    "portugues": "pt",
    "setswana": "tn",
    "te reo": "mi",
    "te reo māori": "mi",
    "tshivenda": "ve",
    "turkce": "tr",
    "valencià": "ca-valencia",
    "valencian": "ca-valencia",
    "xitsonga": "ts",
    "xichangana": "ts",
    "yorùbá": "yo",
    "afaan oromo": "om",
    "afaan oromoo": "om",
    "русский язык": "ru",
    "汉语": "zh",
    "漢語": "zh",
    "华语": "zh",
    "國語": "zh",
    "国语": "zh",
    "英文": "en",
    "法文": "fr",
    "西班牙文": "es",
    "阿拉伯文": "ar",
    "俄文": "ru",
    "日文": "ja",
    "日本语": "ja",
    "韓文": "ko",
    "韩文": "ko",
    "德文": "de",
    "奧克語": "oc",
    "奥克语": "oc",
}

NOT_NAMES = frozenset({
    "male", "to", "even", "test", "multi", "mixed", "various", "video", "audio", "image",
    "not applicable", "n/a", "korea", "hawaii", "wales", "colorado", "arkansas", "choice", "police",
})  # fmt: skip
"""Common words that some language uses as the name of another; in a catalogue they are slips."""

OTHER_CODES = {"GE": "de", "SP": "es"}
"""Codes of ProQuest's dissertation records, upper case; neither is a code of ISO 639."""

KEPT_CODES = {
    "tl": "tl", "tgl": "tl", "prs": "prs", "swc": "swc", "cnr": "cnr", "tnf": "prs", "drw": "prs",
}  # fmt: skip
"""Codes that CLDR replaces by a neighbor (Tagalog by Filipino) and BCP 47's registry does not."""

FACET_LANGUAGES = {
    "nb": "no", "nn": "no", "prs": "fa", "swc": "sw", "tl": "fil", "tw": "ak", "cnr": "sr",
}  # fmt: skip
"""Folding for facets beside the macrolanguages of CLDR."""

SCRIPTS = {
    "simplified": "Hans", "simplified script": "Hans", "simplifié": "Hans", "simplificado": "Hans",
    "vereinfacht": "Hans", "简体": "Hans", "简化字": "Hans", "簡體": "Hans", "traditional": "Hant",
    "traditional script": "Hant", "traditionnel": "Hant", "tradicional": "Hant",
    "traditionell": "Hant", "繁體": "Hant", "繁体": "Hant", "正體": "Hant",
}  # fmt: skip
"""Words for a script that stand in parentheses after a language."""

ISO_639_2 = frozenset((Path(__file__).parent / "data" / "iso-639-2.txt").read_text("ascii").split())
"""Three-letter codes of ISO 639-2 (B, T and two withdrawn ones): what MARC 041 runs together."""
