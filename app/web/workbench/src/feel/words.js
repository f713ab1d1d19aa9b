// All that CodeMirror itself says, and the sentences of FEEL with what they are for.
export const PHRASES = {
  Completions: '可以填的内容', Diagnostics: '问题', close: '关闭', 'No diagnostics': '没有问题', 'Control character': '控制字符',
  'Selection deleted': '已删去所选', 'folded code': '折起的部分', unfold: '展开', to: '到', 'replace match': '替换', 'Go to line': '到第几行', go: '去',
};

export const KEYWORDS = [
  ['if', 'if ${条件} then ${是} else ${否}', '如果 … 就 … 否则 …'],
  ['for', 'for ${一项} in ${列表} return ${结果}', '逐项得出一个列表'],
  ['some', 'some ${一项} in ${列表} satisfies ${条件}', '有一项满足就是'],
  ['every', 'every ${一项} in ${列表} satisfies ${条件}', '每一项都满足才是'],
  ['and', 'and ${条件}', '并且'],
  ['or', 'or ${条件}', '或者'],
  ['between', 'between ${最小} and ${最大}', '在两者之间'],
  ['in', 'in (${值})', '是其中之一'],
  ['instance of', 'instance of ${类型}', '是这种类型'],
  ['true', 'true', '是'],
  ['false', 'false', '否'],
  ['null', 'null', '空'],
];
