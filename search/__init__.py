"""Data flows out: the catalogue is indexed and found."""
