"""JSON API v1: a module a room. Validates, calls one verb, answers."""
