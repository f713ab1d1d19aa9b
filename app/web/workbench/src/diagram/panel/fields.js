// The fields of the panel. A field shows a value and says what it was changed to; it does not know the diagram.
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from './ui.js';
import { Combo } from './combo.js';
import { feelInput } from '../../feel/input.js';

const LONG = 36;        // characters that an expression may have in one line
const REST = 450;       // milliseconds without a key until what was typed becomes a step of undo

/** Label above, help and problem below. `children` takes the id for its control. */
export function Field({ label, help, problem, id, children, action }) {
  return html`<div class=${`zd-field${problem ? ' zd-wrong' : ''}`}>
    <div class="zd-label"><label for=${id}>${label}</label>${action}</div>
    ${children}
    ${problem && html`<p class="zd-problem" role="alert">${problem}</p>`}
    ${help && html`<p class="zd-help" id=${`${id}-help`}>${help}</p>`}
  </div>`;
}

/**
 * What is typed stays here until it is told: on leaving the field, on Enter, or when typing rests. `pending`: what is to be
 * told before the next save.
 */
function useTyped(value, onChange, pending) {
  const [typed, setTyped] = useState(null);
  const state = useRef({ tellNow: () => commit() });
  Object.assign(state.current, { typed, onChange, value });
  const commit = () => {
    const { typed: text, value: before, told } = state.current;
    pending?.delete(state.current.tellNow);
    // The value follows a frame later; who leaves the field until then (it may go with its element) has nothing more to tell.
    if (text === null || text === before || text === told) return;
    state.current.told = text;
    state.current.onChange(text);
  };
  const tell = () => {
    clearTimeout(state.current.timer);
    commit();
    state.current.typed = null;
    setTyped(null);
  };
  const type = (text, later = true) => {
    Object.assign(state.current, { typed: text, told: null });
    setTyped(text);
    pending?.add(state.current.tellNow);
    clearTimeout(state.current.timer);
    if (later) state.current.timer = setTimeout(tell, REST);
  };
  useEffect(() => () => tell(), []);
  return { shown: typed ?? value, typed, type, tell };
}

export function Text({ label, help, value = '', onChange, refuse, pending, rows, placeholder, disabled, mono }) {
  const id = useId();
  const { shown, typed, type, tell } = useTyped(value, (text) => { if (!refuse?.(text)) onChange(text); }, pending);
  const problem = typed !== null && refuse ? refuse(typed) : null;
  const common = {
    id, value: shown, placeholder, disabled, class: `form-control${mono ? ' zf-mono' : ''}`, 'aria-describedby': help ? `${id}-help` : undefined,
    onInput: (event) => type(event.target.value, !refuse), onBlur: tell,
  };
  return html`<${Field} ...${{ label, help, problem, id }}>
    ${rows ? html`<textarea rows=${rows} ...${common}></textarea>`
    : html`<input type="text" ...${common} onKeyDown=${(event) => event.key === 'Enter' && tell()} />`}
  </${Field}>`;
}

export function Check({ label, help, value, onChange, disabled }) {
  const id = useId();
  return html`<div class="zd-field">
    <label class="zd-check" for=${id}><input id=${id} type="checkbox" class="zf-check" checked=${Boolean(value)}
      disabled=${disabled}
      onChange=${(event) => onChange(event.target.checked)} /> ${label}</label>
    ${help && html`<p class="zd-help">${help}</p>`}
  </div>`;
}

/** One of a few, all of them to be seen. options: [{value, label}] */
export function OneOf({ label, help, value, options, onChange, disabled }) {
  const id = useId();
  return html`<div class="zd-field" role="radiogroup" aria-label=${label}>
    <div class="zd-label"><span>${label}</span></div>
    <div class="zd-oneof">${options.map((one) => html`<label key=${one.value} class=${one.value === value ? 'on' : ''}>
      <input type="radio" name=${id} checked=${one.value === value} disabled=${disabled}
        onChange=${() => onChange(one.value)} />${one.label}</label>`)}</div>
    ${help && html`<p class="zd-help">${help}</p>`}
  </div>`;
}

/** One of many, to be searched. options: [{value, label, note?}]; `other`: what is not in the list may be typed too. */
export function Pick({ label, help, value, options, onChange, action, disabled, other, placeholder, problem }) {
  const id = useId();
  return html`<${Field} ...${{ label, help, id, action, problem }}>
    <${Combo} ...${{ id, value, options, disabled, other, placeholder, label }} onPick=${onChange} />
  </${Field}>`;
}

/** Several of many: chips, and a field to add one. `values`: list. */
export function PickMany({ label, help, values, options, onChange, disabled, placeholder, problem }) {
  const id = useId();
  const named = new Map(options.map((one) => [one.value, one]));
  const rest = options.filter((one) => !values.includes(one.value));
  return html`<${Field} ...${{ label, help, id, problem }}>
    <ul class="zd-chips">${values.map((value) => html`<li key=${value} class=${named.has(value) ? '' : 'unknown'}>
      <span title=${value}>${named.get(value)?.label ?? value}</span>${!disabled && html`<button type="button"
        aria-label=${`去掉${named.get(value)?.label ?? value}`}
        onClick=${() => onChange(values.filter((one) => one !== value))}>×</button>`}</li>`)}</ul>
    ${!disabled && html`<${Combo} id=${id} value="" options=${rest} label=${label} placeholder=${placeholder ?? '添加…'}
      onPick=${(value) => value && onChange([...values, value])} />`}
  </${Field}>`;
}

/** An expression, completed and checked as one types. */
export function Feel({ label, help, value = '', mode = 'expression', onChange, pending, disabled, action, ...more }) {
  const { element, host, placeholder, multiline = value.length > LONG } = more;
  const id = useId();
  const box = useRef();
  const input = useRef();
  const { shown, type, tell } = useTyped(value, onChange, pending);
  useLayoutEffect(() => {
    const options = { value, mode, element, host, placeholder, label, multiline, readOnly: disabled, onChange: type };
    input.current = feelInput(box.current, options);
    return () => input.current.destroy();
  }, [element, mode, disabled]);
  useLayoutEffect(() => { if (input.current.value() !== shown) input.current.set(shown); }, [shown]);
  return html`<${Field} ...${{ label, help, id, action }}><div ref=${box}
    class=${mode === 'script' ? 'zd-feel script' : 'zd-feel'} onFocusOut=${tell}></div></${Field}>`;
}

export function Action({ children, onClick, title, disabled }) {
  return html`<button type="button" class="zd-link" onClick=${onClick} title=${title} disabled=${disabled}>${children}</button>`;
}
