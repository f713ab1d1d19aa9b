"""FEEL's own functions (DMN 1.5, 10.3.4), a module a family. Importing this package fills the register."""
from app.rules.feel.functions import contexts, lists, logic, moments, numbers, ranges, statistics, texts

__all__ = ["contexts", "lists", "logic", "moments", "numbers", "ranges", "statistics", "texts"]
