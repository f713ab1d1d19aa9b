// Palette, context pad and popup menus, beside and in place of the libraries' own.
import PaletteProvider from 'bpmn-js/lib/features/palette/PaletteProvider';
import { Making } from './making.js';
import { attachable, creatable, following, insertable, NOT_EXECUTED } from './catalogue.js';

const WIDTH = 300;
const LEFT_OUT = ['create.data-store', 'create.task', 'create.group', 'create.intermediate-event'];

/** The library's palette without what is not executed; tasks for people in front; everything else and the acts behind two buttons. */
class Palette extends PaletteProvider {
  constructor(making, popupMenu, canvas, ...given) {
    super(...given);
    Object.assign(this, { making, popupMenu, canvas });
  }

  getPaletteEntries() {
    const entries = super.getPaletteEntries();
    for (const name of LEFT_OUT) delete entries[name];
    const task = (event) => this.making.start(event, { target: { type: 'bpmn:UserTask' } });
    return {
      ...entries,
      'create.user-task': {
        group: 'activity', className: 'bpmn-icon-user-task', title: '画一个人工任务', action: { dragstart: task, click: task },
      },
      'create.act': this.menuButton('zd-icon-act', '执法行为…', 'zfl-acts'),
      'create.more': this.menuButton('zd-icon-more', '更多元素…', 'zfl-create'),
    };
  }

  menuButton(className, title, menu) {
    const open = ({ clientX: x, clientY: y }) => this.popupMenu.open(
      this.canvas.getRootElement(), menu, { x: x + 24, y: y - 40, cursor: { x, y } }, { title, width: WIDTH, search: true });
    return { group: 'more', className, title, action: { click: open } };
  }
}
Palette.$inject = ['making', 'popupMenu', 'canvas', ...PaletteProvider.$inject];

/** Beside the elements: the usual next step is a task for people, everything else is one menu away. */
class Pad {
  constructor(contextPad, popupMenu, making, canvas) {
    Object.assign(this, { popupMenu, making, canvas });
    contextPad.registerProvider(500, this);
  }

  getContextPadEntries(element) {
    return (entries) => {
      if (entries['append.append-task']) entries['append.append-task'] = this.task();
      delete entries['append.intermediate-event'];
      if (mayGoOn(element)) entries['append.more'] = this.more();
      if (element.type === 'bpmn:SequenceFlow') Object.assign(entries, this.inserting());
      return entries;
    };
  }

  task() {
    const entry = { target: { type: 'bpmn:UserTask' } };
    const click = (_event, element) => this.making.append(entry, element);
    const dragstart = (event, element) => this.making.start(event, entry, element);
    return { group: 'model', className: 'bpmn-icon-user-task', title: '接一个人工任务', action: { click, dragstart } };
  }

  open(element, menu, title) {
    this.popupMenu.open(element, menu, beside(this.canvas, element), { title, width: WIDTH, search: true });
  }

  inserting() {
    const task = (_event, flow) => this.making.insert({ target: { type: 'bpmn:UserTask' } }, flow);
    const more = (_event, flow) => this.open(flow, 'zfl-insert', '在这条线上插入…');
    return {
      'insert.task': { group: 'model', className: 'bpmn-icon-user-task', title: '在这条线上插一个人工任务', action: { click: task } },
      'insert.more': { group: 'model', className: 'zd-icon-more', title: '在这条线上插入…', action: { click: more } },
    };
  }

  more() {
    const click = (_event, element) => {
      this.open(element, 'zfl-append', '接下一步…');
    };
    return { group: 'model', className: 'zd-icon-more', title: '接下一步…（执法行为、事件、子流程）', action: { click } };
  }
}
Pad.$inject = ['contextPad', 'popupMenu', 'making', 'canvas'];

/** Right of the element, in the coordinates of the page. */
function beside(canvas, element) {
  const frame = canvas.getContainer().getBoundingClientRect();
  const box = canvas.getAbsoluteBBox(element);
  const at = { x: frame.left + box.x + box.width + 12, y: frame.top + box.y };
  return { ...at, cursor: at };
}

const mayGoOn = ({ businessObject: bo, type }) => type !== 'label' && bo.$instanceOf?.('bpmn:FlowNode') && !bo.$instanceOf('bpmn:EndEvent')
  && !bo.triggeredByEvent && !bo.isForCompensation;

/** The entries of our own menus. */
class Menus {
  constructor(popupMenu, making, templates) {
    Object.assign(this, { making, templates });
    const register = (id, entries) => popupMenu.registerProvider(id, { getPopupMenuEntries: entries, getEmptyPlaceholder: () => '没有符合的' });
    register('zfl-append', (element) => this.append(element));
    register('zfl-insert', (flow) => this.insert(flow));
    register('zfl-create', () => this.create(creatable()));
    register('zfl-acts', () => this.create(this.templates.entries));
    popupMenu.registerProvider('bpmn-replace', 100, { getPopupMenuEntries: () => onlyExecuted, getEmptyPlaceholder: () => '没有符合的' });
  }

  append(element) {
    const bo = element.businessObject;
    const next = [...following(bo), ...(bo.$instanceOf('bpmn:EventBasedGateway') ? [] : this.templates.entries)];
    const drag = (entry) => (event) => this.making.start(event, entry, element);
    const behind = next.map((entry) => menuEntry(entry, () => this.making.append(entry, element), drag(entry)));
    const edges = attachable(bo).map((entry) => menuEntry(entry, () => this.making.attach(entry, element)));
    const ofWork = behind.filter(([, entry]) => entry.group.id === 'work');
    return Object.fromEntries([...ofWork, ...edges, ...behind]);       // what belongs to one group is shown together, in this order
  }

  insert(flow) {
    const entries = [...insertable(), ...this.templates.entries];
    return Object.fromEntries(entries.map((entry) => menuEntry(entry, () => this.making.insert(entry, flow))));
  }

  create(entries) {
    return Object.fromEntries(entries.map((entry) => menuEntry(entry, (event) => this.making.start(event, entry))));
  }
}
Menus.$inject = ['popupMenu', 'making', 'templates'];

function menuEntry({ key, group, label, description, className, search }, click, dragstart) {
  return [key, { group, label, description, className, search, action: dragstart ? { click, dragstart } : { click } }];
}

function onlyExecuted(entries) {
  for (const name of NOT_EXECUTED) delete entries[`replace-with-${name}`];
  return entries;
}

export const menusModule = {
  __init__: ['zflPad', 'zflMenus'],
  paletteProvider: ['type', Palette], making: ['type', Making], zflPad: ['type', Pad], zflMenus: ['type', Menus],
};
