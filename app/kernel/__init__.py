"""Database base, clock, errors, settings. Knows nothing of enforcement."""
