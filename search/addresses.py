"""Where the search engine is: ``SEARCH_URL``, read into typed values. No Django, no network.

::

    tantivy:/folder/of/the/index
    opensearch+https://user:password@one.example:9200,two.example:9200/catalogue?ca_file=/etc/ca.pem
    elasticsearch+https://search.example/?api_key=...&timeout_seconds=5
"""

import re
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

EngineName = Literal["elasticsearch", "opensearch"]
DEFAULT_PREFIX = "commonloom"
DEFAULT_PORT = 9200
_SCHEME = re.compile(r"(elasticsearch|opensearch)\+(https?)")
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,80}")
_SECRETS = re.compile(r"(?<=://)[^@/]*(?=@)|(?<=api_key=)[^&#]*")
FORMS = (
    "write tantivy:/folder/of/the/index, or"
    " opensearch+https://user:password@host:9200/name-of-the-index, or the same with elasticsearch+"
)


class EmbeddedAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A folder on this machine."""

    folder: Path


class ClusterAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Servers, and how to speak to them."""

    engine: EngineName
    hosts: tuple[str, ...]
    """Addresses such as ``https://one.example:9200``; all of one cluster."""
    prefix: str = DEFAULT_PREFIX
    """Of the names of all indexes and aliases of this site."""
    user: str = ""
    password: str = ""
    api_key: str = ""
    ca_file: str = ""
    timeout_seconds: float = 10.0
    """Of one request; those that write have six times as long."""
    retries: int = 2
    """Of a request that no node answered, each on another node."""
    shards: int = 1
    replicas: str = "0-1"
    """A number, or a range between which the cluster chooses by its number of nodes."""


class _Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may stand behind the question mark."""

    api_key: str = ""
    ca_file: str = ""
    timeout_seconds: float = 10.0
    retries: int = 2
    shards: int = 1
    replicas: str = "0-1"

    def __post_init__(self) -> None:
        if not 0 < self.timeout_seconds <= 600:
            raise ValueError("timeout_seconds must be between 0 and 600")
        if not (0 <= self.retries <= 10 and 1 <= self.shards <= 100):
            raise ValueError("retries must be 0 to 10 and shards 1 to 100")
        if not re.fullmatch(r"\d{1,2}(-(\d{1,2}|all))?", self.replicas):
            raise ValueError("replicas must be a number, or a range such as 0-1")
        if self.ca_file and not Path(self.ca_file).is_file():
            raise ValueError(f"ca_file names no file: {self.ca_file}")


def parse_address(url: str) -> EmbeddedAddress | ClusterAddress:
    """Read an address.

    Raises:
        ValueError: It is none; the message says what to write, and holds no secret.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "tantivy" and rest:
        return EmbeddedAddress(folder=Path(rest).expanduser())
    found = _SCHEME.fullmatch(scheme)
    if not found or not rest.startswith("//"):
        raise ValueError(FORMS)
    parts = urlsplit(url)
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    prefix = parts.path.strip("/") or DEFAULT_PREFIX
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("the name of the index may have small letters, digits, - and _ only")
    try:
        options = msgspec.convert(dict(parse_qsl(parts.query)), _Options, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"its parameters: {error}") from error
    if options.api_key and user:
        raise ValueError("give either api_key or user:password, not both")
    return ClusterAddress(
        engine="elasticsearch" if found[1] == "elasticsearch" else "opensearch",
        hosts=tuple(_host(host, scheme=found[2]) for host in hosts.split(",")),
        prefix=prefix,
        user=unquote(user),
        password=unquote(password),
        **msgspec.structs.asdict(options),
    )


def without_secrets(url: str) -> str:
    """Give the address for messages and pages, its password or key blotted out."""
    return _SECRETS.sub("***", url)


def _host(stated: str, *, scheme: str) -> str:
    """Give the address of one node."""
    try:
        parts = urlsplit(f"//{stated}")
        port = parts.port or DEFAULT_PORT
    except ValueError as error:
        raise ValueError(f"{stated!r} is no host and port") from error
    if not parts.hostname:
        raise ValueError(f"a host is missing: {FORMS}")
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{scheme}://{name}:{port}"
