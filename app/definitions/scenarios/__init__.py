"""Scenario tests of a bundle: `KEY.test` beside the diagrams. Given data and actions, they are walked without a host, and what was expected
is held against what happened.

    run(files, known, only=…) -> Report         plays every test of these files: results, problems of the test files, coverage
    load(name, content) -> (Suite | None, [Problem])
    findings.inspect(files, known, only=None) -> [Finding]      checks.inspect and the tests: one that fails is an error at its element
"""
from app.definitions.scenarios.model import Coverage, Difference, Play, Result, Scenario, Suite
from app.definitions.scenarios.reading import load
from app.definitions.scenarios.running import Report, run

__all__ = ["Coverage", "Difference", "Play", "Report", "Result", "Scenario", "Suite", "load", "run"]
