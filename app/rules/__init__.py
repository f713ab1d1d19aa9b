"""FEEL expressions and DMN decisions. `feel` evaluates, `dmn` decides; neither knows a database, a clock or a diagram."""
