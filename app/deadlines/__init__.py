"""Periods: working days, holidays, roll-over, shares, and the arithmetic shown to people."""
