// Choosing the message, signal, error or escalation of an event, or making one.
import { html } from './ui.js';
import { Pick, Text } from './fields.js';

const NAMES = { 'bpmn:Message': '消息', 'bpmn:Signal': '信号', 'bpmn:Error': '错误', 'bpmn:Escalation': '升级' };
const CODE = { 'bpmn:Error': 'errorCode', 'bpmn:Escalation': 'escalationCode' };

/** `owner[property]` refers to a root element of `type`. What is typed and not there yet is made. */
export function RootPick(context) {
  const { owner, editing, element, label, type, property, prefix, disabled, pending, change, choices } = context;
  const roots = editing.roots(type);
  const chosen = owner.get(property);
  const pick = (value) => editing.together(() => {
    const root = value ? roots.find((one) => one.id === value) ?? make(editing, element, type, value, prefix) : undefined;
    editing.set(element, owner, { [property]: root });
  });
  const code = CODE[type];
  return html`
    <${Pick} label=${label} other value=${chosen?.id ?? ''}
      options=${[...roots.map(option), ...elsewhere(choices, type, roots)]} disabled=${disabled}
      placeholder=${`选一个，或写新${NAMES[type]}的名称`} onChange=${pick}
      help=${`发出的和等待的要选同一个${NAMES[type]}。写一个没有的名称就新建。`} />
    ${chosen?.$type && html`<${Text} label=${`${NAMES[type]}名称`} value=${chosen.name ?? ''} ...${{ disabled, pending }}
      onChange=${(name) => change({ name }, chosen)} />`}
    ${chosen?.$type && code && html`<${Text} label="代码" mono value=${chosen[code] ?? ''} ...${{ disabled, pending }}
      onChange=${(text) => change({ [code]: text.trim() }, chosen)}
      help="按代码配对；不选的话接住所有的。" />`}`;
}

/** Messages that other files or the system know and this file does not yet: choosing one makes it. */
function elsewhere(choices, type, roots) {
  return type === 'bpmn:Message' ? choices.messages.filter((one) => !roots.some((root) => root.name === one.value)) : [];
}

const option = (one) => ({ value: one.id, label: one.name || one.id, note: one.id });

function make(editing, element, type, name, prefix) {
  const plain = /^[A-Za-z_][\w.-]*$/.test(name) ? name : Date.now().toString(36);
  const id = editing.freeId(plain.startsWith(prefix) ? plain : prefix + plain);
  const root = editing.addRoot(element, type, { id, name, ...(CODE[type] ? { [CODE[type]]: id } : {}) });
  editing.moddle.ids.claim(id, root);
  return root;
}
