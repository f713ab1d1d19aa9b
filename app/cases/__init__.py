"""The case file and its lineage, and every verb that moves a token: open, submit, deliver, fire, withdraw."""
