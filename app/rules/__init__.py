"""FEEL and DMN: an expression or a table in, a decision and the rows that fired out. Not: where decisions are stored (cases)."""
