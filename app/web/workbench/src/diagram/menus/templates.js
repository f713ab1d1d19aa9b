// Element templates: a task for each act of the law, set up as the diagrams of this revision have it.

/** Entries for the menus; an act's `preset` is what its tasks have: name, role, scope, form, deadline, ask. */
export function actEntries(acts) {
  return acts.map(({ code, name, article, preset }) => {
    const { name: usual, ...properties } = preset ?? {};
    return {
      key: `act-${code}`, group: { id: 'acts', name: '执法行为' }, label: name, description: article, search: code, className: 'bpmn-icon-user',
      target: { type: 'bpmn:UserTask' }, name: usual ?? name, properties: { ...properties, act: code },
    };
  });
}

/** Known once the server has answered; until then the menus are without acts. */
export class Templates {
  constructor(host) {
    this.entries = [];
    host.known().then((known) => { this.entries = actEntries(known.acts ?? []); }, () => {});      // the panel says that it failed
  }
}
