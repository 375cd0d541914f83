"""What can go wrong between search and its engine."""


class SearchError(Exception):
    """Base of everything search raises."""


class BackendUnavailable(SearchError):
    """The engine does not answer.

    The catalogue is untouched and indexing resumes where it stood.
    """


class BackendBusy(SearchError):
    """Another process is writing the index; what is to be written waits in the change feed."""


class PageTooDeep(SearchError):
    """A page was asked for that lies behind the hits an engine can be asked for."""


class CursorInvalid(SearchError):
    """A cursor was not made by this engine for this order of hits."""


class VocabularyUnreadable(SearchError):
    """A file is no vocabulary; what was imported before stays."""


class EncodingFailed(SearchError):
    """Records could not be prepared for the index; what was committed stands, the rest waits."""
