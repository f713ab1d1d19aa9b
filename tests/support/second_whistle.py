"""The whistle process in a second version, as a legal office would change it: the order is checked by one and signed by another, and half an
hour after a department was called somebody is reminded."""
from lxml import etree

from app.accounts.roles import ROLES
from app.acts.catalogue import ACTS
from app.definitions import operations as definitions
from app.definitions.layout import layout
from app.kernel.clock import local
from tests.support.district import District, starter_files

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"


def second() -> bytes:
    root = etree.fromstring(starter_files()["whistle_report.bpmn"])
    _two_instead_of_one(root)
    _a_reminder(root)
    return layout(etree.tostring(root))


def _by_id(root, id: str):
    return root.xpath(f"//*[@id='{id}']")[0]


def _two_instead_of_one(root) -> None:
    """ut04_issue goes; ut04_check and ut04_sign come."""
    task = _by_id(root, "ut04_issue")
    sign = etree.fromstring(etree.tostring(task))
    task.set("id", "ut04_check"), task.set("name", "审核哨令")
    sign.set("id", "ut04_sign")
    task.addnext(sign)
    box = sign.find(f"{B}extensionElements/{SPIFF}properties")
    etree.SubElement(box, SPIFF + "property", name="not_actor_of", value="ut04_check")
    out = _by_id(root, "f_ut04_issue__x2_issued")
    out.set("sourceRef", "ut04_sign")
    _by_id(root, "f_x1_valid__ut04_issue").set("targetRef", "ut04_check")
    _flow(root, task.getparent(), "ut04_check", "ut04_sign")
    for end in task.findall(B + "outgoing"):
        end.text = "f_ut04_check__ut04_sign"
    for end in sign.findall(B + "incoming"):
        end.text = "f_ut04_check__ut04_sign"
    _in_lane(root, "ut04_issue", "ut04_check", "ut04_sign")


def _in_lane(root, old: str, *new: str) -> None:
    for reference in root.iter(B + "flowNodeRef"):
        if reference.text == old:
            reference.text = new[0]
            for id in new[1:]:
                etree.SubElement(reference.getparent(), B + "flowNodeRef").text = id


def _flow(root, scope, a: str, b: str) -> str:
    id = f"f_{a}__{b}"
    etree.SubElement(scope, B + "sequenceFlow", id=id, sourceRef=a, targetRef=b)
    return id


def _a_reminder(root) -> None:
    """tb_half_hour at ut05_sign, not interrupting, to st_half_hour and e_half_hour."""
    host, model = _by_id(root, "ut05_sign"), _by_id(root, "st_urge_sign")
    scope = host.getparent()
    event = etree.SubElement(scope, B + "boundaryEvent", id="tb_half_hour", name="半小时未签收", attachedToRef="ut05_sign", cancelActivity="false")
    etree.SubElement(event, B + "outgoing").text = "f_tb_half_hour__st_half_hour"
    timer = etree.SubElement(etree.SubElement(event, B + "timerEventDefinition", id="tb_half_hour_def"), B + "timeDuration")
    timer.text = "PT30M"
    remind = etree.fromstring(etree.tostring(model))
    remind.set("id", "st_half_hour"), remind.set("name", "提醒半小时未签收")
    scope.append(remind)
    end = etree.SubElement(scope, B + "endEvent", id="e_half_hour", name="已提醒")
    _flow(root, scope, "tb_half_hour", "st_half_hour")
    _flow(root, scope, "st_half_hour", "e_half_hour")
    remind.find(B + "incoming").text, remind.find(B + "outgoing").text = "f_tb_half_hour__st_half_hour", "f_st_half_hour__e_half_hour"
    etree.SubElement(end, B + "incoming").text = "f_st_half_hour__e_half_hour"


def publish(district: District) -> int:
    return publish_in(district.database, district.now)


def publish_in(database, now) -> int:
    """Its bundle, in force from today."""
    with database.begin() as session:
        return definitions.publish(session, {**starter_files(), "whistle_report.bpmn": second()}, effective_from=local(now).date(), now=now,
                                   known_acts=ACTS, known_roles=ROLES).id
