// Extension elements of an element or an event definition: reading them, and changing them through the command stack.

export function extensions(owner) {
  return owner.extensionElements?.values ?? [];
}

export function extension(owner, type) {
  return extensions(owner).find((one) => one.$type === type);
}

export function all(owner, type) {
  return extensions(owner).filter((one) => one.$type === type);
}

/** The spiffworkflow properties of an element: {name: value}. */
export function properties(owner) {
  const entries = all(owner, 'spiffworkflow:Properties').flatMap((box) => box.properties ?? []);
  return Object.fromEntries(entries.map((one) => [one.name, one.value ?? '']));
}

/** Sets one spiffworkflow property; null or an empty text removes it, and its box when that was the last. */
export function setProperty(editing, element, name, value) {
  const owner = element.businessObject;
  editing.together(() => {
    const holder = all(owner, 'spiffworkflow:Properties').find((one) => (one.properties ?? []).some((p) => p.name === name));
    const box = holder ?? extension(owner, 'spiffworkflow:Properties');
    if (value === null || value === '') removeProperty(editing, element, box, name);
    else if (holder) editing.set(element, holder.properties.find((p) => p.name === name), { value });
    else addProperty(editing, element, box, name, value);
  });
}

function removeProperty(editing, element, box, name) {
  if (!box) return;
  const left = (box.properties ?? []).filter((p) => p.name !== name);
  if (left.length) editing.set(element, box, { properties: left });
  else removeExtension(editing, element, element.businessObject, box);
}

function addProperty(editing, element, box, name, value) {
  const home = box ?? addExtension(editing, element, element.businessObject, 'spiffworkflow:Properties', { properties: [] });
  const made = editing.create('spiffworkflow:Property', { name, value }, home);
  editing.set(element, home, { properties: [...(home.properties ?? []), made] });
}

/** Puts an extension element of this type into `owner` and answers it. */
export function addExtension(editing, element, owner, type, values) {
  let box = owner.extensionElements;
  if (!box) {
    box = editing.create('bpmn:ExtensionElements', { values: [] }, owner);
    editing.set(element, owner, { extensionElements: box });
  }
  const made = editing.create(type, values, box);
  editing.set(element, box, { values: [...extensions(owner), made] });
  return made;
}

export function removeExtension(editing, element, owner, one) {
  const left = extensions(owner).filter((other) => other !== one);
  if (left.length) editing.set(element, owner.extensionElements, { values: left });
  else editing.set(element, owner, { extensionElements: undefined });
}

/** An extension element that has one value (its text, or an attribute): sets it, makes it, or with an empty value removes it. */
export function setExtension(editing, element, owner, type, values) {
  const there = extension(owner, type);
  const empty = values === null || Object.values(values).every((value) => value === '' || value === undefined);
  editing.together(() => {
    if (empty && there) removeExtension(editing, element, owner, there);
    else if (there) editing.set(element, there, values);
    else if (!empty) addExtension(editing, element, owner, type, values);
  });
}
