"""The bundled sample partner: really existing open works, described well and badly, as partners do.

Two sets of one repository: ``library`` states Dublin Core only, ``schools`` learning object
metadata too. The descriptions are our own; the mistakes in them are deliberate.
"""
