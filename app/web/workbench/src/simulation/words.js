// Words of the panel, and moments as people write them.
const LOCAL = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});

export const STATES = { waiting: '停在待办处', completed: '走完了', cancelled: '已撤销', error: '以错误事件结束' };
export const EVENTS = { entered: '进入', completed: '完成', cancelled: '取消' };
export const EXPECTED = {
  state: '结束时的状态', end: '以什么结束', path: '依次经过的环节', not_path: '不能经过的环节', open: '结束时的待办', tasks: '交给谁办、何时到期',
  decisions: '决策表命中的行', documents: '依次作出的执法行为', services: '请求的服务', messages: '发出的消息', data: '结束时的变量', incidents: '出故障的环节',
};

export const CASE = {
  id: '内部编号', number: '案号', chain_id: '链条编号', turn: '第几轮', parent_id: '母案编号', kind: '种类', source: '来源', street: '街道（乡镇）', legal_subject: '执法主体',
  grid: '网格', urgency: '紧急程度', title: '标题', lead: '主责部门', opened_on: '登记日期',
};

/** 2026-11-23 周一 09:00 */
export function moment(text) {
  if (!text) return '';
  const part = Object.fromEntries(LOCAL.formatToParts(new Date(text)).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day} ${part.weekday} ${part.hour}:${part.minute}`;
}

/** One action in words, as the list of steps shows it. `name`: of a node. */
export function actionWords(action, name) {
  if (action.submit) return `办理“${name(action.submit)}”${action.item === undefined ? '' : `（${shown(action.item)}）`}`;
  if (action.advance) return action.advance === 'next' ? '时钟拨到下一个定时' : `时钟拨快 ${spanWords(action.advance)}`;
  if (action.message) return `送来消息 ${action.message}`;
  if (action.signal) return `发出信号 ${action.signal}`;
  if (action.answer) return `服务 ${action.answer} 改为另一种回答`;
  if (action.retry) return `重试“${name(action.retry)}”`;
  return action.cancel ? '案件撤销' : '改动案件要素';
}

const SPANS = { PT1H: '1 小时', P1D: '1 天', '1wd': '1 个工作日' };
export const spanWords = (text) => SPANS[text] ?? (/^\d{4}-/.test(text) ? `到 ${text.replace('T', ' ')}` : text);

export const shown = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

/** The entries of an object side by side, anything else as it is. */
export const entries = (value) => (value && typeof value === 'object' && !Array.isArray(value)
  ? Object.entries(value).map(([name, one]) => `${name} = ${shown(one)}`).join('，') : shown(value));

/** What somebody typed as a value: JSON where it reads as such, else the text. */
export function typed(text) {
  const plain = text.trim();
  if (plain === '') return null;
  try {
    return JSON.parse(plain);
  } catch {
    return plain;
  }
}
