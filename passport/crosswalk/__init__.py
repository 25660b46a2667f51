"""Other people's passport formats, both ways: pure functions from our data products to their document and back.

Every format has a room with `export` and `read`. A quantity always has its unit, a conversion is exact or noted, and
what one side cannot carry is listed by name in the notes.
"""
