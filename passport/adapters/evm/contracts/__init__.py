"""One class a contract, one method a view: what it answers in one block, as a value of `passport.ledger`."""
