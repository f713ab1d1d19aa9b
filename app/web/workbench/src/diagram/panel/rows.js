// A list of name and expression, as parameters and mappings have it.
import { html } from './ui.js';
import { Action, Feel, Text } from './fields.js';

/** rows: [{key, name, value, label?, fixed?}]; `nameFirst` false: the expression stands left of where it goes. */
export function Rows({ rows, names, onName, onValue, onRemove, onAdd, addText, element, host, pending, disabled }) {
  return html`<div class="zd-rows">
    ${rows.map((row) => html`<div class="zd-pair" key=${row.key}>
      ${!row.fixed && html`<${Text} label=${names.name} mono value=${row.name} onChange=${(text) => onName(row, text.trim())}
        ...${{ disabled, pending }} />`}
      <${Feel} label=${row.fixed ? row.label ?? row.name : names.value} value=${row.value} element=${element.id}
        onChange=${(text) => onValue(row, text.trim())}
        ...${{ host, pending, disabled }} action=${row.fixed && html`<code>${row.name}</code>`} />
      ${!row.fixed && !disabled && html`<${Action} onClick=${() => onRemove(row)}>删去这一项</${Action}>`}
    </div>`)}
    ${onAdd && !disabled && html`<${Action} onClick=${onAdd}>${addText}</${Action}>`}
  </div>`;
}
