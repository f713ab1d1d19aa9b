"""What differs between two versions of a file, by meaning, each change with a sentence. Not: merging them (`merging`)."""
from app.definitions.diff.changes import ADDED, CHANGED, MOVED, REMOVED, WORDS, Change, Detail, Diff
from app.definitions.diff.diagram import diagram
from app.definitions.diff.files import SAME, FileDiff, compare, compare_all, in_order
from app.definitions.diff.form import form
from app.definitions.diff.grid import Cell
from app.definitions.diff.lines import Line, apart, lines, words
from app.definitions.diff.scenarios import scenarios
from app.definitions.diff.table import MergedTable, TableDiff, table
from app.definitions.diff.units import units
from app.definitions.diff.unreadable import Unreadable

__all__ = ["ADDED", "CHANGED", "Cell", "Change", "Detail", "Diff", "FileDiff", "Line", "MOVED", "MergedTable", "REMOVED",
           "SAME", "TableDiff", "Unreadable", "WORDS", "apart", "compare", "compare_all", "diagram", "form", "in_order", "lines", "scenarios", "table",
           "units", "words"]
