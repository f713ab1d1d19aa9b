"""Forms are filled in tests as the bench fills them."""
from app.cli.bench.filling import TEXTS, fill, plausible

__all__ = ["TEXTS", "fill", "plausible"]
