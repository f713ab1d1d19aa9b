// What the check found, underlined in the text and said in a line below it, with a button where it knows better.

const SEVERITY = { error: 'error', warning: 'warning', hint: 'info' };

export function diagnosticsOf(problems, length) {
  return problems.map((one) => {
    const from = Math.min(Math.max(one.from ?? 0, 0), length);
    const to = Math.min(Math.max(one.to ?? length, from), length);
    return { from: to === from ? Math.max(from - 1, 0) : from, to, severity: SEVERITY[one.level] ?? 'error', message: one.sentence };
  });
}

export function problemList(id) {
  const element = document.createElement('div');
  element.id = id;
  element.className = 'zf-feel-said';
  element.setAttribute('aria-live', 'polite');
  let shown = [];
  return {
    element, problems: () => shown,
    show(answer, replace) {
      shown = answer.problems;
      element.replaceChildren(...shown.slice(0, 3).map((one) => line(one, replace)), ...rest(shown.length - 3), ...quiet(answer));
    },
  };
}

function line(problem, replace) {
  const row = document.createElement('p');
  row.className = `zf-feel-line zf-feel-${problem.level ?? 'error'}`;
  row.append(problem.sentence);
  if (problem.fix) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'zf-feel-fix', textContent: problem.fix.title });
    button.addEventListener('click', () => replace(problem.fix));
    row.append(button);
  }
  return row;
}

function rest(count) {
  if (count <= 0) return [];
  return [Object.assign(document.createElement('p'), { className: 'zf-feel-line zf-feel-quiet', textContent: `另有 ${count} 处问题。` })];
}

function quiet(answer) {
  if (!answer.silent) return [];
  return [Object.assign(document.createElement('p'), { className: 'zf-feel-line zf-feel-quiet', textContent: answer.silent })];
}
