// A field that is searched as one types: by name, by code, by note. Keyboard as a combobox is expected to have it.
import { html, useEffect, useRef, useState } from './ui.js';

const MOST = 60;        // entries drawn at once

/** options: [{value, label, note?}]. Emptying the field picks ''; with `other`, what is not in the list may be picked as typed. */
export function Combo({ id, value, options, onPick, disabled, other, placeholder, label }) {
  const { open, text, found, at, set } = useSearch(options);
  const box = useRef();
  const chosen = options.find((one) => one.value === value);
  useEffect(() => { if (open) box.current.querySelector('.on')?.scrollIntoView({ block: 'nearest' }); }, [at, open]);

  const pick = (picked) => { set({ open: false, text: null, at: 0 }); if (picked !== value) onPick(picked); };
  const leave = () => pick(leftWith({ text, value, options, other }));
  const onKeyDown = (event) => {
    const key = keyOf(event.key, { open, at, found, set, pick, leave });
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    key();
  };
  return html`<div class="zd-combo" ref=${box}>
    <input id=${id} type="text" role="combobox" autocomplete="off"
      class=${`form-control${value && !chosen && !other ? ' zd-unknown' : ''}`}
      value=${text ?? chosen?.label ?? value ?? ''} disabled=${disabled} placeholder=${placeholder} aria-label=${label}
      aria-expanded=${open} aria-controls=${`${id}-list`} aria-autocomplete="list"
        aria-activedescendant=${open && found[at] ? `${id}-${at}` : undefined}
      onClick=${(event) => { if (!open) { event.target.select(); set({ open: true }); } }}
      onInput=${(event) => set({ open: true, text: event.target.value, at: 0 })} onKeyDown=${onKeyDown} onBlur=${() => open && leave()} />
    ${open && html`<${Options} ...${{ id, label, found, at, value, pick, other }} />`}
  </div>`;
}

function Options({ id, label, found, at, value, pick, other }) {
  return html`<ul id=${`${id}-list`} role="listbox" class="zd-options" aria-label=${label}>
    ${found.slice(0, MOST).map((one, n) => html`<li key=${one.value} id=${`${id}-${n}`} role="option"
      aria-selected=${one.value === value} class=${n === at ? 'on' : ''}
      onMouseDown=${(event) => { event.preventDefault(); pick(one.value); }}><b>${one.label}</b>${one.note && html`<span>${one.note}</span>`}</li>`)}
    ${!found.length && html`<li class="none">${other ? '按回车，就用现在写的' : '没有符合的'}</li>`}
    ${found.length > MOST && html`<li class="none">还有 ${found.length - MOST} 个，请多写几个字</li>`}
  </ul>`;
}

// `text` null: opened, but nothing typed, so everything is shown.
function useSearch(options) {
  const [state, change] = useState({ open: false, text: null, at: 0 });
  return { ...state, found: state.text ? matching(options, state.text) : options, set: (part) => change({ ...state, ...part }) };
}

function keyOf(key, { open, at, found, set, pick, leave }) {
  const last = Math.min(found.length, MOST) - 1;
  if (key === 'ArrowDown') return () => set(open ? { at: Math.min(at + 1, last) } : { open: true });
  if (!open) return null;
  if (key === 'ArrowUp') return () => set({ at: Math.max(at - 1, 0) });
  if (key === 'Enter') return () => (found[at] ? pick(found[at].value) : leave());
  if (key === 'Escape') return () => set({ open: false, text: null, at: 0 });
  return null;
}

function leftWith({ text, value, options, other }) {
  if (text === null) return value;
  const typed = text.trim();
  if (!typed) return '';
  return options.find((one) => one.label === typed)?.value ?? (other ? typed : value);
}

export function matching(options, query) {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const text = (one) => `${one.label} ${one.value} ${one.note ?? ''}`.toLowerCase();
  return options.filter((one) => words.every((word) => text(one).includes(word)));
}
