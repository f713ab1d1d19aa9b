// What a .dmn file is made of, found by id.

/** Types that our rules know; dmn-js writes them as they stand here. */
export const TYPES = ['string', 'number', 'boolean', 'date', 'time', 'dateTime', 'dayTimeDuration', 'yearMonthDuration', 'Any'];

export const HIT_POLICIES = [
  ['UNIQUE', '唯一：至多命中一行'], ['FIRST', '首行：取最先命中的一行'], ['ANY', '任一：命中的各行结果须相同'], ['PRIORITY', '优先级：取结果优先级最高的'],
  ['COLLECT', '汇集：所有命中行的结果'], ['RULE ORDER', '按行的次序汇集'], ['OUTPUT ORDER', '按结果的次序汇集'],
];
export const AGGREGATIONS = [['', '不合计'], ['SUM', '求和'], ['MIN', '取最小'], ['MAX', '取最大'], ['COUNT', '计数']];

const KINDS = { 'dmn:InputClause': 'input', 'dmn:OutputClause': 'output', 'dmn:DecisionRule': 'rule', 'dmn:UnaryTests': 'test', 'dmn:LiteralExpression': 'result' };

/** {id: {kind, element, decision, table?, rule?, column?, row?}} of everything in the file that can be pointed at. */
export function partsOf(definitions) {
  const parts = new Map();
  const note = (element, more) => { if (element?.id) parts.set(element.id, { kind: KINDS[element.$type] ?? 'other', element, ...more }); };
  for (const element of definitions.get('drgElement')) {
    note(element, { decision: element, kind: element.$type.replace('dmn:', '') });
    if (element.decisionLogic?.$type === 'dmn:DecisionTable') tableParts(element, note);
    else if (element.decisionLogic) note(element.decisionLogic, { decision: element, kind: 'expression' });
  }
  return parts;
}

function tableParts(decision, note) {
  const table = decision.decisionLogic;
  const inputs = table.get('input');
  const columns = [...inputs, ...table.get('output')];
  note(table, { decision, table, kind: 'table' });
  for (const column of columns) {
    note(column, { decision, table, column });
    note(column.inputExpression, { decision, table, column, kind: 'input' });
  }
  table.get('rule').forEach((rule, row) => {
    note(rule, { decision, table, rule, row });
    cellsOf(rule).forEach((cell, at) => note(cell, { decision, table, rule, row, column: columns[at], kind: at < inputs.length ? 'test' : 'result' }));
  });
}

export function cellsOf(rule) {
  return [...rule.get('inputEntry'), ...rule.get('outputEntry')];
}

/** The decision (or other element of the relations) that an id belongs to. */
export function decisionOf(definitions, id) {
  return partsOf(definitions).get(id)?.decision ?? null;
}

export function typeOf(column) {
  return (column.$type === 'dmn:InputClause' ? column.inputExpression?.typeRef : column.typeRef) ?? '';
}
