"""nsdl_dc: Dublin Core as the National Science Digital Library extended it for teaching.

DCMI terms and two LOM elements, with the library's own vocabularies named by ``xsi:type``.

Source: http://ns.nsdl.org/schemas/nsdl_dc/nsdl_dc_v1.02.xsd.
"""

from harvester.crosswalks.base import Crosswalk
from harvester.crosswalks.dublin_core import crosswalk_qualified_dublin_core

NSDL_DC = Crosswalk(
    name="nsdl_dc",
    namespaces=(
        "http://ns.nsdl.org/nsdl_dc_v1.02/",
        "http://ns.nsdl.org/nsdl_dc_v1.01/",
        "http://ns.nsdl.org/nsdl_dc_v1.00/",
    ),
    roots=("nsdl_dc",),
    apply=crosswalk_qualified_dublin_core,
)
