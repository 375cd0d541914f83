import pytest

from harvester.crosswalks.vcard import contributor_of
from harvester.records import StatedContributor


def card(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD"))


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (card("FN:Aroha Ngata"), "Aroha Ngata", "unknown"),
        (card("N:Ngata;Aroha;;;"), "Ngata, Aroha", "person"),
        (card("N:Ngata;Aroha", "FN:Aroha Ngata"), "Aroha Ngata", "person"),
        (card("N:Madonna"), "Madonna", "unknown"),
        (card("FN:Aroha Ngata", "ORG:Waka School"), "Aroha Ngata", "person"),
        (card("ORG:Waka School;Library"), "Waka School", "organization"),
        (card("FN:Waka School", "ORG:Waka School"), "Waka School", "organization"),
        (card("KIND:org", "FN:Waka School"), "Waka School", "organization"),
        (card("KIND:individual", "FN:Aroha Ngata"), "Aroha Ngata", "person"),
        (card("FN:Waka Schoo", " l of Navigation"), "Waka School of Navigation", "unknown"),
        (card(r"FN:Ngata\, Aroha\; Te Rau"), "Ngata, Aroha; Te Rau", "unknown"),
        (card(r"N:O\;Hara;Ann"), "O;Hara, Ann", "person"),
        (card("item1.FN;CHARSET=UTF-8:Åse Ødegård"), "Åse Ødegård", "unknown"),
        (card("FN;ENCODING=QUOTED-PRINTABLE:Fran=C3=A7oise"), "Françoise", "unknown"),
        ("BEGIN:VCARD FN:Ana Ruiz EMAIL;TYPE=INTERNET: ORG: END:VCARD", "Ana Ruiz", "unknown"),
        ("\n  BEGIN:vCard\n  fn:Ana Ruiz\n  n:Ruiz;Ana\n  END:vCard\n", "Ana Ruiz", "person"),
        (card("FN:Working Class: a history"), "Working Class: a history", "unknown"),
        ("Ana Ruiz", "Ana Ruiz", "unknown"),
    ],
)  # fmt: skip
def test_contributor_of_card_gives_name_and_kind(text: str, name: str, kind: str):
    assert contributor_of(text, "author") == StatedContributor(name=name, role="author", kind=kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        card(),
        card("FN:", "N:;;;;", "ORG:"),
        card("EMAIL:ana@example.org"),
        card("FN:ana@example.org"),
        "BEGIN:vCard FN: END:vCard",
        "<ana@example.org>",
    ],
)
def test_contributor_of_card_without_name_gives_nobody(text: str):
    assert contributor_of(text, "author") is None


@pytest.mark.parametrize(
    "text",
    [
        card("FN:Ana Ruiz (ana.ruiz@example.org)", "EMAIL:ana.ruiz@example.org"),
        card("FN:Ana Ruiz <mailto:ana.ruiz@example.org>"),
        card("N:Ruiz;Ana ana.ruiz@example.org"),
        card("ORG:Escuela ana.ruiz@example.org"),
        "Ana Ruiz, ana.ruiz@example.org",
        "BEGIN:VCARD FN:Ana EMAIL;TYPE=INTERNET:ana.ruiz@example.org END:VCARD",
    ],
)
def test_contributor_of_card_with_address_never_keeps_it(text: str):
    contributor = contributor_of(text, "author")

    assert contributor is not None
    assert "example.org" not in contributor.name
    assert "@" not in contributor.name


@pytest.mark.parametrize(
    ("line", "identifier"),
    [
        ("URL:https://orcid.org/0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("UID:https://ror.org/03yrm5c26", "https://ror.org/03yrm5c26"),
        ("URL:https://home.example.org/~ana", ""),
        ("UID:4711", ""),
    ],
)
def test_contributor_of_card_keeps_only_identifiers_of_authorities(line: str, identifier: str):
    contributor = contributor_of(card("FN:Ana Ruiz", line), "author")

    assert contributor is not None
    assert contributor.identifier == identifier


def test_at_sign_in_a_name_is_no_address():
    name = "ScholarWorks@UMass Amherst"

    assert contributor_of(card(f"FN:{name}", f"ORG:{name}"), "author").name == name
