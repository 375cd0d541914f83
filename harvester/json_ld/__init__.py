"""Read JSON-LD as web pages and catalogues write it.

No expansion and no remote contexts: terms are known by their last part, whatever prefix or scheme
stands before them. Pure; knows no metadata format beyond which nodes may be resources.

Source: JSON-LD 1.1, https://www.w3.org/TR/json-ld11/.
"""
