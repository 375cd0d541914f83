"""Web sites that describe their resources by JSON-LD in their pages, found by their sitemap.

Source: https://www.sitemaps.org/protocol.html; RFC 9309 (robots.txt).
"""
