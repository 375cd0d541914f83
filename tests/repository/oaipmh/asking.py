"""Asking /oai in tests: every answer is validated by the official schemas first."""

from collections.abc import Iterable

import pytest
from django.test import Client
from lxml import etree

from tests.repository.schemas import OAI, assert_valid_answer


class Provider:
    """The data provider under test."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def document(self, **arguments: str) -> bytes:
        """Give the raw answer; ``from_`` means ``from``."""
        given = {name.rstrip("_"): value for name, value in arguments.items()}
        response = self.client.get("/oai", given)
        assert response.status_code == 200
        return response.content

    def ask(self, **arguments: str) -> etree._Element:
        """Give the root of a valid answer."""
        return assert_valid_answer(self.document(**arguments))

    def errors(self, **arguments: str) -> list[str]:
        """Give the codes of the errors."""
        return [error.get("code") for error in self.ask(**arguments).iter(f"{OAI}error")]

    def identifiers(self, **arguments: str) -> list[str]:
        """Give the identifiers of one page, in order."""
        arguments.setdefault("verb", "ListIdentifiers")
        if "resumptionToken" not in arguments:
            arguments.setdefault("metadataPrefix", "oai_dc")
        return values(self.ask(**arguments), "identifier")

    def walk(self, **arguments: str) -> list[etree._Element]:
        """Give the roots of all pages of a list."""
        arguments.setdefault("verb", "ListIdentifiers")
        arguments.setdefault("metadataPrefix", "oai_dc")
        pages = [self.ask(**arguments)]
        while token := token_of(pages[-1]):
            pages.append(self.ask(verb=arguments["verb"], resumptionToken=token))
            assert len(pages) < 100
        return pages


def values(root: etree._Element, name: str) -> list[str]:
    """Give the texts of all elements of the protocol with this name."""
    return [element.text or "" for element in root.iter(f"{OAI}{name}")]


def listed(pages: Iterable[etree._Element]) -> list[str]:
    """Give the identifiers of all pages, in order."""
    return [identifier for page in pages for identifier in values(page, "identifier")]


def token_of(root: etree._Element) -> str:
    """Give the resumption token of a page; empty when there is none or it is empty."""
    return (values(root, "resumptionToken") or [""])[0]


@pytest.fixture
def provider(client: Client, settings: object) -> Provider:
    """The data provider, with pages of three."""
    settings.OAI_PAGE_SIZE = 3
    settings.PUBLIC_URL, settings.PUBLIC_HOST = "https://oer.example.org", "oer.example.org"
    return Provider(client)
