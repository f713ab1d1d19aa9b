"""Made-up values for forms, in the field's own words: nobody's name, number or place."""
from collections.abc import Mapping
from typing import Any

from app.forms.component import Component
from app.registry.samples import matters, organs, problems

TEXT = "经现场核实，情况属实，拟依法依规处理，并做好全过程记录。"
# The first word that stands in a field's key or label decides.
TEXTS = (("party_name", "某甲砂石经营部"), ("party_guess", "某甲砂石经营部"), ("receiver", "张某"), ("当事人", "张某"), ("witness", "李某"),
         ("姓名", "李某"), ("person", "李某"), ("keeper", "李某"), ("phone", "13800000000"), ("电话", "13800000000"),
         ("id_no", "91110000MA00000000"), ("address", "示范路1号"), ("place", "东河3号桥"), ("地点", "东河3号桥"),
         ("地址", "示范路1号"), ("title", "河滩盗采砂石"), ("标题", "河滩盗采砂石"), ("email", "name@example.cn"), ("no", "样〔2026〕1号"), ("编号", "样〔2026〕1号"),
         ("文号", "样〔2026〕1号"))
LISTS: dict[str, list] = {
    "departments": [row[0] for row in organs.DEPARTMENTS], "streets": [row[0] for row in organs.STREETS],
    "handling_units": ["jiazhen", *(row[0] for row in organs.DEPARTMENTS)], "stations": ["jiazhen_donghe"],
    "grids": ["jiazhen-donghe-03"], "officers": [11, 12], "panel_members": [21, 22, 23], "hearing_chairs": [31], "servers": [11, 12]}


def text_for(component: Component) -> str:
    """A text for this field, within its length."""
    low, high = component.rules.get("minLength") or 0, component.rules.get("maxLength") or 200
    words = f"{component.key or ''} {component.title}".lower()
    found = next((text for word, text in TEXTS if _stands(word, words)), None) if component.kind == "textfield" else None
    found = found or {"phone": "13800000000", "email": "name@example.cn"}.get(component.rules.get("validationType") or "", TEXT)
    low, high = (n if isinstance(n, int) else usual for n, usual in ((low, 0), (high, 200)))
    return (found + TEXT * (low // len(TEXT) + 1) if len(found) < low else found)[:max(low, high)]


def _stands(word: str, words: str) -> bool:
    """A short word must be a whole part of the key, or every note would be a number."""
    return word in words.replace("_", " ").split() if len(word) < 3 and word.isascii() else word in words


def register(key: str) -> list[Any] | None:
    """The sample list of a register, None for a name that is none."""
    if key == "problems":
        return [row.code for row in problems.PROBLEMS]
    if key in ("matters", "own_matters"):
        return [row.code for row in matters.MATTERS]
    return LISTS.get(key)


def scalars(value: Any) -> list[Any]:
    """Every text and number in the data, so that what was picked from a register stays a choice where the register is not at hand."""
    if isinstance(value, Mapping):
        return [one for inner in value.values() for one in scalars(inner)]
    if isinstance(value, (list, tuple)):
        return [one for inner in value for one in scalars(inner)]
    return [] if value is None or isinstance(value, bool) else [value]


# What the house's services would answer in an ordinary case (docs/architecture.md, Host services).
ANSWERS: dict[str, Any] = {
    "look_up_history": {"duplicate_id": None, "duplicate_number": None, "earlier_violations": 0, "competent_depts": ["guizi"],
                        "street_has_power": True, "reopened_count": 0},
    "issue_whistle": {"number": "甲吹〔2026〕1号", "id": 1},
    "open_sub_case": {"id": "=100 + call", "number": "=\"甲〔2026〕1号-\" + string(call)", "dept": "=dept"},
    "open_standing_case": {"id": 201, "number": "甲〔2026〕2号"}, "open_next_turn": {"id": 301, "number": "甲〔2026〕3号", "turn": 2},
    "required_documents": {"missing": [], "complete": True}, "build_case_file": {"volume_count": 1},
    "file_for_record": {"number": "备〔2026〕1号"}}
