// When a timer fires: a span, a share of a deadline of the table, again and again, or an expression.
import { html } from './ui.js';
import { Feel, Field, OneOf, Text } from './fields.js';
import { DeadlinePick } from './people.js';
import { readTimer, timerWords, writeDeadline, writeSpan } from '../model/timers.js';

const SLOTS = { span: 'timeDuration', cycle: 'timeCycle', deadline: 'timeDate', feel: 'timeDate', moment: 'timeDate' };
const WAYS = Object.entries({ span: '过多久', deadline: '时限表', cycle: '每隔', feel: '表达式' }).map(([value, label]) => ({ value, label }));
const UNITS = [['m', '分钟'], ['h', '小时'], ['D', '天'], ['W', '周'], ['M', '个月']];

export function TimerFields(context) {
  const { owner, choices, disabled, element, host, pending } = context;
  const timer = readTimer(written(owner)?.body);
  const way = { none: 'span', moment: 'feel' }[timer.way] ?? timer.way;
  const write = (text, next = way) => setTimer(context, text, SLOTS[next]);
  const first = {
    span: 'PT30M', cycle: 'R3/PT30M', deadline: writeDeadline(choices.deadlines[0]?.value ?? 'T02', 0.8), feel: timer.text || 'now() + duration("PT30M")',
  };
  const pick = (next) => write(first[next], next);
  return html`
    <${OneOf} label="什么时候" value=${way} options=${WAYS} disabled=${disabled} onChange=${pick} />
    ${way === 'span' && html`<${Span} label="多久以后" amounts=${timer.amounts ?? {}} ...${{ disabled, pending }}
      onChange=${(amounts) => write(writeSpan(amounts))} />`}
    ${way === 'cycle' && html`<${Span} label="每隔多久" amounts=${timer.amounts} ...${{ disabled, pending }}
      onChange=${(amounts) => write(`R${timer.times ?? ''}/${writeSpan(amounts)}`)} />
      <${Text} label="共几次" value=${String(timer.times ?? '')} refuse=${notACount} ...${{ disabled, pending }}
        help="不写就一直重复，直到离开这里。"
        onChange=${(times) => write(`R${times.trim()}/${writeSpan(timer.amounts)}`)} />`}
    ${way === 'deadline' && html`<${DeadlinePick} ...${{ timer, choices, disabled }} share onChange=${write} />`}
    ${way === 'feel' && html`<${Feel} label="时间" value=${timer.text} element=${element.id} ...${{ host, pending, disabled }}
      onChange=${(text) => write(text.trim())}
      help="给出日期时间或期间的表达式，或 ISO 写法（PT30M、2027-01-01）。" />`}
    ${way !== 'deadline' && html`<p class="zd-help zd-words">${timerWords(timer)}</p>`}`;
}

const notACount = (text) => (/^\d{0,4}$/.test(text.trim()) ? null : '写一个整数。');

/** A number and a unit; a span of several units (1 小时 30 分钟) is shown in its smallest. */
function Span({ label, amounts, onChange, disabled, pending }) {
  const { number, unit } = inOneUnit(amounts);
  const refuse = (text) => (/^[1-9]\d{0,5}$/.test(text.trim()) ? null : '写一个大于零的整数。');
  return html`<div class="zd-span">
    <${Text} label=${label} value=${String(number || '')} ...${{ disabled, pending, refuse }}
      onChange=${(text) => onChange({ [unit]: Number(text) })} />
    <${Field} label="单位" id="zd-span-unit"><select id="zd-span-unit" class="form-select" disabled=${disabled}
      onChange=${(event) => onChange({ [event.target.value]: number || 30 })}>
      ${UNITS.map(([value, name]) => html`<option value=${value}
        selected=${value === unit}>${name}</option>`)}</select></${Field}></div>`;
}

function inOneUnit(amounts) {
  const keys = Object.keys(amounts);
  if (keys.length <= 1 && keys[0] !== 's') return { unit: keys[0] ?? 'm', number: amounts[keys[0]] };
  const minutes = { W: 10080, D: 1440, h: 60, m: 1, s: 1 / 60 };
  return { unit: 'm', number: keys.reduce((sum, key) => sum + amounts[key] * (minutes[key] ?? 43200), 0) };
}

function written(owner) {
  return owner.timeDate ?? owner.timeDuration ?? owner.timeCycle;
}

/** The engine reads all three slots alike; the one that other tools expect for this kind of time is written. */
function setTimer({ element, owner, editing }, text, slot) {
  const there = written(owner);
  if (there && owner[slot] === there && text) return editing.set(element, there, { body: text });
  const expression = text ? editing.create('bpmn:FormalExpression', { body: text }, owner) : undefined;
  return editing.set(element, owner, { timeDate: undefined, timeDuration: undefined, timeCycle: undefined, [slot]: expression });
}
