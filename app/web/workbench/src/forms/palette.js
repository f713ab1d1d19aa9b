// Left: the kinds of fields. Dragged into the form, or added at its end by a click.
import { iconsByType } from '@bpmn-io/form-js-viewer';
import { h, render } from 'preact';
import { el } from '../shell/dom.js';
import { GROUPS, NAMES } from './kinds.js';

export function openPalette(box, editor) {
  box.append(...GROUPS.map(([title, types]) => el('section', {}, el('h3', {}, title),
    el('div', { class: 'fjs-palette-fields fjs-drag-container fjs-no-drop' }, types.map((type) => entry(type, editor))))));
}

/** The classes are those that form-js's dragging looks for. */
function entry(type, editor) {
  const sign = el('span', { 'aria-hidden': 'true' });
  render(h(iconsByType(type), { width: 28, height: 28, viewBox: '0 0 54 54' }), sign);
  return el('button', {
    type: 'button', class: 'zf-fm-kind fjs-palette-field fjs-drag-copy fjs-no-drop', title: `${NAMES[type]}：拖到表单里，或按一下加到末尾`,
    data: { fieldType: type }, onclick: () => editor.add(type),
  }, sign, el('span', {}, NAMES[type]));
}
