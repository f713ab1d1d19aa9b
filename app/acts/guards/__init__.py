"""The legal guards. `GUARDS` lists them all: code, article, quote, sentence, the acts they hold for.

Each module is a theme. The order of the imports is the order of asking: who acts, whether he may, the steps before, what is
decided, how it ends.
"""
from app.acts.guards.base import GUARDS, Guard, GuardView, Why, examine  # noqa: I001 because the order is the order of asking
from app.acts.guards import competence, officers, filing, notice, review, leniency, summary, decision, execution  # noqa: F401, I001

__all__ = ["GUARDS", "Guard", "GuardView", "Why", "examine"]
