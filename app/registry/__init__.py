"""Lists and registers: problems (问题清单), powers and duties (权责清单), officers' certificates, grids, parameters. Not: periods computed from parameters (deadlines)."""
