"""The trace: tags, entries, hash chain, verification. Not: who may read a case's trace (cases)."""
