"""The data model 1.2 of the Battery Pass consortium: seven aspects."""
