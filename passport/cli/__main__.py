"""`python -m passport.cli`, for where the entry point is not installed."""

from passport.cli import main

main()
