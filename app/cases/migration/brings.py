"""What completing a human task makes known: the fields of its form, the results of its act."""
from collections.abc import Callable

from sqlalchemy.orm import Session

from app.acts.results import RESULTS
from app.definitions import queries as definitions
from app.forms.component import leaves


def of_bundle(session: Session, bundle_id: int) -> Callable[..., frozenset[str]]:
    """{node of the bundle → names}. The forms are read now: nothing is asked of the database later."""
    fields = {f.key: frozenset(c.path[0] for c in leaves(definitions.form(session, bundle_id, f.key).components))
              for f in definitions.files(session, bundle_id) if f.kind == "form"}

    def brings(node) -> frozenset[str]:
        own = node.properties
        return fields.get(own.get("form"), frozenset()) | frozenset(RESULTS.get(own.get("act"), ()))

    return brings
