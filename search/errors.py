"""What can go wrong between search and its engine."""


class SearchError(Exception):
    """Base of everything search raises."""


class BackendUnavailable(SearchError):
    """The engine does not answer; the catalogue is untouched and indexing resumes where it stood."""
