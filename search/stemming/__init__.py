"""Words -> what they share with their inflected forms. Pure code, the same for every engine.

Most stemmers are Snowball's; what it has none for, or leaves undone, stands in a file for each
language, as short as the published rules allow.
"""
