import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from licensing.attribution import (
    CreditedWork,
    Form,
    closest_language,
    credit,
    credit_languages,
    credit_list,
)

pytestmark = pytest.mark.database_independent

ALGEBRA = CreditedWork(
    title="Algebra & <Basics>",
    title_language="en",
    creators=("Ann Lee", "Bo Ek"),
    url="https://example.org/algebra?a=1&b=2",
    license_id="CC-BY-SA-3.0",
)
ARABIC = CreditedWork(
    title="مبادئ الجبر",
    title_language="ar",
    creators=("سعاد",),
    url="https://example.org/ar",
    license_id="CC-BY-SA-4.0",
    original=ALGEBRA,
    relation="translation",
)
BY_SA_3 = "https://creativecommons.org/licenses/by-sa/3.0/"


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (
            ALGEBRA,
            (
                "“Algebra & <Basics>” by Ann Lee and Bo Ek (https://example.org/algebra?a=1&b=2), "
                f"licensed under CC BY-SA 3.0 ({BY_SA_3})."
            ),
        ),
        (
            CreditedWork(title="Seeds", creators=("A", "B", "C"), license_id="CC0-1.0"),
            (
                "“Seeds” by A, B and C, dedicated to the public domain under CC0 1.0 "
                "(https://creativecommons.org/publicdomain/zero/1.0/)."
            ),
        ),
        (
            CreditedWork(title="Map", license_id="PDM-1.0"),
            (
                "“Map”, in the public domain (Public Domain Mark 1.0 "
                "(https://creativecommons.org/publicdomain/mark/1.0/))."
            ),
        ),
        (CreditedWork(title="Map", license_id="PD"), "“Map”, in the public domain."),
        (
            CreditedWork(creators=("Ann Lee",), license_id="CC-BY"),
            "Untitled work by Ann Lee, licensed under CC BY.",
        ),
        (
            CreditedWork(license_id="MIT", title="Code"),
            "“Code”, licensed under MIT (https://opensource.org/license/mit).",
        ),
        (
            CreditedWork(title="Map", license_id="rs:InC"),
            "“Map”. Rights: In Copyright (http://rightsstatements.org/vocab/InC/1.0/).",
        ),
        (
            CreditedWork(title="Map"),
            "“Map”. No licence is stated: please ask before you reuse it.",
        ),
        (CreditedWork(title="Map", license_class="closed"), "“Map”. All rights reserved."),
        (
            CreditedWork(title="Map", license_class="conflict"),
            "“Map”. The licences stated contradict each other: please ask before you reuse it.",
        ),
        (
            CreditedWork(title="Map", license_id="PD", license_class="public-domain"),
            "“Map”, in the public domain.",
        ),
        (
            CreditedWork(),
            "Untitled work. No licence is stated: please ask before you reuse it.",
        ),
        (
            CreditedWork(title="  Two\n lines ", creators=("", " \t"), license_id="CC-BY-4.0"),
            "“Two lines”, licensed under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/).",
        ),
        (
            CreditedWork(
                title="New",
                license_id="CC-BY-4.0",
                original=CreditedWork(title="Old", license_id="PD"),
            ),
            (
                "“New”, licensed under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). "
                "Adapted from: “Old”, in the public domain. Changes were made."
            ),
        ),
        (
            CreditedWork(title="New", license_id="PD", changes="shortened, examples from Kenya"),
            "“New”, in the public domain. Changes: shortened, examples from Kenya",
        ),
    ],
)
def test_credit_in_plain_text(work, expected):
    assert credit(work) == expected


def test_credit_of_a_translation_names_both_works():
    line = credit(ARABIC)

    assert "سعاد" in line
    assert "Translated from: “Algebra & <Basics>” by Ann Lee and Bo Ek" in line
    assert "CC BY-SA 4.0" in line
    assert "CC BY-SA 3.0" in line


@pytest.mark.parametrize(
    ("original", "relation", "expected"),
    [
        (
            CreditedWork(title="The tree"),
            "translation",
            "“New”, in the public domain. Translated from: “The tree”.",
        ),
        (
            CreditedWork(url="https://example.org/tree"),
            "translation",
            "“New”, in the public domain. Translated from: https://example.org/tree.",
        ),
        (
            CreditedWork(url="https://example.org/tree", creators=("Ann",)),
            "adaptation",
            (
                "“New”, in the public domain. Adapted from: Untitled work by Ann "
                "(https://example.org/tree). Changes were made."
            ),
        ),
        (
            CreditedWork(title="The tree", license_id="CC-BY"),
            "translation",
            "“New”, in the public domain. Translated from: “The tree”, licensed under CC BY.",
        ),
    ],
)
def test_of_an_original_is_said_what_is_known(original, relation, expected):
    work = CreditedWork(title="New", license_id="PD", original=original, relation=relation)

    assert credit(work) == expected


def test_credit_in_print_writes_names_and_addresses_out():
    assert credit(ALGEBRA, form=Form.PRINT) == (
        "“Algebra & <Basics>” by Ann Lee and Bo Ek (example.org/algebra?a=1&b=2), licensed under "
        "Creative Commons Attribution-ShareAlike 3.0 Unported (CC BY-SA 3.0) "
        "(creativecommons.org/licenses/by-sa/3.0)."
    )


def test_credit_in_markdown_links_and_escapes():
    work = CreditedWork(
        title="*All* [of](it) <b>",
        creators=("_x_",),
        url="https://example.org/a b>",
        license_id="CC-BY-4.0",
    )

    assert credit(work, form="markdown") == (
        r"“[\*All\* \[of\]\(it\) &lt;b&gt;](<https://example.org/a%20b%3E>)” by \_x\_, "
        r"licensed under [CC BY 4\.0](<https://creativecommons.org/licenses/by/4.0/>)."
    )


def test_credit_in_html_says_what_it_is_about():
    element = etree.fromstring(credit(ARABIC, form="html", language="ar"))
    about = {node.get("rel"): node.get("href") for node in element.findall("a")}
    source = element.find("span")

    assert (element.tag, element.get("lang"), element.get("dir")) == ("p", "ar", "rtl")
    assert element.get("about") == "https://example.org/ar"
    assert about == {
        "cc:attributionURL": "https://example.org/ar",
        "license": "https://creativecommons.org/licenses/by-sa/4.0/",
    }
    assert element.find("a").get("property") == "dct:title"
    assert element.find("a/bdi").get("lang") == "ar"
    assert element.find("bdi").get("property") == "cc:attributionName"
    assert (source.get("rel"), source.get("resource")) == ("dct:source", ALGEBRA.url)
    assert source.find("a[@rel='license']").get("href") == BY_SA_3


def test_credit_in_html_says_nothing_about_the_page_it_stands_on():
    line = credit(CreditedWork(title="T", creators=("A",), license_id="CC-BY-4.0"), form="html")

    assert "about=" not in line
    assert "property=" not in line
    assert "rel=" not in line
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in line


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "//a.org", "http://[", "x"],
)
@pytest.mark.parametrize("form", list(Form))
def test_an_address_that_is_no_web_address_is_left_out(url, form):
    assert credit(CreditedWork(title="T", url=url), form=form) == credit(
        CreditedWork(title="T"), form=form
    )


@pytest.mark.parametrize("language", credit_languages())
@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize(
    "license_id", ["CC-BY-4.0", "CC-BY", "CC0-1.0", "PDM-1.0", "PD", "rs:CNE", ""]
)
def test_every_language_and_form_names_title_author_and_licence(language, form, license_id):
    work = CreditedWork(
        title="Title", creators=("One", "Two"), license_id=license_id, original=ALGEBRA
    )

    line = credit(work, form=form, language=language)

    assert all(part in line for part in ("Title", "One", "Two", "Ann Lee"))
    assert "{" not in line
    assert line.index("Title") < line.index("One") < line.index("Two") < line.index("Ann Lee")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("zh-Hans", "zh-hans"),
        ("zh_CN", "zh-hans"),
        ("zh", "zh-hans"),
        ("AR-EG", "ar"),
        ("sw", "en"),
        ("", "en"),
    ],
)
def test_the_closest_language_is_taken(tag, language):
    assert closest_language(tag) == language


def test_parts_in_another_direction_are_isolated():
    assert "“\u2068مبادئ الجبر\u2069” by \u2068سعاد\u2069" in credit(ARABIC)
    assert "\u2068Ann Lee\u2069" in credit(ALGEBRA, language="ar")
    assert "\u2068" not in credit(ALGEBRA)


def test_text_cannot_turn_its_surroundings_around():
    line = credit(CreditedWork(title="a\u202eb\u2069c", license_id="PD"), language="ar")

    assert "\u2068abc\u2069" in line
    assert "\u202e" not in line


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("text", "- “A”, in the public domain.\n- “B”, in the public domain."),
        ("markdown", "- “A”, in the public domain.\n- “B”, in the public domain."),
        ("print", "1. “A”, in the public domain.\n2. “B”, in the public domain."),
        (
            "html",
            (
                '<ul class="credits"><li class="credit" lang="en" dir="ltr">“<bdi>A</bdi>”, in the '
                'public domain.</li><li class="credit" lang="en" dir="ltr">“<bdi>B</bdi>”, in the '
                "public domain.</li></ul>"
            ),
        ),
    ],
)
def test_credit_list_keeps_the_order(form, expected):
    works = [CreditedWork(title="A", license_id="PD"), CreditedWork(title="B", license_id="PD")]

    assert credit_list(works, form=form) == expected
    assert credit_list([], form=form) == ""


def test_an_unknown_form_is_refused():
    with pytest.raises(ValueError, match="rtf"):
        credit(ALGEBRA, form="rtf")


works = st.builds(
    CreditedWork,
    title=st.text(),
    title_language=st.text(max_size=5),
    creators=st.lists(st.text(), max_size=3).map(tuple),
    url=st.text() | st.text().map(lambda text: f"https://example.org/{text}"),
    license_id=st.sampled_from(["CC-BY-4.0", "CC0-1.0", "PD", "", "?", "rs:InC"]),
    changes=st.text(),
)


@given(works, works, st.sampled_from(list(Form)), st.sampled_from(credit_languages()))
def test_whatever_is_put_in_stays_text(work, original, form, language):
    both = CreditedWork(title="T", original=original, changes=work.changes)

    lines = [credit(work, form=form, language=language), credit(both, form=form, language=language)]

    for line in lines:
        assert "\n" not in line
        if form is Form.HTML:
            plain = re.sub(r"</?(?:p|a|bdi|span)(?: [a-z]+=\"[^\"<>]*\")*>", "", line)
            assert "<" not in plain
            assert html.unescape(plain)
        if form is Form.MARKDOWN:
            assert "<" not in re.sub(r"\(<https?://[^<>\s]*>\)", "", line)
