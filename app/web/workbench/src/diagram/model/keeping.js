// Opening and saving must lose nothing. What the XML reader would drop is put back or kept aside here.
import spiffworkflow from '../moddle/spiffworkflow.json';
import zfl from '../moddle/zfl.json';
import foreign from '../moddle/foreign.json';

const STRUCTURE = ['incoming', 'outgoing', 'flowNodeRef', 'sourceRef', 'targetRef', 'attachedToRef', 'bpmnElement'];

/** The descriptors for a file: ours, and a catch-all type for each element of our namespaces in it that we do not know. */
export function descriptors(xml) {
  return { spiffworkflow: widened(spiffworkflow, xml), zfl: widened(zfl, xml), zflforeign: foreign };
}

function widened(descriptor, xml) {
  const known = new Set(descriptor.types.map((type) => type.name.toLowerCase()));
  const unknown = [...namesIn(xml, descriptor.uri)].filter((name) => !known.has(name.toLowerCase()));
  const catchAll = (name) => ({ name: name[0].toUpperCase() + name.slice(1), superClass: ['Element'],
    properties: [{ name: 'text', isBody: true, type: 'String' }, { name: 'content', type: 'Element', isMany: true }] });
  return { ...descriptor, types: [...descriptor.types, ...unknown.map(catchAll)] };
}

/** Local names of the elements under any prefix that is bound to this namespace. */
function namesIn(xml, uri) {
  const bound = [...xml.matchAll(/xmlns:([\w.-]+)\s*=\s*["']([^"']*)["']/g)];
  const prefixes = bound.filter((found) => found[2] === uri).map((found) => found[1]);
  const names = new Set();
  for (const prefix of new Set(prefixes)) {
    for (const found of xml.matchAll(new RegExp(`<${prefix.replaceAll('.', '\\.')}:([\\w.-]+)`, 'g'))) names.add(found[1]);
  }
  return names;
}

/**
 * References that lead nowhere in this file are kept as they are written; those with a prefix (`tns:msg_1`) are resolved.
 * `parsed`: what moddle's fromXML gives. Answers what is lost all the same: [{line, sentence}].
 */
export function mendReferences({ elementsById, warnings }) {
  const open = warnings.filter((one) => one.element && one.value !== undefined && /^unresolved/.test(one.message));
  for (const { element, property, value } of open) {
    const target = elementsById[String(value).trim().split(':').at(-1)];
    const name = property.split(':').at(-1);
    if (target) link(element, name, target);
    else if (!STRUCTURE.includes(name)) link(element, name, { id: value });     // the writer asks a reference for its id only
  }
  return warnings.filter((one) => /^unparsable content/.test(one.message)).map(lost);
}

function link(element, name, target) {
  const property = element.$descriptor.propertiesByName[name];
  if (property?.isMany) element.get(name).push(target);
  else element.set(name, target);
}

function lost({ message }) {
  const line = Number(/line: (\d+)/.exec(message)?.[1] ?? 0) + 1;
  const what = /unparsable content (\S+)/.exec(message)?.[1] ?? '';
  return { line, sentence: `第 ${line} 行 ${what}` };
}
