// Element templates: a task for each act of the law, set up as the diagrams in force have it.

/** Entries for the menus. `acts`: known.acts; `examples`: {act: {name, properties}} of the diagrams of this revision. */
export function actEntries(acts, examples) {
  return Object.values(acts).map((act) => {
    const example = examples[act.code];
    return {
      key: `act-${act.code}`, group: { id: 'acts', name: '执法行为' }, label: act.name, description: act.article, className: 'bpmn-icon-user-task', search: act.code,
      target: { type: 'bpmn:UserTask' }, name: example?.name ?? act.name, properties: { ...example?.properties, act: act.code },
    };
  });
}

/** Asks the server once, when a menu is first wanted. */
export class Templates {
  constructor(host) {
    this.host = host;
    this.entries = [];
  }

  async load() {
    const [known, examples] = await Promise.all([this.host.known(), this.host.call('GET', 'templates')]);
    this.entries = actEntries(known.acts ?? {}, examples.acts);
  }
}
