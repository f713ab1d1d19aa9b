// Right: everything that our pages know of a field, in plain words. What they do not know is shown and kept as it is.
import { feelInput } from '../feel/input.js';
import { choice, field, text, tick } from '../fields/fields.js';
import { el } from '../shell/dom.js';
import { CHOICES, INPUTS, NAMES } from './kinds.js';
import { set } from './operations.js';
import { optionFields } from './options.js';

const SOON = 120;       // milliseconds
const KEY = /^[\p{L}\p{N}][\p{L}\p{N}_]*(\.[\p{L}\p{N}_]+)*$/u;
const WIDTHS = [['', '自动（同一行平分）'], ['16', '整行'], ['8', '半行'], ['5', '三分之一'], ['11', '三分之二'], ['4', '四分之一'], ['12', '四分之三']];
const FORMATS = [['', '不限'], ['phone', '电话号码'], ['email', '电子邮箱'], ['custom', '自己写的格式']];
const SUBTYPES = [['date', '日期'], ['time', '时刻'], ['datetime', '日期和时刻']];
const KNOWN = new Set(['id', 'type', 'key', 'path', 'label', 'description', 'text', 'layout', 'conditional', 'properties', 'validate', 'readonly', 'disabled', 'values',
  'valuesKey', 'valuesExpression', 'subtype', 'dateLabel', 'timeLabel', 'timeInterval', 'disallowPassedDates', 'timeSerializingFormat', 'accept', 'multiple', 'increment',
  'decimalDigits', 'appearance', 'components', 'isRepeating', 'allowAddRemove', 'defaultRepetitions', 'showOutline', 'dataSource', 'columns', 'columnsExpression', 'height',
  '_parent', '_path', 'rowCount', 'title', 'schemaVersion', 'exporter', 'defaultValue', 'searchable', 'use24h']);
const OURS = ['prefill', 'help', 'earliest', 'latest', 'min_rows', 'max_rows'];

export class FormPanel {
  constructor(box, editor) {
    Object.assign(this, { box, editor, feels: [] });
    this.body = el('div');
    this.problems = el('div', { class: 'zf-dt-said' });
    box.append(this.body, this.problems);
  }

  get fixed() {
    return this.editor.readOnly;
  }

  lists() {
    this.known ??= this.editor.host.call('GET', 'lists').then(({ lists }) => lists, (failure) => { this.known = null; throw failure; });
    return this.known;
  }

  drawSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), SOON);
  }

  draw() {
    const chosen = this.editor.selected;
    const typing = this.body.contains(document.activeElement) && /^(INPUT|TEXTAREA)$|cm-content/.test(`${document.activeElement.tagName}${document.activeElement.className}`);
    if (!chosen || (typing && this.shown === chosen.id)) return;
    for (const feel of this.feels) feel.destroy();
    this.feels = [];
    this.shown = chosen.id;
    this.body.replaceChildren(...(chosen.type === 'default' ? this.form(chosen) : this.groups(chosen)));
    this.drawFindings();
  }

  // ---- groups
  form(schema) {
    return [group('表单', text('标题', schema.title ?? '', (value) => this.put(schema, ['title'], value), { fixed: this.fixed, hint: '不写时，页面用环节的名称' }),
      text('编号', schema.id ?? '', () => {}, { fixed: true, code: true, hint: '流程图的人工环节用编号找到它' })),
    el('p', { class: 'zf-hint' }, `共 ${this.editor.registry.getAll().length - 1} 个栏目。点一个栏目，在这里改它；从左边拖入新的。`)];
  }

  groups(chosen) {
    const makers = [this.basics, this.options, this.rules, this.content, this.conditions, this.start, this.layout, this.foreign];
    return makers.map((make) => make.call(this, chosen)).filter(Boolean);
  }

  basics(chosen) {
    const keyed = INPUTS.includes(chosen.type);
    const pathed = ['dynamiclist', 'group'].includes(chosen.type);
    return group(NAMES[chosen.type] ?? `${chosen.type}（我们的页面不能显示）`,
      !['separator', 'spacer', 'text'].includes(chosen.type) && text('名称', chosen.label ?? chosen.dateLabel ?? '', (value) => this.rename(chosen, value), { fixed: this.fixed }),
      keyed && this.key(chosen, 'key', '栏目键', '流程图的条件、执法行为按它取值，改了要一起改'),
      pathed && this.key(chosen, 'path', chosen.type === 'dynamiclist' ? '栏目键' : '数据放在（可不填）', ''),
      keyed && this.text(chosen, '说明', ['description'], { hint: '写在名称旁边的短语' }),
      (keyed || chosen.type === 'dynamiclist') && this.text(chosen, '提示', ['properties', 'help'], { long: true, hint: '写在栏目下面，说怎样填' }),
      chosen.type === 'text' && this.text(chosen, '文字', ['text'], { long: true }));
  }

  options(chosen) {
    return CHOICES.includes(chosen.type) ? group('选项', ...optionFields(this, chosen, (properties) => this.edit(chosen, properties))) : null;
  }

  rules(chosen) {
    const numbers = (...names) => names.map(([path, label]) => this.number(chosen, label, path));
    const more = {
      textfield: () => [numbers([['validate', 'minLength'], '最少字数'], [['validate', 'maxLength'], '最多字数']), this.choice(chosen, '格式', ['validate', 'validationType'], FORMATS),
        chosen.validate?.validationType === 'custom' || chosen.validate?.pattern ? this.text(chosen, '格式（正则表达式）', ['validate', 'pattern'], { code: true }) : null],
      textarea: () => numbers([['validate', 'minLength'], '最少字数'], [['validate', 'maxLength'], '最多字数']),
      number: () => numbers([['validate', 'min'], '不小于'], [['validate', 'max'], '不大于'], [['increment'], '按多少递增'], [['decimalDigits'], '小数位数']),
      datetime: () => [this.choice(chosen, '填什么', ['subtype'], SUBTYPES), this.feel(chosen, '最早', ['properties', 'earliest']), this.feel(chosen, '最晚', ['properties', 'latest']),
        chosen.subtype !== 'date' && this.number(chosen, '分钟间隔', ['timeInterval']), this.tick(chosen, '不能早于现在', ['disallowPassedDates'])],
      filepicker: () => [this.text(chosen, '可以上传', ['accept'], { code: true, hint: '例如 .pdf,.jpg,.png' }), this.tick(chosen, '可以传多个', ['multiple'])],
      dynamiclist: () => [numbers([['properties', 'min_rows'], '至少几行'], [['properties', 'max_rows'], '至多几行'], [['defaultRepetitions'], '开始时几行']),
        this.tick(chosen, '可以加行、删行', ['allowAddRemove'], { standard: true })],
    }[chosen.type]?.() ?? [];
    const required = INPUTS.includes(chosen.type) ? [this.tick(chosen, '必填', ['validate', 'required'])] : [];
    return required.length || more.length ? group('要求', required, more.flat()) : null;
  }

  content(chosen) {
    if (chosen.type === 'spacer') return group('空白', this.number(chosen, '高（像素）', ['height']));
    if (chosen.type !== 'table') return null;
    const change = (value) => this.edit(chosen, { columns: columnsOf(value), columnsExpression: undefined });
    return group('表格', this.feel(chosen, '每行取自', ['dataSource'], { sign: true }),
      text('各列（一行一列：键=名称）', (chosen.columns ?? []).map(({ key, label }) => `${key}=${label ?? ''}`).join('\n'), change, { long: true, code: true, fixed: this.fixed }), this.number(chosen, '每页几行', ['rowCount']));
  }

  conditions(chosen) {
    const states = [['', '可以改'], ['true', '只读'], ['=', '按条件只读']];
    const readonly = chosen.readonly ?? chosen.disabled;
    const state = typeof readonly === 'string' ? '=' : readonly ? 'true' : '';
    const change = (value) => this.edit(chosen, { disabled: undefined, readonly: { true: true, '=': '=true' }[value] });
    return group('什么时候', this.feel(chosen, '隐藏，当', ['conditional', 'hide'], { sign: true, hint: '不写就总是显示' }),
      INPUTS.includes(chosen.type) && choice('能不能改', state, states, change, { fixed: this.fixed }),
      state === '=' && this.feel(chosen, '只读，当', [chosen.readonly === undefined ? 'disabled' : 'readonly'], { sign: true }));
  }

  start(chosen) {
    if (![...INPUTS, 'dynamiclist'].includes(chosen.type)) return null;
    return group('预填', this.feel(chosen, '开始时填上', ['properties', 'prefill'], { hint: '表达式，例如 me.name、facts.address、last.filing.cause、today' }),
      chosen.defaultValue !== undefined && text('默认值', String(chosen.defaultValue), (value) => this.put(chosen, ['defaultValue'], like(chosen.defaultValue, value)), { fixed: this.fixed }));
  }

  layout(chosen) {
    const change = (value) => this.put(chosen, ['layout', 'columns'], value ? Number(value) : null);
    const width = choice('宽度', String(chosen.layout?.columns ?? ''), WIDTHS, change, { fixed: this.fixed });
    const adorned = ['textfield', 'number'].includes(chosen.type);
    return group('版面', width, adorned && this.text(chosen, '前面的字', ['appearance', 'prefixAdorner']), adorned && this.text(chosen, '后面的字（单位）', ['appearance', 'suffixAdorner']));
  }

  /** Nothing is lost that another program wrote. */
  foreign(chosen) {
    const own = Object.entries(chosen).filter(([name, value]) => !KNOWN.has(name) && value !== undefined);
    const notes = Object.entries(chosen.properties ?? {}).filter(([name]) => !OURS.includes(name)).map(([name, value]) => [`properties.${name}`, value]);
    if (!own.length && !notes.length) return null;
    return group('其他属性（保留不动）', el('dl', { class: 'zf-fm-foreign' }, [...own, ...notes].flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, JSON.stringify(value))])));
  }

  // ---- fields
  put(chosen, path, value) {
    if (path[0] === 'layout') this.editor.modeling.editFormField(chosen, { layout: { ...chosen.layout, columns: value } });
    else set(this.editor, chosen, path, value);
  }

  edit(chosen, properties) {
    this.editor.modeling.editFormField(chosen, properties);
    this.shown = null;
    this.draw();
  }

  /** A date field has its name twice; both programs then show the same. */
  rename(chosen, value) {
    const dated = chosen.type === 'datetime' ? { [chosen.subtype === 'time' ? 'timeLabel' : 'dateLabel']: value || undefined } : {};
    this.editor.modeling.editFormField(chosen, { label: value || undefined, ...dated });
  }

  text(chosen, label, path, options = {}) {
    return text(label, read(chosen, path) ?? '', (value) => this.put(chosen, path, value), { ...options, fixed: this.fixed });
  }

  number(chosen, label, path) {
    const change = (value) => this.put(chosen, path, value === '' ? undefined : value.startsWith('=') ? value : Number(value));
    return text(label, String(read(chosen, path) ?? ''), change, { fixed: this.fixed });
  }

  tick(chosen, label, path, { standard = false } = {}) {
    const change = (value) => this.put(chosen, path, value === standard && path[0] !== 'allowAddRemove' ? undefined : value);
    return tick(label, Boolean(read(chosen, path) ?? standard), change, { fixed: this.fixed });
  }

  choice(chosen, label, path, choices) {
    return choice(label, read(chosen, path) ?? '', choices, (value) => { this.put(chosen, path, value || undefined); this.shown = null; this.drawSoon(); }, { fixed: this.fixed });
  }

  /** `sign`: in the file an equals sign stands before the expression. */
  feel(chosen, label, path, { sign = false, hint = '' } = {}) {
    const box = el('div');
    const value = read(chosen, path);
    const change = (source) => this.put(chosen, path, source.trim() && sign ? `=${source}` : source);
    this.feels.push(feelInput(box, { value: typeof value === 'string' ? value.replace(sign ? /^=\s*/ : '', '') : value === true ? 'true' : '', mode: 'expression', element: chosen.id,
      host: this.editor.host, label, readOnly: this.fixed, onChange: change }));
    return field(label, box, { group: true, hint });
  }

  key(chosen, name, label, hint) {
    const change = (value) => {
      const wrong = this.wrongKey(chosen, value, name);
      if (wrong) this.editor.host.notify(wrong, 'bad');
      else this.put(chosen, [name], value);
      if (wrong) this.edit(chosen, {});
    };
    return text(label, chosen[name] ?? '', change, { code: true, fixed: this.fixed, hint });
  }

  wrongKey(chosen, value, name) {
    if (!value) return name === 'key' || chosen.type === 'dynamiclist' ? '栏目键不能为空。' : '';
    if (!KEY.test(value)) return `栏目键“${value}”只能用文字、数字、下划线，以点分隔，不能以下划线开头。`;
    const taken = this.editor.registry.getAll().some((other) => other !== chosen && other._parent === chosen._parent && [other.key, other.path].includes(value));
    return taken ? `这里已经有栏目用了键“${value}”，请换一个。` : '';
  }

  drawFindings() {
    const chosen = this.editor.selected;
    const said = this.editor.findings.filter((finding) => finding.element && this.editor.field(finding.element) === chosen);
    this.problems.replaceChildren(...said.map((finding) => el('p', { class: finding.level }, finding.sentence)));
  }

  destroy() {
    clearTimeout(this.timer);
    for (const feel of this.feels) feel.destroy();
  }
}

function group(title, ...fields) {
  return el('section', { class: 'zf-pp-group' }, el('h3', {}, title), fields.flat(2));
}

function read(chosen, path) {
  return path.reduce((value, name) => value?.[name], chosen);
}

function like(before, value) {
  if (typeof before === 'boolean') return value === 'true';
  return typeof before === 'number' ? Number(value) : value;
}

function columnsOf(value) {
  return value.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const [key, ...label] = line.split('=');
    return { key: key.trim(), label: label.join('=').trim() || key.trim() };
  });
}
