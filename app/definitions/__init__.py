"""Bundles of diagrams, forms and rules: drafts, checks, versions, publication. Not: running them (engine, cases)."""
