// The diagram editor in a page of its own, for tests in Chromium: `window.openDiagram(xml, options)` gives {editor, notes}.
import { openEditor } from '../../app/web/workbench/src/diagram/editor.js';

window.openDiagram = async (xml, { known = {}, name = 'test.bpmn', layout = null, ...options } = {}) => {
  document.body.innerHTML = '<main style="height:800px"></main>';
  const notes = [];
  const host = {
    revision: {}, known: async () => known, files: () => [], current: () => ({ name, content: xml }), open: (...what) => notes.push(what), notify: (sentence, kind) => notes.push([kind, sentence]),
    call: async () => ({ content: layout }), feel: { check: async () => ({ ok: true, problems: [], refers: [] }), variables: async () => [] },
  };
  const editor = await openEditor(document.querySelector('main'), { name, content: xml, host, ...options });
  Object.assign(window, { editor, notes, get: (service) => editor.modeler.get(service), find: (id) => editor.modeler.get('elementRegistry').get(id) });
  await new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
};
