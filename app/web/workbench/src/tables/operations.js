// Fixes of findings: the small operations that the server proposes, carried out as one step of undo.

/** True if all could be carried out; then all are, else none. */
export async function carryOut(editor, ops) {
  const works = ops.map((op) => workOf(editor, op));
  if (!works.length || works.some((work) => !work)) return false;
  const { decision } = works[0];
  if (works.some((work) => work.decision !== decision)) return false;
  await editor.openView(decision);
  const viewer = editor.viewer;
  viewer.get('commandStack').execute('zfl.together', { work: () => works.forEach((work) => work.run(viewer)) });
  return true;
}

const WORKS = {
  cell: (editor, rule, column, text) => {
    const cell = [...editor.parts().values()].find((part) => part.rule?.id === rule && part.column?.id === column && part.element !== part.rule);
    return cell && { decision: cell.decision, run: (viewer) => viewer.get('modeling').editCell(cell.element, text) };
  },
  row_remove: (editor, rule) => {
    const part = editor.part(rule);
    return part?.kind === 'rule' && { decision: part.decision, run: (viewer) => viewer.get('modeling').removeRow(rowOf(viewer, rule)) };
  },
  attribute: (editor, element, name, value) => {
    const part = editor.part(element);
    return part && { decision: part.decision, run: (viewer) => viewer.get('modeling').updateProperties(part.element, { [name]: value ?? undefined }) };
  },
  name: (editor, element, text) => WORKS.attribute(editor, element, 'name', text),
};

function workOf(editor, [what, ...rest]) {
  return WORKS[what]?.(editor, ...rest) || null;
}

export function rowOf(viewer, rule) {
  return viewer.get('sheet').getRoot().rows.find((row) => row.businessObject.id === rule);
}
