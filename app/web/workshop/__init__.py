"""The process workshop: revisions of the bundle, their review, the editors' page and what its scripts ask for. A module a topic, all on
`app.web.blueprint`."""
from flask import request

from app.definitions.errors import require_staff
from app.web import blueprint, store


@blueprint.before_request
def only_staff() -> None:
    """What is not in force yet is not for parties and complainants, who log in too. The log-in has been asked for before this."""
    if request.path.startswith("/workshop"):
        require_staff(store.actor())
