"""oai_dc: the format that every OAI-PMH repository has.

Source: OAI-PMH 2.0, section 6 and http://www.openarchives.org/OAI/2.0/oai_dc.xsd.
"""

from harvester.crosswalks.base import Crosswalk
from harvester.crosswalks.dublin_core import crosswalk_dublin_core

OAI_DC = Crosswalk(
    name="oai_dc",
    namespaces=(
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
        "http://www.openarchives.org/OAI/1.1/dc",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/elements/1.0/",
    ),
    roots=("dc",),
    apply=crosswalk_dublin_core,
)
