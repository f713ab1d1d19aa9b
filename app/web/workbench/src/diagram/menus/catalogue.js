// What the menus offer: only what the engine executes (docs/engine.md), in the order in which an office needs it.
import { PopupEntries } from 'bpmn-js/lib/features/popup-menu/PopupEntries';
import { translate } from '../words/translate.js';

const GROUPS = [
  { id: 'work', name: '环节', entries: [
    'user-task', 'rule-task', 'service-task', 'script-task', 'call-activity', 'send-task', 'receive-task', 'manual-task',
    'task',
  ] },
  { id: 'gateways', name: '分支与汇合', entries: [
    'exclusive-gateway', 'parallel-gateway', 'inclusive-gateway', 'event-based-gateway', 'complex-gateway',
  ] },
  { id: 'scopes', name: '子流程', entries: [
    'expanded-subprocess', 'collapsed-subprocess', 'event-subprocess', 'transaction', 'expanded-ad-hoc-subprocess',
  ] },
  { id: 'waits', name: '等待', entries: [
    'timer-intermediate-catch', 'message-intermediate-catch', 'signal-intermediate-catch',
    'conditional-intermediate-catch', 'link-intermediate-catch',
  ] },
  { id: 'throws', name: '发出', entries: [
    'message-intermediate-throw', 'signal-intermediate-throw', 'escalation-intermediate-throw',
    'compensation-intermediate-throw', 'link-intermediate-throw', 'none-intermediate-throwing',
  ] },
  { id: 'ends', name: '结束', entries: [
    'none-end-event', 'terminate-end', 'message-end', 'signal-end', 'escalation-end', 'error-end', 'compensation-end',
    'cancel-end',
  ] },
];
const STARTS = { id: 'starts', name: '开始', entries: [
  'none-start-event', 'message-start', 'timer-start', 'signal-start', 'conditional-start',
] };
const THINGS = { id: 'things', name: '数据与参与方', entries: ['data-object-reference', 'expanded-pool', 'collapsed-pool'] };
const EDGES = { id: 'edges', name: '挂在这个环节边上', entries: [
  'non-interrupting-timer-boundary', 'timer-boundary', 'non-interrupting-escalation-boundary', 'escalation-boundary',
  'error-boundary', 'non-interrupting-message-boundary', 'message-boundary', 'non-interrupting-signal-boundary',
  'signal-boundary', 'non-interrupting-conditional-boundary', 'conditional-boundary', 'compensation-boundary',
  'cancel-boundary',
] };

/** What a menu may still turn an element into. */
export const NOT_EXECUTED = ['data-store-reference'];

const AFTER_RACE = ['receive-task', 'timer-intermediate-catch', 'message-intermediate-catch', 'signal-intermediate-catch',
  'conditional-intermediate-catch'];

const drawn = ({ id, name, entries }) => entries.map((key) => {
  const { label, className, target } = PopupEntries[key];
  return { key, group: { id, name }, label: translate(label), className, target };
});

/** What may follow an element. After an event-based gateway only what waits. `inTransaction`: cancelling makes sense. */
export function following(bo) {
  const all = GROUPS.flatMap(drawn).filter((one) => one.key !== 'cancel-end' || inTransaction(bo));
  return bo.$instanceOf('bpmn:EventBasedGateway') ? all.filter((one) => AFTER_RACE.includes(one.key)) : all;
}

export function attachable(bo) {
  if (!bo.$instanceOf('bpmn:Activity') || bo.triggeredByEvent || bo.isForCompensation) return [];
  return drawn(EDGES).filter((one) => one.key !== 'cancel-boundary' || bo.$instanceOf('bpmn:Transaction'));
}

/** What has one way in and one way out. */
export const insertable = () => GROUPS.filter((group) => group.id !== 'ends').flatMap(drawn)
  .filter((one) => !/link|event-subprocess/.test(one.key));

export const creatable = () => [...GROUPS.slice(0, 1), STARTS, ...GROUPS.slice(1), THINGS].flatMap(drawn);

function inTransaction(bo) {
  for (let owner = bo.$parent; owner; owner = owner.$parent) if (owner.$instanceOf?.('bpmn:Transaction')) return true;
  return false;
}
