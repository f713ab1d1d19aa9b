// Right of the table: what the decision is called, how it hits, its columns, and the cell that is chosen.
import { el } from '../shell/dom.js';
import { feelInput } from '../feel/input.js';
import { choice, field, text } from '../fields/fields.js';
import { AGGREGATIONS, HIT_POLICIES, TYPES, typeOf } from './model.js';
import { WORDS } from './words.js';

const TYPE_CHOICES = [['', '不限'], ...TYPES.map((type) => [type, WORDS[type] ?? type])];
const SOON = 120;       // milliseconds: what is typed in the table is not followed letter by letter

export class TablePanel {
  constructor(box, editor) {
    Object.assign(this, { box, editor, chosen: null, feels: [] });
    this.heat = el('div', { class: 'zf-dt-heat' });
    this.problems = el('div', { class: 'zf-dt-said' });
    this.body = el('div');
    box.append(this.heat, this.body, this.problems);
  }

  drawSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), SOON);
  }

  /** Unless somebody types in it: then it shows what he types already. */
  draw() {
    if (!this.editor.view || this.body.contains(document.activeElement)) return;
    for (const feel of this.feels) feel.destroy();
    this.feels = [];
    const { element } = this.editor.view;
    const part = this.editor.part(this.chosen ?? '');
    this.body.replaceChildren(...(part && part.decision === element ? this.part(part) : []),
      ...(element.$type === 'dmn:Definitions' ? this.relations(element) : this.decision(element)));
    this.drawFindings();
  }

  // ---- what is there
  relations(definitions) {
    const selected = this.editor.viewer?.get('selection', false)?.get()[0]?.businessObject;
    const whole = group('决策关系图', this.text('名称', definitions, 'name'));
    if (!selected || !selected.$type.startsWith('dmn:')) return [whole, hint('点选图中的决策或输入数据，在这里改它；双击决策打开它的表。')];
    return [whole, group(NAMES[selected.$type] ?? '所选', this.text('名称', selected, 'name'), this.text('编号', selected, 'id', { fixed: true }),
      selected.variable && this.variable(selected), this.text('说明', selected, 'description', { long: true }),
      selected.$type === 'dmn:KnowledgeSource' && this.text('出处（网址或文号）', selected, 'locationURI'))];
  }

  decision(decision) {
    const table = decision.decisionLogic?.$type === 'dmn:DecisionTable' ? decision.decisionLogic : null;
    return [group('决策', this.text('名称', decision, 'name'),
      this.text('编号', decision, 'id', { fixed: true, hint: '流程图中的规则判定用编号找到它' }),
      decision.variable && this.variable(decision), table && this.policy(table), this.text('说明和依据', decision, 'description', { long: true }))];
  }

  variable(element) {
    return [this.text(element.decisionLogic ? '结果放进变量' : '变量', element.variable, 'name', { code: true }), !element.decisionLogic && this.choice('类型', element.variable, 'typeRef', TYPE_CHOICES)];
  }

  policy(table) {
    return [this.choice('命中方式', table, 'hitPolicy', HIT_POLICIES), table.hitPolicy === 'COLLECT' && this.choice('合计', table, 'aggregation', AGGREGATIONS)];
  }

  part(part) {
    const makers = { input: (p) => this.input(p), output: (p) => this.output(p), test: (p) => this.cell(p, 'unary'), result: (p) => this.cell(p, 'expression'), rule: (p) => this.rule(p) };
    const made = makers[part.kind]?.(part);
    return made ? [made] : [];
  }

  input({ column }) {
    const expression = column.inputExpression;
    return group('条件列', this.text('名称', column, 'label'), expression && this.feel('取自', expression, 'expression', expression.id),
      expression && this.choice('类型', expression, 'typeRef', TYPE_CHOICES), this.values(column, 'inputValues', expression ?? column));
  }

  output({ column }) {
    return group('结果列', this.text('名称', column, 'label'), this.text('变量名', column, 'name', { code: true }),
      this.choice('类型', column, 'typeRef', TYPE_CHOICES), this.values(column, 'outputValues', column));
  }

  cell({ element, column, row }, mode) {
    const described = text('这一格的说明', element.description ?? '', (value) => this.change(element, { description: value || undefined }), { long: true, fixed: this.fixed });
    return group(`第 ${row + 1} 行，${column.label || column.name || '这一列'}`, this.feel(mode === 'unary' ? '条件' : '结果', element, mode, element.id),
      hint(mode === 'unary' ? '例如 "none"、> 3、[1..5]、not("严重")，横线 - 表示不论' : `${WORDS[typeOf(column)] ?? '任意'}；文字写在英文双引号里`), described);
  }

  rule({ rule, row }) {
    return group(`第 ${row + 1} 行`, this.text('说明', rule, 'description', { long: true }));
  }

  /** The values that a column may take, as a list of FEEL values. */
  values(column, name, owner) {
    const change = (value) => this.modeling.editAllowedValues(owner, split(value));
    const given = (column[name]?.text ?? '').split(/,\s*(?=(?:[^"]*"[^"]*")*[^"]*$)/).filter(Boolean).join('\n');
    return text('可取的值（一行一个，可不填）', given, change, { long: true, code: true, fixed: this.fixed });
  }

  // ---- fields that change the table
  get fixed() {
    return this.editor.readOnly;
  }

  get modeling() {
    return this.editor.viewer.get('modeling');
  }

  change(element, properties) {
    const shape = this.editor.viewer.get('elementRegistry', false)?.get(element.id);
    this.modeling.updateProperties(shape?.businessObject && this.editor.view.type === 'drd' ? shape : element, properties);
  }

  text(label, element, name, options = {}) {
    const read = element[name] ?? '';
    return text(label, read, (value) => this.change(element, { [name]: value || undefined }), { ...options, fixed: options.fixed || this.fixed });
  }

  choice(label, element, name, choices) {
    return choice(label, element[name] ?? '', choices, (value) => this.change(element, { [name]: value || undefined }), { fixed: this.fixed });
  }

  feel(label, element, mode, id) {
    const box = el('div');
    this.feels.push(feelInput(box, { value: element.text ?? '', mode, element: id, host: this.editor.host, label, readOnly: this.fixed,
      onChange: (value) => this.change(element, { text: value }) }));
    return field(label, box, { group: true });
  }

  // ---- problems and heat
  drawFindings() {
    const id = this.chosen;
    const said = id ? this.editor.findings.filter((finding) => finding.element === id || finding.more?.includes(id)) : [];
    this.problems.replaceChildren(...said.map((finding) => el('p', { class: finding.level }, finding.sentence)));
  }

  drawHeat(heat, version = null) {
    if (!heat) return this.heat.replaceChildren();
    const since = heat.since ? `，自 ${String(heat.since).slice(0, 10)} 起` : '';
    const choices = [['', '全部版本'], ...(heat.versions ?? []).map(({ bundle, label }) => [String(bundle), `规则包 ${label}`])];
    const pick = (id) => this.editor.heat.paint(heat, heat.versions.find(({ bundle }) => String(bundle) === id) ?? null);
    return this.heat.replaceChildren(el('p', {}, `真实案件里共判定 ${version?.runs ?? heat.runs} 次${since}。`),
      choices.length > 2 ? choice('看哪一版', String(version?.bundle ?? ''), choices, pick) : '');
  }

  destroy() {
    clearTimeout(this.timer);
    for (const feel of this.feels) feel.destroy();
  }
}

const NAMES = { 'dmn:Decision': '决策', 'dmn:InputData': '输入数据', 'dmn:KnowledgeSource': '依据', 'dmn:BusinessKnowledgeModel': '业务知识', 'dmn:TextAnnotation': '批注' };

function group(title, ...fields) {
  return el('section', { class: 'zf-pp-group' }, el('h3', {}, title), fields.flat());
}

function hint(words) {
  return el('p', { class: 'zf-hint' }, words);
}

function split(value) {
  const lines = value.split('\n').map((line) => line.trim()).filter(Boolean);
  return lines.length ? lines : null;
}
