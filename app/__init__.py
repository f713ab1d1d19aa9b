"""执法链 Zhifalian: see docs/architecture.md for the house and its rooms."""
