"""One module a command. Heavy parts are imported when a command runs, so that `--help` and `verify` stay light."""
