"""The commands behind run.py: `python -m app.cli COMMAND`. What a command does stands in the module named after it."""
