"""Use cases, one a file. They know ports, never adapters; killed at any line, each goes on where it stopped.

The order is the same everywhere: decide, write down, store, anchor, note. Content is stored before it is anchored, so
a crash can leave content nobody points to, never an anchor that points to nothing.
"""
