// 调用流程: which process, what goes in, what comes back.
import { html } from './ui.js';
import { Action, Check, Pick } from './fields.js';
import { Rows } from './rows.js';
import { fileOf } from '../model/known.js';
import { addExtension, all, removeExtension } from '../model/extensions.js';

export function Call(context) {
  const { bo, choices, disabled, host, change } = context;
  const called = bo.calledElement?.split(':').at(-1) ?? '';
  const mapped = all(bo, 'zfl:In').length + all(bo, 'zfl:Out').length > 0;
  return html`
    <${Pick} label="调用哪个流程" value=${called} options=${choices.processes} disabled=${disabled} placeholder="选一个流程…"
      onChange=${(id) => change({ calledElement: id || undefined })}
      action=${called && html`<${Action} onClick=${() => host.open(fileOf(choices.processes, called) ?? `${called}.bpmn`)}>打开流程</${Action}>`} help="那个流程办完，这里才往下走。" />
    <${Check} label="全部变量带进带出" value=${!mapped} disabled=${disabled || !mapped} onChange=${() => clear(context)}
      help="不写传入、传出就是全部带进带出；写了就只有写的那些。" />
    <${Mappings} ...${context} type="zfl:In" title="传入" names=${{ name: '那边叫', value: '这边的值' }} />
    <${Mappings} ...${context} type="zfl:Out" title="传出" names=${{ name: '这边叫', value: '那边的值' }} />`;
}

function clear({ element, bo, editing }) {
  editing.together(() => [...all(bo, 'zfl:In'), ...all(bo, 'zfl:Out')].forEach((one) => removeExtension(editing, element, bo, one)));
}

function Mappings({ element, bo, editing, host, pending, disabled, change, type, title, names }) {
  const rows = all(bo, type).map((mapping, n) => ({ key: n, name: mapping.target ?? '', value: mapping.source ?? '', mapping }));
  const add = () => editing.together(() => addExtension(editing, element, bo, type, { source: 'null', target: freeName(rows) }));
  return html`<div class="zd-sub"><h3>${title}</h3>
    <${Rows} ...${{ rows, names, element, host, pending, disabled }} addText=${`添加一项${title}`} onAdd=${add}
      onName=${(row, target) => change({ target }, row.mapping)} onValue=${(row, source) => change({ source }, row.mapping)}
      onRemove=${(row) => editing.together(() => removeExtension(editing, element, bo, row.mapping))} /></div>`;
}

function freeName(rows) {
  let n = rows.length + 1;
  while (rows.some((row) => row.name === `value_${n}`)) n += 1;
  return `value_${n}`;
}
