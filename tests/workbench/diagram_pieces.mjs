// [[function, ...arguments] …] → what each gives: the diagram editor's functions that need no browser.
import { readFileSync } from 'node:fs';
import { readTimer, timerWords, writeDeadline, writeSpan } from '../../app/web/workbench/src/diagram/model/timers.js';
import { freeEdge, longest } from '../../app/web/workbench/src/diagram/menus/places.js';
import { actEntries } from '../../app/web/workbench/src/diagram/menus/templates.js';
import { readable, spell, unspell } from '../../app/web/workbench/src/diagram/model/spelling.js';
import { attachable, creatable, following, insertable } from '../../app/web/workbench/src/diagram/menus/catalogue.js';
import { sheets } from '../../app/web/workbench/src/diagram/tools/print.js';
import { matching } from '../../app/web/workbench/src/diagram/panel/combo.js';

const bo = (type, given = {}) => ({ $type: type, ...given, $instanceOf: (wanted) => [type, ...(given.supers ?? [])].includes(wanted) });
const keys = (entries) => entries.map((entry) => entry.key);
const functions = {
  words: (text, deadlines) => timerWords(readTimer(text), deadlines), writeSpan, writeDeadline, freeEdge, longest, matching, actEntries, readable, spell, unspell, sheets,
  following: (type, given) => keys(following(bo(type, given))), attachable: (type, given) => keys(attachable(bo(type, given))),
  creatable: () => keys(creatable()), insertable: () => keys(insertable()), labels: () => creatable().map((entry) => entry.label),
};
const asked = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(asked.map(([name, ...given]) => functions[name](...given))));
