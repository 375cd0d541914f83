"""The controlled values of the canonical record in the reader's words, spelled out only here."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from repository.metadata import countries, languages

Labels = Mapping[str, str | Promise]

RESOURCE_TYPES: Labels = {
    "text": pgettext_lazy("resource type", "Text"),
    "textbook": pgettext_lazy("resource type", "Textbook"),
    "article": pgettext_lazy("resource type", "Article"),
    "course": pgettext_lazy("resource type", "Course"),
    "lesson-plan": pgettext_lazy("resource type", "Lesson plan"),
    "lecture": pgettext_lazy("resource type", "Lecture"),
    "exercise": pgettext_lazy("resource type", "Exercise"),
    "worksheet": pgettext_lazy("resource type", "Worksheet"),
    "assessment": pgettext_lazy("resource type", "Test or quiz"),
    "simulation": pgettext_lazy("resource type", "Simulation"),
    "video": pgettext_lazy("resource type", "Video"),
    "audio": pgettext_lazy("resource type", "Audio"),
    "image": pgettext_lazy("resource type", "Image"),
    "presentation": pgettext_lazy("resource type", "Presentation"),
    "dataset": pgettext_lazy("resource type", "Data set"),
    "software": pgettext_lazy("resource type", "Software"),
    "game": pgettext_lazy("resource type", "Game"),
    "story": pgettext_lazy("resource type", "Story"),
    "reference": pgettext_lazy("resource type", "Reference work"),
    "case-study": pgettext_lazy("resource type", "Case study"),
    "experiment": pgettext_lazy("resource type", "Experiment"),
    "project": pgettext_lazy("resource type", "Project"),
    "curriculum": pgettext_lazy("resource type", "Curriculum"),
    "teacher-guide": pgettext_lazy("resource type", "Teacher’s guide"),
    "thesis": pgettext_lazy("resource type", "Thesis"),
    "report": pgettext_lazy("resource type", "Report"),
    "collection": pgettext_lazy("resource type", "Collection"),
    "website": pgettext_lazy("resource type", "Website"),
    "other": pgettext_lazy("resource type", "Other"),
}

EDUCATIONAL_LEVELS: Labels = {
    "0": _("Early childhood"),
    "01": _("Early childhood development"),
    "02": _("Pre-primary"),
    "1": pgettext_lazy("educational level", "Primary"),
    "2": _("Lower secondary"),
    "24": _("Lower secondary, general"),
    "25": _("Lower secondary, vocational"),
    "3": _("Upper secondary"),
    "34": _("Upper secondary, general"),
    "35": _("Upper secondary, vocational"),
    "4": _("Post-secondary, not tertiary"),
    "44": _("Post-secondary, general"),
    "45": _("Post-secondary, vocational"),
    "5": _("Short tertiary course"),
    "54": _("Short tertiary course, general"),
    "55": _("Short tertiary course, vocational"),
    "6": _("Bachelor or equivalent"),
    "7": _("Master or equivalent"),
    "8": _("Doctorate or equivalent"),
    "9": _("Level not classified"),
}
"""ISCED 2011; a code that is not here goes by its first digit."""

AUDIENCES: Labels = {
    "learner": pgettext_lazy("audience", "Learners"),
    "teacher": pgettext_lazy("audience", "Teachers"),
    "author": pgettext_lazy("audience", "Authors"),
    "administrator": pgettext_lazy("audience", "Administrators"),
    "parent": pgettext_lazy("audience", "Parents"),
    "professional": pgettext_lazy("audience", "Professionals"),
    "mentor": pgettext_lazy("audience", "Mentors"),
    "peer-tutor": pgettext_lazy("audience", "Peer tutors"),
    "general-public": pgettext_lazy("audience", "Everyone"),
}

DELIVERY_CHANNELS: Labels = {
    "online": pgettext_lazy("delivery channel", "Online"),
    "offline-digital": pgettext_lazy("delivery channel", "Digital, without internet"),
    "tv": pgettext_lazy("delivery channel", "Television"),
    "radio": pgettext_lazy("delivery channel", "Radio"),
    "mobile": pgettext_lazy("delivery channel", "Mobile app"),
    "sms-ivr": pgettext_lazy("delivery channel", "SMS or phone call"),
    "print": pgettext_lazy("delivery channel", "Print"),
    "face-to-face": pgettext_lazy("delivery channel", "Face to face"),
}

CONTRIBUTOR_ROLES: Labels = {
    "creator": pgettext_lazy("role", "Author"),
    "contributor": pgettext_lazy("role", "Contributor"),
    "publisher": pgettext_lazy("role", "Publisher"),
    "editor": pgettext_lazy("role", "Editor"),
    "translator": pgettext_lazy("role", "Translator"),
    "illustrator": pgettext_lazy("role", "Illustrator"),
    "instructional-designer": pgettext_lazy("role", "Instructional designer"),
    "content-provider": pgettext_lazy("role", "Content provider"),
    "educational-validator": pgettext_lazy("role", "Educational reviewer"),
    "technical-validator": pgettext_lazy("role", "Technical reviewer"),
    "technical-implementer": pgettext_lazy("role", "Technical implementer"),
    "subject-matter-expert": pgettext_lazy("role", "Subject expert"),
    "script-writer": pgettext_lazy("role", "Script writer"),
    "graphical-designer": pgettext_lazy("role", "Graphic designer"),
    "validator": pgettext_lazy("role", "Reviewer"),
    "initiator": pgettext_lazy("role", "Initiator"),
    "terminator": pgettext_lazy("role", "Ended by"),
    "funder": pgettext_lazy("role", "Funder"),
    "unknown": pgettext_lazy("role", "Took part"),
}

DATE_KINDS: Labels = {
    "issued": pgettext_lazy("date", "Published"),
    "created": pgettext_lazy("date", "Created"),
    "modified": pgettext_lazy("date", "Changed"),
    "available": pgettext_lazy("date", "Available"),
    "valid": pgettext_lazy("date", "Valid"),
    "copyrighted": pgettext_lazy("date", "Copyright"),
    "submitted": pgettext_lazy("date", "Submitted"),
    "other": pgettext_lazy("date", "Date"),
}

RELATION_KINDS: Labels = {
    "is-part-of": pgettext_lazy("relation", "Part of"),
    "has-part": pgettext_lazy("relation", "Has the part"),
    "is-based-on": pgettext_lazy("relation", "Based on"),
    "is-basis-for": pgettext_lazy("relation", "Basis for"),
    "is-version-of": pgettext_lazy("relation", "Version of"),
    "has-version": pgettext_lazy("relation", "Has the version"),
    "is-format-of": pgettext_lazy("relation", "Other format of"),
    "has-format": pgettext_lazy("relation", "Has the format"),
    "is-translation-of": pgettext_lazy("relation", "Translation of"),
    "has-translation": pgettext_lazy("relation", "Has the translation"),
    "references": pgettext_lazy("relation", "Refers to"),
    "is-referenced-by": pgettext_lazy("relation", "Referred to by"),
    "requires": pgettext_lazy("relation", "Requires"),
    "is-required-by": pgettext_lazy("relation", "Required by"),
    "related": pgettext_lazy("relation", "Related to"),
}

IDENTIFIER_SCHEMES: Labels = {
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "handle": "Handle",
    "urn": "URN",
    "ark": "ARK",
    "uri": "URI",
    "other": _("Identifier"),
}


def level_label(level: str) -> str:
    """Give the name of an ISCED 2011 level of one or more digits; the code itself if it is none."""
    return str(EDUCATIONAL_LEVELS.get(level) or EDUCATIONAL_LEVELS.get(level[:1]) or level)


def language_name(tag: str, display_language: str) -> str:
    """Give the name of a language in the display language, with a capital as it stands alone."""
    name = languages.language_name(tag, display_language)
    return name if name == tag else name[:1].upper() + name[1:]


def country_label(code: str, display_language: str) -> str:
    """Give the name of a country (ISO 3166-1 alpha-2) in the display language."""
    return countries.country_name(code, babel_locale(display_language))


def country_choices(display_language: str) -> list[tuple[str, str]]:
    """Give all countries as pairs (code, name) for a form, in the order of their names."""
    named = ((code, country_label(code, display_language)) for code in countries.country_codes())
    return sorted(named, key=lambda pair: folded_key(pair[1]))


def folded_key(name: str) -> str:
    """Give a name without case and diacritics, to sort by."""
    decomposed = unicodedata.normalize("NFD", name.casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))


@lru_cache(maxsize=100)
def babel_locale(language: str) -> Locale:
    """Give babel's locale of an interface language; English where babel has none."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
