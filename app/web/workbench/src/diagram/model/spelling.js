// Ids that XML allows and the reader does not (审批, {4711}): spelled in ASCII while the diagram is open, as they were in what is saved.
const READABLE = /^([a-z][\w-.]*:)?[a-z_][\w-.]*$/i;
const SPELLED = /_u8_((?:[0-9a-f]{2})+)_/g;

export function spell(id) {
  if (!id || READABLE.test(id)) return id;
  return `_u8_${[...new TextEncoder().encode(id)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}_`;
}

/** The text with every id as it was. */
export function unspell(text) {
  return text.replace(SPELLED, (_whole, hex) => new TextDecoder().decode(Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16))));
}

/** The XML with its unreadable ids spelled out, wherever a whole value, an entry of a list in one, or a whole text is such an id. */
export function readable(xml) {
  const ids = new Set([...xml.matchAll(/\sid\s*=\s*"([^"]+)"/g)].map((found) => found[1]).filter((id) => !READABLE.test(id)));
  if (!ids.size) return xml;
  const spelled = (value) => value.split(/([,|\s]+)/).map((part) => (ids.has(part) ? spell(part) : part)).join('');
  const whole = (value) => (ids.has(value.trim()) ? value.replace(value.trim(), spell(value.trim())) : value);
  const attribute = (all, name, equals, value) => (/(^|:)name$/.test(name) ? all : ` ${name}${equals}${spelled(value)}"`);
  return xml.replace(/\s([\w:.-]+)(\s*=\s*")([^"]*)"/g, attribute)
    .replace(/>([^<>]+)</g, (_all, text) => `>${whole(text)}<`);
}
