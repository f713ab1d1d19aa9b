"""Commands that only list what the product knows. They need no database."""
import json

from app.cli.output import columns, say
from app.kernel import settings as settings_
from app.kernel.settings import Settings


def settings(settings: Settings, _args) -> None:
    columns([("变量", "现在的值", "可取", "含义"), *settings_.table(settings)])


def guards(_settings: Settings, args) -> None:
    from app.acts.guards import GUARDS

    rows = [{"code": g.code, "article": g.article, "sentence": g.sentence, "acts": sorted(g.acts)} for g in GUARDS]
    if args.json:
        return say(json.dumps(rows, ensure_ascii=False, indent=1))
    columns([(r["code"], r["article"], r["sentence"], "、".join(r["acts"])) for r in rows])
    return None
