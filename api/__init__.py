"""The HTTP API. It relays and mediates and holds no rules; taken over, it can refuse service but forge nothing.

`app` builds it, `wiring` is the only place where adapters meet services, `settings` reads the environment, and each
other folder is one room of endpoints.
"""
