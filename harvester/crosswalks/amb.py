"""AMB, the German profile of LRMI for educational resources, on top of schema.org's reader.

Left out: ``mainEntityOfPage``, which speaks of descriptions of the resource; funders.

Source: https://w3id.org/kim/amb/20231019/.
"""

from harvester.crosswalks.base import JsonCrosswalk
from harvester.crosswalks.draft import Draft
from harvester.crosswalks.schema_org import add_address_of_page, read_schema_org, resource_of
from harvester.crosswalks.schema_org_values import file_of
from harvester.json_ld.documents import AMB
from harvester.json_ld.values import JsonObject
from harvester.records import SourceMetadata


def crosswalk_amb(document: JsonObject) -> SourceMetadata:
    """Map the node that the document is about; captions are files of it.

    Raises:
        RecordError: No node of it can be a learning resource.
    """
    node = resource_of(document)
    draft = Draft()
    read_schema_org(node, draft)
    for caption in node.nodes("caption"):
        if file := file_of(caption, addresses=("contenturl", "url", "id")):
            draft.files.append(file)
    add_address_of_page(document, draft)
    return draft.freeze()


AMB_JSON = JsonCrosswalk(name="amb", namespaces=(AMB,), apply=crosswalk_amb)
