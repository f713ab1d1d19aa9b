"""Case numbers: {机关代字}综执〔2026〕0427 for the loop, 子 for a department's sub-case, 常 for standing management, 吹 for whistles.
The year stands in hexagonal brackets (GB/T 9704-2012)."""
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.model import Organ
from app.kernel.clock import local
from app.kernel.sequence import next_number

PATTERNS = {
    "problem": "{word}综执〔{year}〕{n:04d}",
    "department": "{word}子〔{year}〕{n}号",
    "standing": "{word}常〔{year}〕{n}号",
    "whistle": "{word}吹〔{year}〕{n}号",
}


def take(session: Session, kind: str, organ: Organ, now: datetime) -> str:
    """The next number of this kind for this organ; counted anew each year."""
    year = local(now).year
    n = next_number(session, f"{kind}:{organ.code}", year)
    return PATTERNS[kind].format(word=organ.code_word or organ.short_name, year=year, n=n)
