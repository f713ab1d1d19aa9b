"""To whom things go, as the settings say. Nothing is ever sent to an address that does not stand there."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy.orm import Session

from app.kernel.database import Database
from app.kernel.settings import Settings

INFO = "outlets"        # key of session.info
DISTRICT_BITS = 40


@dataclass(frozen=True)
class Outlets:
    """`events`: patterns of topics that the webhooks get; `peers`: {district: URL}, `tokens`: {URL: bearer token}. Times in seconds."""

    webhooks: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    peers: Mapping[int, str] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)
    secret: str = ""
    district: int = 0
    seconds: float = 10
    attempts: int = 12

    def wants(self, topic: str) -> bool:
        return bool(self.webhooks) and any(fnmatchcase(topic, pattern) for pattern in self.events)

    def peer_of(self, key: str | None) -> str | None:
        """The other district whose case a correlation key names ("12" or "12/guizi": an id tells its district), if it is a peer."""
        number = (key or "").partition("/")[0]
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            return None
        district = int(number) >> DISTRICT_BITS
        return self.peers.get(district) if district != self.district else None

    @property
    def targets(self) -> frozenset[str]:
        return frozenset((*self.webhooks, *self.peers.values()))


NOWHERE = Outlets()


def configured(settings: Settings) -> Outlets:
    peers = {district: without_token(url) for district, url in (settings.peers or {}).items()}
    return Outlets(settings.webhook_urls, settings.webhook_events, {district: url for district, (url, _) in peers.items()},
                   dict(peers.values()), settings.webhook_secret or "", settings.district, settings.webhook_seconds,
                   settings.webhook_attempts)


def attach(database: Database, outlets: Outlets) -> None:
    """Every command on this database knows from now on what goes where."""
    database.info[INFO] = outlets


def of(session: Session) -> Outlets:
    return session.info.get(INFO, NOWHERE)


def without_token(url: str) -> tuple[str, str]:
    """https://token@host/path → (https://host/path, token)."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host)), parts.username or ""
