"""The suite of each port, and a test file for each adapter that runs it.

A suite is a class whose tests take one fixture (`content_store`, `journal`, ...); an adapter's
test file inherits it and says how that fixture is made.
"""
