"""Every setting of the product, in one place. An environment variable `ZFL_<NAME>` sets each; a wrong one stops the start.

`load(environ)` reads and checks; `python run.py settings` prints the table below with the values in force.
"""
import difflib
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from urllib.parse import urlsplit

from app.kernel import limits
from app.kernel.place import ROOT

PREFIX = "ZFL_"
# Read by the tests only, not settings of the product.
OUTSIDE = ("ZFL_REQUIRE_BROWSER", "ZFL_REQUIRE_POSTGRESQL", "ZFL_CHROMIUM", "ZFL_SHOTS", "ZFL_TEST_")


class SettingsError(Exception):
    """A setting that cannot be meant. The message is one sentence that names the variable."""


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(f"要在 {low} 到 {high} 之间")
        return number

    parse.kind = f"{low}–{high} 的整数"
    return parse


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"只能是 {'、'.join(words)}")
        return text.lower()

    parse.kind = " | ".join(words)
    return parse


def _switch(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError("只能是 1 或 0")


_switch.kind = "1 | 0"


def _path(text: str) -> Path:
    return Path(text).expanduser()


_path.kind = "目录"


def _secret(text: str) -> str:
    if len(text) < 32:
        raise ValueError("至少 32 个字符")
    return text


_secret.kind = "至少 32 个字符"


def _password(text: str) -> str:
    if len(text) < 8:
        raise ValueError("至少 8 个字符")
    return text


_password.kind = "至少 8 个字符"


def _database_url(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("要以 sqlite:/// 或 postgresql+psycopg:// 开头")
    return text


_database_url.kind = "sqlite:///… | postgresql+psycopg://…"


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError("不能为空")
    return text.strip()


_text.kind = "文字"


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.fragment:
        raise ValueError("要写成 https://主机/路径 的样子")
    parts.port      # raises ValueError for what is no port
    return text


def _urls(text: str) -> tuple[str, ...]:
    """Addresses without user or password: what is secret has a setting of its own."""
    found = tuple(map(_url, text.replace(",", " ").split()))
    if any("@" in urlsplit(url).netloc for url in found):
        raise ValueError("地址里不能有用户名和密码")
    return found


_urls.kind = "网址，空格隔开"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


_words.kind = "文字，空格隔开"


def _peers(text: str) -> dict[int, str]:
    """13=https://token@host/api/v1/messages …"""
    found = {}
    for entry in text.replace(",", " ").split():
        district, _, url = entry.partition("=")
        if not (district.isascii() and district.isdecimal() and 0 <= int(district) <= 8191) or not urlsplit(_url(url)).username:
            raise ValueError("每个要写成 区编号=https://令牌@主机/api/v1/messages")
        found[int(district)] = url
    return found


_peers.kind = "区编号=https://令牌@主机/api/v1/messages，空格隔开"


SECRET = (_secret, _password, _peers)


def setting(default, parse: Callable, meaning: str, shown: str | None = None):
    """One field of Settings: its default, how its text is read, what it means (Chinese), the default as people read it."""
    return field(default=default, metadata={"parse": parse, "meaning": meaning, "shown": shown})


@dataclass(frozen=True)
class Settings:
    """Settings in force. Times in minutes, sizes in MB (10⁶ bytes)."""

    host: str = setting("127.0.0.1", _text, "监听地址；放在反向代理后面时保持默认")
    port: int = setting(8000, _whole(1, 65535), "监听端口")
    data_dir: Path = setting(ROOT / "data", _path, "内置数据库、密钥和附件所在目录", "data")
    database_url: str | None = setting(None, _database_url, "数据库；不设就用数据目录里的内置数据库", "内置 SQLite")
    district: int = setting(0, _whole(0, 8191), "区的编号；PostgreSQL 的编号从 区编号×2⁴⁰ 起，看编号就知道是哪个区")
    secret_key: str | None = setting(None, _secret, "会话签名密钥；内置数据库不设时自动生成并存入数据目录", "自动生成")
    demo_password: str | None = setting(None, _password, "示范区的登录密码；不设就随机生成，第一次启动时显示一次", "随机生成")
    demo: bool | None = setting(None, _switch, "装入示范区（样例数据）并在登录页提示；默认：内置数据库开，其他关", "0")
    worker: bool = setting(True, _switch, "在网页服务里带一个后台工作线程（到期、消息）；另开 run.py worker 时可关")
    threads: int = setting(8, _whole(1, 64), "网页服务的线程数")
    live_cases: int = setting(256, _whole(0, 100_000), "内存里最多留多少件在办案件的流程，下一步不用再读；0 为不留")
    proxies: int = setting(0, _whole(0, 5), "前面有几层可信的反向代理（据此认 https 和来访地址）")
    session_minutes: int = setting(60, _whole(5, 1440), "多久不操作就退出登录，分钟")
    lock_failures: int = setting(5, _whole(3, 20), "连续输错几次密码就锁定")
    lock_minutes: int = setting(15, _whole(1, 1440), "锁定多久，分钟")
    secure_cookies: bool = setting(False, _switch, "会话 Cookie 只走 https；经 https 来访时总是如此")
    upload_mb: int = setting(30, _whole(1, 200), "一次提交连同全部附件的上限，MB；单个附件另有 10 MB 的限制")
    json_mb: int = setting(1, _whole(1, 50), "一次提交不含附件时的上限，MB")
    webhook_urls: tuple = setting((), _urls, "案件里发生的事通知到哪些地址；只发往这里写的地址", "不通知")
    webhook_events: tuple = setting(("case:opened", "case:ended", "whistle:issued", "whistle:cancelled", "warning:raised", "document:issued",
                                     "document:served", "outgoing:*"), _words, "通知哪些事（留痕的代码），可以用 *",
                                    "case:opened case:ended whistle:issued whistle:cancelled warning:raised document:issued "
                                    "document:served outgoing:*")
    webhook_secret: str | None = setting(None, _secret, "通知的签名密钥，与对方约定；设了 ZFL_WEBHOOK_URLS 就必须设", "不设")
    webhook_seconds: int = setting(10, _whole(1, 60), "一次通知从连接到答复最多几秒")
    webhook_attempts: int = setting(12, _whole(1, 50), "一件通知最多试几次；之后停发，等督查岗位处理")
    peers: dict | None = setting(None, _peers, "其他区的系统：案件之间的消息发往对方时用的地址和令牌", "没有")
    log_level: str = setting("info", _one_of("debug", "info", "warning", "error"), "日志级别")
    log_format: str = setting("console", _one_of("console", "json"), "日志格式")

    @property
    def embedded(self) -> bool:
        """True if the product runs on its own database file in data_dir."""
        return self.database_url is None

    @property
    def url(self) -> str:
        """The database URL for SQLAlchemy."""
        return self.database_url or f"sqlite:///{(self.data_dir.resolve() / 'zhifalian.sqlite3').as_posix()}"


def variable(name: str) -> str:
    return PREFIX + name.upper()


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from environment variables. Raises SettingsError, a sentence that names the variable."""
    known = {variable(f.name): f for f in fields(Settings)}
    bounds = {limits.PREFIX + name: bound for name, bound in limits.TABLE.items()}
    _refuse_unknown(environ, {**known, **bounds})
    for name, bound in bounds.items():
        if environ.get(name):
            _read(name, _whole(bound.least, bound.most), environ[name])
    values = {f.name: _read(name, f.metadata["parse"], environ[name]) for name, f in known.items() if environ.get(name)}
    settings = Settings(**values)
    if not settings.embedded and settings.secret_key is None:
        raise SettingsError("设置了 ZFL_DATABASE_URL 就要同时设置 ZFL_SECRET_KEY：各进程要用同一把密钥，登录才互认。")
    if settings.district and not settings.url.startswith("postgresql"):
        raise SettingsError("ZFL_DISTRICT 只用于 PostgreSQL：请一并设置 ZFL_DATABASE_URL，或者不设 ZFL_DISTRICT。")
    if settings.webhook_urls and settings.webhook_secret is None:
        raise SettingsError("设置了 ZFL_WEBHOOK_URLS 就要同时设置 ZFL_WEBHOOK_SECRET：对方要凭签名认出通知是本系统发的。")
    return settings if settings.demo is not None else replace(settings, demo=settings.embedded)


def _refuse_unknown(environ: Mapping[str, str], known: Mapping[str, object]) -> None:
    for name in environ:
        if name.startswith(PREFIX) and name not in known and not name.startswith(OUTSIDE):
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"是不是要写 {near[0]}？" if near else "python run.py settings 列出全部设置。"
            raise SettingsError(f"没有 {name} 这个设置。{hint}")


def _read(name: str, parse: Callable, text: str):
    try:
        return parse(text)
    except ValueError as error:
        said = str(error) if "invalid literal" not in str(error) else "要写成整数"
        shown = "（内容不显示）" if parse in SECRET else f"“{text}”"
        raise SettingsError(f"{name} 的值{shown}不能用：{said}。") from None


def make_data_dir(settings: Settings) -> Path:
    """The data directory, made if need be and closed to other users of the machine: it holds personal data and keys."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    return settings.data_dir


def session_key(settings: Settings) -> str:
    """The key that signs sessions: the one set, else one kept in the data directory (made at first use, mode 600)."""
    if settings.secret_key:
        return settings.secret_key
    path = make_data_dir(settings) / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def table(settings: Settings) -> list[tuple[str, str, str, str]]:
    """(variable, value in force, kind, meaning) of each setting; secrets masked. For `run.py settings` and the docs' test."""
    rows = [(variable(f.name), _shown(f, getattr(settings, f.name)), f.metadata["parse"].kind, f.metadata["meaning"])
            for f in fields(settings)]
    return rows + [(limits.PREFIX + name, str(limits.limit(name)), _whole(bound.least, bound.most).kind, f"界限：{bound.meaning}")
                   for name, bound in limits.TABLE.items()]


def _shown(definition, value) -> str:
    if value is None or value == definition.default and definition.metadata["shown"]:
        return definition.metadata["shown"]
    if definition.metadata["parse"] in SECRET:
        return "（已设置）"
    if definition.name == "database_url":
        return value.rsplit("@", 1)[-1]
    if isinstance(value, tuple):
        return " ".join(value)
    return str(int(value)) if isinstance(value, bool) else str(value)
