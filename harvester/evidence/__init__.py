"""Licences found at the works themselves: on their pages, and in their PDF files.

What is found is evidence for a curator and changes nothing by itself. Pages and files are hostile
until proven otherwise: they are asked for politely, read within limits, and PDF files in a process
of their own.
"""
