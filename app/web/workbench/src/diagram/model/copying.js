// Copying and replacing take along what the library leaves behind: foreign extensions and attributes, the lists of multi-instances.
const REFERENCES = ['loopDataInputRef', 'loopDataOutputRef', 'activityRef', 'operationRef', 'itemSubjectRef'];

class Copying {
  constructor(eventBus, moddle) {
    eventBus.on('moddleCopy.canCopyProperty', 2000, ({ property, propertyName }) => {
      if (REFERENCES.includes(propertyName) && property) return property;
      return property?.$descriptor?.isGeneric ? clone(property, moddle) : undefined;
    });
    eventBus.on('moddleCopy.canCopyProperties', 2000, ({ sourceElement, targetElement }) => {
      for (const [name, value] of Object.entries(sourceElement.$attrs ?? {})) targetElement.$attrs[name] = value;
    });
  }
}
Copying.$inject = ['eventBus', 'moddle'];

export function clone(generic, moddle) {
  const own = Object.fromEntries(Object.entries(generic).filter(([key]) => !key.startsWith('$')));
  const copy = moddle.createAny(generic.$type, generic.$descriptor.ns.uri, own);
  if (generic.$body !== undefined) copy.$body = generic.$body;
  if (generic.$children) copy.$children = generic.$children.map((child) => Object.assign(clone(child, moddle), { $parent: copy }));
  return copy;
}

export const copyingModule = { __init__: ['zflCopying'], zflCopying: ['type', Copying] };
