"""Battery passport ledger: signed data products, two-party handovers, provenance anyone can check offline.

Rooms, lowest first; each may use those before it and never those after it:

- ``identifiers``, ``errors``  exact value types; the error tree
- ``battery``                  what a battery is, in the words of Regulation (EU) 2023/1542
- ``ledger``                   what the chain says, as values
- ``provenance``, ``scoring``  what can be checked and computed without any input or output
- ``ports``                    what the use cases need from the world
- ``services``                 one use case a file
- ``adapters``                 the world: chain, content store, database
- ``cli``                      the ``passport`` command
"""
