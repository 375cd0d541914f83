"""Qualified Dublin Core: DCMI terms, under the many roots that were made up for them.

Source: https://www.dublincore.org/specifications/dublin-core/dc-xml-guidelines/.
"""

from harvester.crosswalks.base import Crosswalk
from harvester.crosswalks.dublin_core import crosswalk_qualified_dublin_core

QUALIFIED_DC = Crosswalk(
    name="qualified_dc",
    namespaces=(
        "http://purl.org/dc/terms/",
        "http://worldcat.org/xmlschemas/qdc-1.0/",
        "http://dspace.org/qualifieddc/",
        "http://epubs.cclrc.ac.uk/xmlns/qdc/",
        "http://www.openarchives.org/OAI/2.0/oai_dcterms/",
        "http://www.bl.uk/namespaces/oai_dcq/",
        "http://oclc.org/appqualifieddc/",
        "http://repox.ist.utl.pt/qdc",
    ),
    roots=("qualifieddc", "dcterms", "qdc"),
    apply=crosswalk_qualified_dublin_core,
)
