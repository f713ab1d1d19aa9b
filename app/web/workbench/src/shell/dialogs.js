// Questions before the page: native dialogs, so that focus and Escape behave.
import { el, button, signButton } from './dom.js';

/** A dialog with this content. Resolves with what `close(value)` was called with, or null when it was dismissed. */
export function ask(title, fill, { wide = false, className = '' } = {}) {
  return new Promise((resolve) => {
    const close = (value) => { dialog.dataset.done = '1'; resolve(value); dialog.close(); };
    const dialog = el('dialog', { class: `zf-w-dialog${wide ? ' wide' : ''} ${className}`, 'aria-label': title });
    dialog.append(el('header', {}, el('h2', {}, title), signButton('x', '关闭', () => dialog.close())), fill(close));
    dialog.addEventListener('close', () => {
      if (!dialog.dataset.done) resolve(null);
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A question with answers as buttons: [[value, text, filled?] …]. Resolves with the value, or null. */
export function choose(title, text, answers) {
  return ask(title, (close) => el('div', {},
    el('p', {}, text),
    el('footer', {}, answers.map(([value, label, filled]) => button(label, () => close(value), { kind: filled ? 'btn-primary' : 'btn-line' })))));
}

/** A line of text. Resolves with it, or null. */
export function askText(title, label, { value = '', hint = '', submit = '好', pattern = null } = {}) {
  return ask(title, (close) => {
    const input = el('input', { class: 'form-control', name: 'text', 'aria-label': label, maxlength: '120', autocomplete: 'off' });
    input.value = value;
    if (pattern) input.pattern = pattern;
    return el('form', { method: 'dialog', onsubmit: (event) => { event.preventDefault(); if (input.value.trim()) close(input.value.trim()); } },
      el('label', { class: 'zf-w-field' }, el('span', {}, label), input), hint && el('p', { class: 'zf-hint' }, hint),
      el('footer', {}, el('button', { class: 'btn btn-primary btn-sm' }, submit)));
  });
}
