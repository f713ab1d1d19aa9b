"""Organs, people, posts. Roles are codes of the glossary; what a role may do stands in policy.py."""
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import reference
from app.kernel.database import Base, BigId, UtcDateTime


@reference.kept()
class Organ(Base):
    """A department, a street, or a unit below one. `path` = "/district/jiazhen/jiazhen_team/" for questions about the tree."""

    __tablename__ = "organ"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    short_name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))       # district dispatch justice discipline leading_group department street team office station grid
    code_word: Mapped[str | None] = mapped_column(String(10))   # 机关代字
    pattern: Mapped[str | None] = mapped_column(String(10))     # 1+2+8, 1+4+6
    posting_type: Mapped[str | None] = mapped_column(String(12))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organ.id"))
    path: Mapped[str] = mapped_column(String(300), index=True)


@reference.kept("login", "name", "active")
class Person(Base):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


@reference.kept()
class Post(Base):
    """A person holds a role in an organ for a span of days (both ends included; no end = until further notice)."""

    __tablename__ = "post"
    __table_args__ = (Index("ix_post_organ", "organ_id", "role"), Index("ix_post_person", "person_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(40))
    organ_id: Mapped[int] = mapped_column(ForeignKey("organ.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    substitute_for: Mapped[int | None] = mapped_column(BigId)   # person id: 代理


@reference.kept()
class ApiToken(Base):
    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64))             # sha256 of the token
    label: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class HeldPost:
    """One post that an actor holds today. `above`: ids of the organ itself and every organ over it up to street/department."""

    role: str
    organ_id: int
    organ_code: str
    organ_name: str
    above: frozenset[int]
    substitute_for: int | None = None   # person id whose post it is: 代理


@dataclass(frozen=True)
class Actor:
    """Who acts: loaded once a request by accounts.queries.load_actor. SYSTEM acts for timers and service tasks."""

    person_id: int | None
    login: str
    name: str
    posts: tuple[HeldPost, ...]
    permissions: frozenset[str]
    organ_ids: frozenset[int]       # every organ of every staff post, with those above; parties and complainants have none

    def holds(self, role: str, organ_id: int | None = None) -> HeldPost | None:
        """The post by which this actor may act in this role (in or under this organ), or None."""
        return next((p for p in self.posts if p.role == role and (organ_id is None or organ_id in p.above)), None)

    def may(self, permission: str) -> bool:
        return permission in self.permissions


SYSTEM = Actor(None, "system", "系统", (), frozenset(), frozenset())
