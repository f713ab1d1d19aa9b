// Renaming an element: what refers to it by name is renamed with it, in the same step.
import { properties, setProperty } from './extensions.js';

const NAME = /^[A-Za-z_][\w.-]*$/;

/** Why this id cannot be given, as a sentence, or null. */
export const refusal = (editing, element, id) => refuseId(editing, element.businessObject, id);

/** The same for anything that has an id. */
export function refuseId(editing, owner, id) {
  if (id === owner.id) return null;
  if (!NAME.test(id)) return '编号用字母或下划线开头，后面是字母、数字、下划线、点、横线。';
  if (editing.moddle.ids.assigned(id)) return '这张图里已有这个编号。';
  return null;
}

export function rename(editing, element, id) {
  const old = element.businessObject.id;
  editing.together(() => {
    editing.modeling.updateProperties(element, { id });
    for (const other of editing.registry.filter((one) => one.type === 'bpmn:UserTask')) renameActor(editing, other, old, id);
  });
}

function renameActor(editing, element, old, id) {
  const barred = actors(properties(element.businessObject).not_actor_of);
  if (barred.includes(old)) setProperty(editing, element, 'not_actor_of', barred.map((one) => (one === old ? id : one)).join(','));
}

/** The ids in not_actor_of. */
export function actors(text) {
  return (text ?? '').split(',').map((one) => one.trim()).filter(Boolean);
}
