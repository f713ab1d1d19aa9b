// Fixes of findings, and single changes of a field, as commands that can be undone.

export function carryOut(editor, ops) {
  const works = ops.map(([what, name, ...rest]) => {
    const field = editor.field(name);
    return field && WORKS[what] ? () => WORKS[what](editor, field, ...rest) : null;
  });
  if (!works.length || works.some((work) => !work)) return false;
  for (const work of works) work();
  return true;
}

const WORKS = {
  attribute: (editor, field, name, value) => set(editor, field, name.split('.'), value ?? undefined),
  property: (editor, field, name, value) => set(editor, field, ['properties', name], value ?? undefined),
  name: (editor, field, text) => set(editor, field, ['label'], text),
  remove: (editor, field) => editor.remove(field),
};

/** `path`: ['label'] or ['validate', 'required']. Nothing, or an empty group, is left out of the file. */
export function set(editor, field, path, value) {
  const [name, inner] = path;
  editor.modeling.editFormField(field, { [name]: inner ? merged(field[name], inner, value) : plain(value) });
}

function merged(group, name, value) {
  const { [name]: former, ...rest } = group ?? {};
  const next = plain(value) === undefined ? rest : { ...group, [name]: value };
  return Object.keys(next).length ? next : undefined;
}

function plain(value) {
  return value === '' || value === null ? undefined : value;
}
