"""What leaves the system: kept in the transaction of the deed, sent after it, at least once, each with a key of its own."""
