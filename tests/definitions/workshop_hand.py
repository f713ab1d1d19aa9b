"""People of the small installation at work in the workshop, by the verbs."""
from contextlib import contextmanager
from datetime import datetime, timedelta

from app.accounts import queries as accounts
from app.cases.known import known
from app.definitions import approval, publishing, revisions, workshop
from app.kernel.clock import local, utcnow

AUTHOR, COLLEAGUE, HEAD = "legal_reviewer", "guizi.legal_reviewer", "supervisor"


class Hand:
    """`hand.save("note.form", b"…")` and so on, each in a transaction of its own, as the author unless `who` says otherwise."""

    def __init__(self, database):
        self.database, self.now = database, utcnow()

    def actor(self, login: str):
        with self.database.read() as session:
            return accounts.load_actor(session, accounts.person_by_login(session, login).id, today=local(self.now).date())

    def later(self, **span) -> datetime:
        self.now += timedelta(**span)
        return self.now

    @contextmanager
    def begin(self):
        with self.database.begin() as session:
            yield session

    def create(self, title="加消防", who=AUTHOR, **more):
        with self.begin() as session:
            return revisions.create(session, title, actor=self.actor(who), now=self.now, **more)

    def save(self, revision, name, content, seq, who=AUTHOR, **more):
        with self.begin() as session:
            return revisions.save_file(session, revision.id, name, content, seq=seq, actor=self.actor(who), now=self.now, **more)

    def do(self, verb, revision, *given, who=AUTHOR, **more):
        """Any verb that takes session, revision id, …, actor and now."""
        with self.begin() as session:
            return verb(session, revision.id, *given, actor=self.actor(who), now=self.now, **more)

    def submit(self, revision, who=AUTHOR, **more):
        with self.begin() as session:
            return approval.submit(session, revision.id, known=known(session, self.now), actor=self.actor(who), now=self.now, **more)

    def publish(self, revision, day=None, who=HEAD, **more):
        with self.begin() as session:
            return publishing.publish(session, revision.id, effective_from=day or local(self.now).date(), known=known(session, self.now),
                                      actor=self.actor(who), now=self.now, **more)

    def read(self, ask, revision, *given, **more):
        with self.database.read() as session:
            return ask(session, workshop.find(session, revision.id), *given, **more)
