// Tests of the bundle: run, kept from a walk, opened as a walk, brought to what happens now; and what they reach, drawn on the diagram.
import { button, el, icon, signButton } from '../../shell/dom.js';
import { EXPECTED, shown } from '../words.js';

const UNNAMED = '新测试';

export function testsView(container, panel) {
  if (panel.keeping) return void keepView(container, panel);
  const report = panel.report;
  container.replaceChildren(el('div', { class: 'zf-sim-formbar' }, button(report ? '再跑一遍' : '跑全部测试', () => run(panel), { sign: 'player-play', kind: 'btn-primary' }),
    report && el('b', { class: report.passed ? 'zf-yes' : 'zf-no' }, summary(report)), el('span', { class: 'zf-push' }),
    button('由真实案件录制', () => caseView(container, panel), { sign: 'history' }),
    el('a', { class: 'btn btn-line btn-sm', href: `/workshop/${panel.host.revision.id}/coverage`, target: '_blank', rel: 'noopener' }, icon('external-link'), '整个规则包的覆盖')),
  ...(report ? [coverage(panel, report), list(panel, report)] : [el('p', { class: 'zf-sim-hint' }, '测试和规则包一起保存、一起检查；有一个不符就不能发布。走一遍，再点“保存为测试”，就多一个测试。')]));
}

const summary = (report) => {
  const failed = report.results.filter((one) => !one.passed).length;
  return `${report.results.length} 个测试，${failed ? `${failed} 个不符` : '全部通过'}`;
};

async function run(panel) {
  try {
    panel.report = await panel.host.call('POST', 'scenarios/run', await panel.content());
  } catch (failure) {
    panel.host.notify(failure.body?.sentence ?? failure.message, 'bad');
    return;
  }
  if (panel.tab === 'tests') panel.draw();
}

// ---- what they reach
function coverage(panel, report) {
  const file = panel.host.current().name;
  const here = report.coverage.processes.filter((reach) => reach.file === file);
  panel.marks.cover(report.coverage.marks, here);
  const missing = here.flatMap((reach) => reach.missing);
  const flows = here.flatMap((reach) => reach.flows_missing);
  const total = here.reduce((sum, reach) => sum + reach.total, 0);
  return el('section', { class: 'zf-sim-data' }, el('h3', {}, '这张图的覆盖'),
    el('p', { class: 'zf-small' }, `${total - missing.length}/${total} 个环节走到过（图上绿色）；没有走到的是红色虚线。`),
    missing.length || flows.length ? el('p', { class: 'zf-small' }, '没有走到：', [...missing, ...flows].map(([id, name]) => el('button', { type: 'button', class: 'zf-sim-link', onclick: () => panel.select(id) }, name))) : null);
}

// ---- results
function list(panel, report) {
  const own = panel.trial.play?.process;
  const sorted = [...report.results].sort((a, b) => (a.passed - b.passed) || ((b.process === own) - (a.process === own)));
  return el('ul', { class: 'zf-sim-tests' }, report.problems.map((problem) => el('li', { class: 'bad' }, icon('alert-circle'), `${problem.file}：${problem.sentence}`)), sorted.map((result) => line(panel, result)));
}

function line(panel, result) {
  return el('li', { class: result.passed ? 'good' : 'bad' }, icon(result.passed ? 'circle-check' : 'circle-x'), el('span', {}, el('b', {}, result.name), el('span', { class: 'zf-small zf-muted' }, `　${result.file}`),
    result.differences.map((difference) => el('p', {}, el('button', { type: 'button', class: 'zf-sim-link', onclick: () => goTo(panel, difference) }, difference.sentence))),
    result.passed_by.length ? el('p', { class: 'zf-small' }, `没有写到 ${result.passed_by.map(([, node]) => panel.name(node)).join('、')}，已按填写样例代办。`) : null),
  el('span', { class: 'zf-push zf-row' }, button('在试走里打开', () => open(panel, result)), result.passed ? null : button('采纳现在的结果', () => change(panel, 'renew', result, '的期望已经改成现在的结果')),
    signButton('trash', `删去测试“${result.name}”`, () => remove(panel, result))));
}

function remove(panel, result) {
  if (window.confirm(`删去测试“${result.name}”吗？`)) void change(panel, 'remove', result, '已经删去');
}

function goTo(panel, { element, process }) {
  if (!element) return;
  if (panel.diagram.modeler?.get('elementRegistry').get(element)) panel.select(element);
  else panel.host.open(`${process}.bpmn`, element);
}

async function open(panel, { file, name, process }) {
  if (process !== panel.trial.play?.process && !panel.trial.proposal?.processes.includes(process)) {
    panel.host.notify(`这个测试走的是 ${process}，请先打开它的流程图。`, 'info');
    return;
  }
  const play = await panel.host.call('POST', 'scenarios/open', { file, title: name });
  panel.tab = 'form';
  panel.opened = { name, file };
  await panel.trial.take(play);
}

async function change(panel, verb, { file, name }, words) {
  let done;
  try {
    done = await panel.host.call('POST', `scenarios/${verb}`, { file, title: name });
  } catch (failure) {
    panel.host.notify(failure.body?.sentence ?? failure.message, 'bad');
    return;
  }
  panel.host.notify(done.dropped ? `测试“${name}”只留到走得通的地方，后面 ${done.dropped} 步去掉了。${done.why}` : `测试“${name}”${words}。`, done.dropped ? 'bad' : 'info');
  await panel.host.refresh?.();
  await run(panel);
}

// ---- a finished case is made a test
function caseView(container, panel) {
  const number = el('input', { class: 'form-control', required: true, placeholder: '如：甲〔2026〕12号', 'aria-label': '已办结案件的案号' });
  const read = async (event) => {
    event.preventDefault();
    try {
      const { process, scenario, notes } = await panel.host.call('POST', 'scenarios/of-case', { number: number.value.trim(), title: null });
      container.replaceChildren(...notes.map((note) => el('p', { class: 'zf-sim-hint' }, note)), keepForm(panel, scenario, process));
    } catch (failure) {
      panel.host.notify(failure.body?.sentence ?? failure.message, 'bad');
    }
  };
  container.replaceChildren(el('form', { class: 'zf-sim-begin', onsubmit: read }, el('p', {}, '已经办结、您能看到的案件，按它的提交、消息和时间重走一遍。姓名换成甲某、乙某，地址换成示范路，金额归到所在的档，写的文字换成样例。'),
    el('div', { class: 'zf-sim-grid' }, el('label', {}, el('span', { class: 'zf-small' }, '案号'), number)), el('div', { class: 'zf-row' }, button('读取案件', () => {}, { kind: 'btn-primary', type: 'submit' }), button('返回', () => panel.draw()))));
}

// ---- a walk is kept
async function keepView(container, panel) {
  panel.keeping = false;
  let scenario;
  try {
    ({ scenario } = await panel.host.call('POST', 'scenarios/record', { ...panel.trial.request, ...(await panel.content()), title: UNNAMED, note: null }));
  } catch (failure) {
    container.replaceChildren(el('p', { class: 'zf-sim-hint' }, failure.body?.sentence ?? failure.message));
    return;
  }
  container.replaceChildren(keepForm(panel, scenario));
}

function keepForm(panel, scenario, process = panel.trial.play.process) {
  const name = el('input', { class: 'form-control', required: true, value: panel.opened?.name ?? (scenario.name === UNNAMED ? '' : scenario.name), maxlength: 80, placeholder: '如：三个部门都报到', 'aria-label': '测试的名称' });
  const note = el('input', { class: 'form-control', maxlength: 200, 'aria-label': '说明' });
  const kept = new Set(Object.keys(scenario.expect));
  const tick = (key) => el('label', { class: 'zf-sim-expect' }, el('input', { type: 'checkbox', class: 'form-check-input', checked: true, onchange: (event) => (event.target.checked ? kept.add(key) : kept.delete(key)) }),
    el('span', {}, el('b', {}, EXPECTED[key] ?? key), el('span', { class: 'zf-small' }, `　${shown(scenario.expect[key])}`)));
  const save = (event) => {
    event.preventDefault();
    const expect = Object.fromEntries(Object.entries(scenario.expect).filter(([key]) => kept.has(key)));
    void keep(panel, process, { ...scenario, name: name.value.trim(), note: note.value.trim(), expect });
  };
  return el('form', { class: 'zf-sim-begin', onsubmit: save }, el('div', { class: 'zf-sim-grid' }, el('label', {}, el('span', { class: 'zf-small' }, '测试的名称'), name), el('label', {}, el('span', { class: 'zf-small' }, '说明（可以不写）'), note)),
    el('fieldset', {}, el('legend', {}, '以后每次检查时应当还是这样'), el('p', { class: 'zf-muted zf-small' }, '不要紧的可以不勾。'), [...kept].map(tick)),
    el('div', { class: 'zf-row' }, button('存进测试', () => {}, { kind: 'btn-primary', type: 'submit', sign: 'device-floppy' }), button('不存了', () => panel.draw())));
}

async function keep(panel, process, scenario) {
  try {
    const { file } = await panel.host.call('POST', 'scenarios/save', { process, scenario, file: panel.opened?.file ?? null });
    panel.host.notify(`已存为测试“${scenario.name}”（${file}）。`);
  } catch (failure) {
    panel.host.notify(failure.body?.sentence ?? failure.message, 'bad');
    return;
  }
  await panel.host.refresh?.();
  await run(panel);
}
