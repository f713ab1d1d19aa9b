// The diagram editor in a page of its own, for tests in Chromium: `window.openDiagram(xml, options)` gives {editor, notes}.
import { openEditor } from '../../app/web/workbench/src/diagram/editor.js';

window.openDiagram = async (xml, { known = {}, name = 'test.bpmn', layout = null, ...options } = {}) => {
  document.body.innerHTML = '<main style="height:800px"></main>';
  const notes = [];
  const host = {
    revision: {}, known: async () => known, files: () => [], current: () => ({ name, content: xml }), call: async () => ({ content: layout }),
    open: (...what) => notes.push(what), notify: (sentence, kind) => notes.push([kind, sentence]),
    feel: { check: async () => ({ ok: true, problems: [], refers: [] }), variables: async () => [] },
  };
  const editor = await openEditor(document.querySelector('main'), { name, content: xml, host, ...options });
  const get = (service) => editor.modeler.get(service);
  Object.assign(window, { editor, notes, get, find: (id) => get('elementRegistry').get(id) });
  await new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
};
