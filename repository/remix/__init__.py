"""A teacher's list of works: what may be made of them together, and how they are credited.

The list is kept in the session or stands in an address; there is no account. Pages and API share
what is here.
"""
