// Which module opens which kind of file; each is a chunk of its own, loaded when first needed.
export const KINDS = [
  { kind: 'bpmn', name: '流程图', sign: 'sitemap' },
  { kind: 'dmn', name: '决策表', sign: 'table' },
  { kind: 'form', name: '表单', sign: 'list-details' },
  { kind: 'test', name: '测试', sign: 'checklist' },
];

const LOADERS = {
  bpmn: () => import('../diagram/editor.js'),
  dmn: () => import('../tables/editor.js'),
  form: () => import('../forms/editor.js'),
  test: () => import('../plain/editor.js'),
};

export const kindOf = (name) => name.slice(name.lastIndexOf('.') + 1);

/** `openEditor` of the kind's module. A text that the module cannot read (broken XML) is opened as plain text. */
export async function editorFor(name, plain = false) {
  const module = await (plain ? LOADERS.test : LOADERS[kindOf(name)] ?? LOADERS.test)();
  return module.openEditor;
}

export const loadProblems = () => import('../problems/panel.js');
export const loadSimulation = () => import('../simulation/panel.js');
