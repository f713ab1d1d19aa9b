// 谁来办, 办什么, 时限: what a task for people says.
import { html } from './ui.js';
import { Action, Feel, OneOf, Pick, PickMany, Text } from './fields.js';
import { actors } from '../model/ids.js';
import { STATUS } from '../model/known.js';
import { amountWords, readTimer, timerWords, writeDeadline } from '../model/timers.js';
import { processOf, typeOf, within } from '../model/types.js';

export function Who(context) {
  const { properties, choices, set, disabled, bo, element, host, pending } = context;
  const roles = (properties.role ?? '').split('|').filter(Boolean);
  const tasks = [...within(processOf(bo))].filter((one) => typeOf(one) === 'UserTask' && one !== bo);
  return html`
    <${PickMany} label="岗位" values=${roles} options=${choices.roles} disabled=${disabled} placeholder="添加岗位…"
      onChange=${(list) => set('role', list.join('|'))}
      help="选了几个的，其中任何一个岗位都能签收。" problem=${roles.length || typeOf(bo) === 'ManualTask' ? null : '还没有选岗位，没有人能签收。'} />
    <${Organs} ...${context} />
    <${Feel} label="单位" value=${properties.scope ?? ''} element=${element.id} onChange=${(text) => set('scope', text.trim())}
      ...${{ host, pending, disabled }}
      help="在哪个单位的人里找。写单位代码（如 ${'"dispatch"'}）或变量（如 case.street、dept.code）。" />
    <${PickMany} label="回避：办过下列环节的人不能办" values=${actors(properties.not_actor_of)} options=${tasks.map(taskOption)}
      disabled=${disabled}
      placeholder="添加环节…" onChange=${(list) => set('not_actor_of', list.join(','))} help="同一案件里，办过这些环节的人看得到但不能签收这一件。" />`;
}

const taskOption = (task) => ({ value: task.id, label: task.name || task.id, note: task.id });

const SAID = { 'dept.code': '逐个办理的那个部门' };

/** A way to write the expression below without knowing FEEL. */
function Organs({ properties, choices, set, disabled }) {
  const organs = choices.organs.map((one) => ({ value: `"${one.code}"`, label: one.name, note: one.code }));
  const usual = choices.scopes.map(({ value, name }) => ({ value, label: SAID[value] ?? name, note: value }));
  const options = [...usual.filter((one) => !organs.some((organ) => organ.value === one.value)), ...organs];
  const value = options.some((one) => one.value === properties.scope) ? properties.scope : '';
  return html`<${Pick} label="从单位里选" value=${value} options=${options} disabled=${disabled}
    placeholder=${properties.scope ? '按下面的表达式' : '选一个单位…'}
    onChange=${(picked) => picked && set('scope', picked)} />`;
}

export function What(context) {
  const { properties, choices, set, disabled, host, pending } = context;
  const act = choices.byCode.acts[properties.act];
  return html`
    <${Text} label="请办什么" rows="2" value=${properties.ask ?? ''} onChange=${(text) => set('ask', text.trim())}
      ...${{ disabled, pending }}
      help="办理人打开待办先看到的一句话，用“请……”开头。" />
    <${Pick} label="表单" value=${properties.form ?? ''} options=${choices.forms} disabled=${disabled} placeholder="选一张表单…"
      onChange=${(form) => set('form', form)}
      action=${properties.form && html`<${Action} onClick=${() => host.open(`${properties.form}.form`)}>打开表单</${Action}>`}
        help="办理人填什么。" />
    <${Pick} label="执法行为" value=${properties.act ?? ''} options=${choices.acts} disabled=${disabled} placeholder="不是法定行为"
      onChange=${(code) => set('act', code)}
      help="选了法定行为，提交时系统按法条核对，画什么图都绕不开。" />
    ${act && html`<p class="zd-law zf-law">${act.name}：${act.article}</p>`}
    ${act?.needs?.length > 0 && html`<p
      class="zd-help">表单要问：${act.needs.filter((one) => one.required).map((one) => one.label).join('、')}。</p>`}`;
}

export function Term(context) {
  const { properties, choices, set, disabled, element, host, pending } = context;
  const timer = readTimer(properties.deadline);
  const way = timer.way === 'none' || timer.way === 'deadline' ? timer.way : 'feel';
  const first = { none: '', deadline: firstDeadline(choices), feel: properties.deadline || 'now() + duration("P1D")' };
  const pickWay = (next) => set('deadline', first[next]);
  return html`
    <${OneOf} label="办理时限" value=${way} disabled=${disabled} onChange=${pickWay}
      options=${[{ value: 'none', label: '不限' }, { value: 'deadline', label: '时限表' }, { value: 'feel', label: '表达式' }]} />
    ${way === 'deadline' && html`<${DeadlinePick} ...${{ timer, choices, disabled }}
      onChange=${(text) => set('deadline', text)} />`}
    ${way === 'feel' && html`<${Feel} label="何时到期" value=${properties.deadline} element=${element.id}
      onChange=${(text) => set('deadline', text.trim())}
      ...${{ host, pending, disabled }} help="给出日期时间，例如前面算好的变量 accept_by。" />`}`;
}

const firstDeadline = (choices) => writeDeadline(choices.deadlines[0]?.value ?? 'T02');

/** A deadline of the district's table: value, unit, basis, and whether it is only a sample. */
export function DeadlinePick({ timer, choices, onChange, disabled, share }) {
  const figure = choices.byCode.deadlines[timer.code];
  return html`
    <${Pick} label="哪一项时限" value=${timer.code} options=${choices.deadlines} disabled=${disabled}
      onChange=${(code) => code && onChange(writeDeadline(code, timer.share))} />
    ${share && html`<${OneOf} label="到几成时" value=${timer.share} disabled=${disabled}
      onChange=${(part) => onChange(writeDeadline(timer.code, part))}
      options=${[0.5, 0.8, 1].map((part) => ({ value: part, label: part === 1 ? '届满' : `${part * 100}%` }))} />`}
    ${figure && html`<dl class="zd-figure"><dt>期间</dt><dd>${amountWords(figure)}</dd><dt>依据</dt><dd>${figure.basis || '—'}</dd>
      <dt>性质</dt><dd>${STATUS[figure.status] ?? figure.status}</dd></dl>`}
    <p class="zd-help">${timerWords(timer, choices.byCode.deadlines)}</p>`;
}
