// Fixes that a check proposes, done as one step of undo. The operations are those of app.definitions.checks.
import { setCondition, makeDefault } from '../panel/conditions.js';
import { setProperty } from './extensions.js';

const OPS = {
  property: (editing, element, name, value) => setProperty(editing, element, name, value),
  attribute: (editing, element, name, value) => editing.modeling.updateProperties(element, { [name]: typed(value) }),
  remove: (editing, element) => editing.modeling.removeElements([element]),
  default: (editing, element, flow) => makeDefault(editing, element.businessObject, editing.registry.get(flow).businessObject),
  condition: (editing, element, feel) => setCondition(editing, element, feel ?? ''),
  name: (editing, element, text) => editing.modeling.updateLabel(element, text),
};

/** True if all of `ops` could be done; if an element or an operation is not there, nothing is. */
export function applyFixes(modeler, ops) {
  const editing = modeler.get('editingOf')();
  if (!ops.every((op) => OPS[op[0]] && editing.registry.get(op[1]) && (op[0] !== 'default' || editing.registry.get(op[2])))) return false;
  editing.together(() => ops.forEach(([what, id, ...rest]) => OPS[what](editing, editing.registry.get(id), ...rest)));
  return true;
}

function typed(value) {
  if (value === null) return undefined;
  return value === 'true' ? true : value === 'false' ? false : value;
}
