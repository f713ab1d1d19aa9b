"""What has to stand before the product serves: tables, definitions, the demonstration district. Each does nothing if it is there."""
import secrets
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import migrations
from app.accounts.model import Organ
from app.accounts.roles import ROLES
from app.acts.catalogue import ACTS
from app.cases.running import LIVE
from app.cli.output import Failure, problems
from app.definitions import operations as definitions
from app.definitions.model import Bundle
from app.engine.contract import BundleRefused
from app.kernel.clock import local, utcnow
from app.kernel.database import Database
from app.kernel.place import ROOT
from app.kernel.settings import Settings, make_data_dir
from app.outbox import outlets
from app.registry import demonstration

FOLDERS = ("processes", "forms", "rules")
ENDINGS = (".bpmn", ".dmn", ".form", ".test")


def open_database(settings: Settings) -> Database:
    """The database, at the revision of this release. The embedded one is brought there; any other has to be there."""
    if settings.embedded:
        make_data_dir(settings)
    LIVE.resize(settings.live_cases)
    database = Database(settings.url)
    outlets.attach(database, outlets.configured(settings))
    try:
        if not migrations.pending(database):
            return database
        if not settings.embedded:
            raise Failure("数据库还没有升级到本版本。请先运行 python run.py migrate，再启动。")
        migrations.upgrade(database)
    except migrations.NewerDatabase as newer:
        raise Failure(str(newer)) from newer
    except OperationalError as error:
        raise Failure(f"连不上数据库：{error.orig}。请检查 ZFL_DATABASE_URL 和 ZFL_DATA_DIR。") from error
    return database


def collect(folder: Path) -> dict[str, bytes]:
    """{'whistle_report.bpmn': bytes} of everything publishable under the folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in ENDINGS}


def shipped_files() -> dict[str, bytes]:
    return {name: content for folder in FOLDERS for name, content in collect(ROOT / folder).items()}


def publish_shipped(database: Database, settings: Settings) -> str:
    """Publish what the product brings: into an empty database always; in the demonstration also when the files have changed.
    Anywhere else the legal office decides what is in force."""
    with database.begin() as session:
        newest = session.execute(select(Bundle.id, Bundle.label).order_by(Bundle.id.desc()).limit(1)).first()
        if newest and not settings.demo:
            return f"最新的规则包 {newest.label}"
        bundle = publish(session, shipped_files())
        return f"已发布规则包 {bundle.label}" if newest is None or bundle.id > newest.id else f"最新的规则包 {newest.label}"


def publish(session, files: dict[str, bytes], *, effective_from: date | None = None, label: str | None = None, again: bool = False) -> Bundle:
    """The bundle of these files (`again` as in definitions.publish); raises Failure after its problems have been told."""
    now = utcnow()
    try:
        return definitions.publish(session, files, effective_from=effective_from or local(now).date(), now=now, label=label,
                                   known_acts=ACTS, known_roles=ROLES, again=again)
    except BundleRefused as refused:
        problems(refused.problems)
        raise Failure(f"流程与规则没有发布：有 {len(refused.problems)} 处问题，已列在上面。请改好后再运行。") from refused


def load_demonstration(database: Database, settings: Settings) -> str | None:
    """The sample district, once; the password if it was made now."""
    with database.begin() as session:
        if session.scalar(select(Organ.id).limit(1)) is not None:
            return None
        password = settings.demo_password or secrets.token_urlsafe(9)
        demonstration.load(session, password=password, now=utcnow())
    return password
