// Model elements as plain data and back, for the clipboard. References are kept by id and name, and found or made again where
// they are pasted.

export function freeze(value) {
  if (Array.isArray(value)) return value.map(freeze);
  if (!value?.$type) return value;
  if (value.$descriptor.isGeneric) return frozenGeneric(value);
  const properties = {}, references = {};
  for (const { name, isReference } of value.$descriptor.properties) {
    const held = Object.hasOwn(value, name) ? value[name] : undefined;
    if (held === undefined) continue;
    if (!isReference) properties[name] = freeze(held);
    else if (name.endsWith('Ref') && !Array.isArray(held)) references[name] = frozenReference(held);
  }
  return { $type: value.$type, properties, references, attrs: { ...value.$attrs } };
}

function frozenReference(held) {
  const { $type, id, name, errorCode, escalationCode, isCollection } = held;
  return { $type, id, name, errorCode, escalationCode, isCollection };
}

function frozenGeneric(value) {
  const own = Object.fromEntries(Object.entries(value).filter(([key, held]) => !key.startsWith('$') && typeof held !== 'object'));
  return { $generic: value.$type, uri: value.$descriptor.ns.uri, own, body: value.$body, children: (value.$children ?? []).map(freeze) };
}

/** `editing`: of the diagram that it is pasted into. */
export function thaw(value, moddle, editing) {
  if (Array.isArray(value)) return value.map((one) => thaw(one, moddle, editing));
  if (value?.$generic) return thawedGeneric(value, moddle);
  if (!value?.$type) return value;
  const made = moddle.create(value.$type);
  for (const [name, held] of Object.entries(value.properties)) made.set(name, owned(thaw(held, moddle, editing), made));
  for (const [name, held] of Object.entries(value.references)) made.set(name, found(held, moddle, editing));
  Object.assign(made.$attrs, value.attrs);
  return made;
}

function owned(value, owner) {
  for (const one of Array.isArray(value) ? value : [value]) if (one?.$type) one.$parent = owner;
  return value;
}

function thawedGeneric({ $generic, uri, own, body, children }, moddle) {
  const made = moddle.createAny($generic, uri, own);
  if (body !== undefined) made.$body = body;
  if (children.length) made.$children = children.map((child) => Object.assign(thawedGeneric(child, moddle), { $parent: made }));
  return made;
}

const VARIABLES = ['bpmn:Property', 'bpmn:DataObject', 'bpmn:DataInput'];
const ROOTS = ['bpmn:Message', 'bpmn:Signal', 'bpmn:Error', 'bpmn:Escalation'];

/** The same thing in this file: by id, for root elements by name; a root element or variable that is not there is made. Else undefined. */
function found(reference, moddle, editing) {
  const there = moddle.ids.assigned(reference.id);
  if (there?.$type === reference.$type) return there;
  if (VARIABLES.includes(reference.$type)) return madeVariable(reference, editing);
  if (!ROOTS.includes(reference.$type)) return reference.$type ? undefined : { id: reference.id };
  const twin = editing.roots(reference.$type).find((one) => one.name === reference.name);
  return twin ?? madeRoot(reference, editing);
}

/** A list that a multi-instance goes through, declared in the process as our diagrams do it. */
function madeVariable({ id, name }, editing) {
  const [process] = editing.roots('bpmn:Process');
  if (!process) return undefined;
  const there = process.get('properties').find((one) => (one.name || one.id) === (name || id));
  if (there) return there;
  const made = editing.create('bpmn:Property', { id: editing.freeId(id), name: name || id }, process);
  editing.moddle.ids.claim(made.id, made);
  process.get('properties').push(made);
  return made;
}

function madeRoot({ $type, id, name, errorCode, escalationCode }, editing) {
  const values = Object.fromEntries(Object.entries({ name, errorCode, escalationCode }).filter(([, value]) => value !== undefined));
  const made = editing.create($type, { id: editing.freeId(id), ...values }, editing.definitions);
  editing.moddle.ids.claim(made.id, made);
  editing.definitions.rootElements.push(made);
  return made;
}
