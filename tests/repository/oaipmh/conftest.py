"""What the tests of the data provider share."""

from tests.repository.oaipmh.asking import provider

__all__ = ("provider",)
