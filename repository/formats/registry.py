"""The outgoing formats by their metadata prefix."""

from repository.formats import lom, oai_dc
from repository.formats.base import MetadataFormat

FORMATS: dict[str, MetadataFormat] = {
    offered.prefix: offered for offered in (oai_dc.FORMAT, lom.FORMAT)
}
