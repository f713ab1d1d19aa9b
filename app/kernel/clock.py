"""The one place that reads the clock. Verbs take `now` as an argument; only the rims (web, api, cli, worker) call utcnow()."""
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def utcnow() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same instant as people here read it."""
    return moment.astimezone(LOCAL)
