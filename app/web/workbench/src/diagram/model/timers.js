// Times as people say them and as the engine reads them: ISO literals, deadline("T13", 0.8), or any other FEEL.
const UNITS = { M: '个月', W: '周', D: '天', h: '小时', m: '分钟', s: '秒' };
const SPAN = /^P(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const CYCLE = /^R(\d*)\/(P\S+)$/;
const DEADLINE = /^deadline\(\s*"([^"]+)"\s*(?:,\s*([\d.]+)\s*)?\)$/;
const MOMENT = /^\d{4}-\d\d-\d\d(T[0-9:.]+(Z|[+-]\d\d:?\d\d)?)?$/;
const QUOTED = /^duration\(\s*"([^"]+)"\s*\)$/;

/** {way: 'none' | 'span' | 'cycle' | 'deadline' | 'moment' | 'feel', …}. Spans: {amounts: {h: 1, m: 30}}. */
export function readTimer(source) {
  const text = (source ?? '').trim();
  if (!text) return { way: 'none', text };
  const quoted = QUOTED.exec(text);
  const span = readSpan(quoted ? quoted[1] : text);
  if (span) return { way: 'span', amounts: span, text };
  const cycle = CYCLE.exec(text);
  if (cycle && readSpan(cycle[2])) return { way: 'cycle', times: cycle[1] ? Number(cycle[1]) : null, amounts: readSpan(cycle[2]), text };
  const deadline = DEADLINE.exec(text);
  if (deadline) return { way: 'deadline', code: deadline[1], share: deadline[2] ? Number(deadline[2]) : 1, text };
  return { way: MOMENT.test(text) ? 'moment' : 'feel', text };
}

function readSpan(text) {
  const found = SPAN.exec(text);
  if (!found || !found.slice(1).some(Boolean)) return null;
  const keys = ['M', 'W', 'D', 'h', 'm', 's'];
  return Object.fromEntries(keys.map((key, i) => [key, Number(found[i + 1] ?? 0)]).filter(([, n]) => n));
}

/** PT1H30M of {h: 1, m: 30}. */
export function writeSpan(amounts) {
  const part = (keys) => keys.map((key) => (amounts[key] ? `${amounts[key]}${key.toUpperCase()}` : '')).join('');
  const clock = part(['h', 'm', 's']);
  return `P${part(['M', 'W', 'D'])}${clock ? `T${clock}` : ''}`;
}

export function writeDeadline(code, share = 1) {
  return share === 1 ? `deadline("${code}")` : `deadline("${code}", ${share})`;
}

export function spanWords(amounts) {
  return Object.entries(UNITS).filter(([key]) => amounts[key]).map(([key, unit]) => `${amounts[key]} ${unit}`).join(' ');
}

/** What the timer says, in plain words; `deadlines`: {code: {name, value, unit}}. */
export function timerWords(timer, deadlines = {}) {
  switch (timer.way) {
    case 'none': return '还没有写时间。';
    case 'span': return `到达这里 ${spanWords(timer.amounts)}后。`;
    case 'cycle': return `每 ${spanWords(timer.amounts)}一次，${timer.times ? `共 ${timer.times} 次` : '一直到离开这里'}。`;
    case 'deadline': return deadlineWords(timer, deadlines[timer.code]);
    case 'moment': return `在 ${timer.text.replace('T', ' ').slice(0, 16)}。`;
    default: return '到达这里时按表达式算出。';
  }
}

function deadlineWords(timer, figure) {
  const name = figure ? `“${figure.name}”（${amountWords(figure)}）` : `${timer.code}（时限表里没有这个编号）`;
  return timer.share === 1 ? `${name}届满时。` : `${name}用到 ${Math.round(timer.share * 100)}% 时。`;
}

const FIGURE_UNITS = { wd: '个工作日', d: '日', h: '小时', min: '分钟', m: '个月', y: '年' };

export function amountWords(figure) {
  return `${figure.value} ${FIGURE_UNITS[figure.unit] ?? figure.unit ?? ''}`.trim();
}
