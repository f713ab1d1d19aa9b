// What other tools wrote and this system does not execute: shown, kept, not changed.
import { html } from './ui.js';
import { Action, Text } from './fields.js';
import { extensions } from '../model/extensions.js';

const OURS = ['spiffworkflow:', 'zfl:'];
const SHOWN = ['role', 'scope', 'form', 'act', 'deadline', 'not_actor_of', 'stage', 'ask', 'end_state'];

/** [{name, text}] of extension elements and attributes that belong to neither BPMN nor us. */
export function foreignOf(bo) {
  const elements = [...extensions(bo), ...(bo.foreign ?? [])].filter((one) => !OURS.some((prefix) => one.$type.startsWith(prefix)));
  const attributes = Object.entries(bo.$attrs ?? {}).filter(([name]) => !name.startsWith('xmlns'));
  return [
    ...attributes.map(([name, value]) => ({ name, text: String(value) })),
    ...elements.map((one) => ({ name: one.$type, text: written(one) })),
  ];
}

export function Foreign({ bo }) {
  return html`<p class="zd-help">这些是别的软件写的，这里不执行，也不改动，保存时原样留着。</p>
    <dl class="zd-foreign">${foreignOf(bo).map((one, n) => html`<dt
      key=${n}>${one.name}</dt><dd>${one.text || '（空）'}</dd>`)}</dl>`;
}

function written(generic, depth = 0) {
  const own = Object.entries(generic).filter(([key, value]) => !key.startsWith('$') && typeof value !== 'object');
  const attributes = own.map(([key, value]) => `${key}="${value}"`);
  const children = (generic.$children ?? []).map((child) => `\n${'  '.repeat(depth + 1)}${child.$type} ${written(child, depth + 1)}`);
  return [...attributes, generic.$body?.trim()].filter(Boolean).join(' ') + children.join('');
}

/** spiffworkflow properties that this panel has no field for. */
export const otherOf = ({ properties }) => Object.entries(properties).filter(([name]) => !SHOWN.includes(name));

export function Other(context) {
  const { set, disabled, pending } = context;
  return html`${otherOf(context).map(([name, value]) => html`<${Text} key=${name} label=${name} mono value=${value}
    ...${{ disabled, pending }} onChange=${(text) => set(name, text)} />
    ${!disabled && html`<${Action} onClick=${() => set(name, null)}>删去 ${name}</${Action}>`}`)}`;
}
