// bpmn-js put together: its Modeler (to look only: its viewer), the minimap, our words, menus and what keeps foreign content.
import Modeler from 'bpmn-js/lib/Modeler';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import searchModule from 'bpmn-js/lib/features/search';
import minimapModule from 'diagram-js-minimap';
import { translateModule } from './words/translate.js';
import { menusModule } from './menus/menus.js';
import { Templates } from './menus/templates.js';
import { Editing } from './model/editing.js';
import { copyingModule } from './model/copying.js';
import { descriptors, mendReferences } from './model/keeping.js';
import { clipboardModule } from './tools/clipboard.js';
import { keysModule } from './tools/keys.js';
import { layoutModule } from './tools/layout.js';
import { searchAsWrittenModule } from './tools/search.js';

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
const EDITING = [menusModule, copyingModule, clipboardModule, layoutModule, keysModule];

const opening = (Base) => class extends Base {
  /** Draws this text. Raises what the reader raises for broken XML. Answers {lost}: what could not be kept. */
  async read(xml) {
    let lost = [];
    this.on('import.parse.complete', 2000, ({ error, elementsById, warnings }) => {
      if (!error) lost = mendReferences({ elementsById, warnings: warnings ?? [] });
    });
    await this.importXML(xml);
    return { lost };
  }
};
const Editor = opening(Modeler), Viewer = opening(NavigatedViewer);

/** A modeler whose services `editingOf()`, `templates` and `host` are ours. `content` decides which foreign elements it can keep. */
export function makeModeler(container, { content, host, readOnly }) {
  let editing;
  const editingOf = () => (editing ??= new Editing(modeler));
  const ours = { templates: ['value', new Templates(host)], host: ['value', host], editingOf: ['value', editingOf] };
  const modeler = new (readOnly ? Viewer : Editor)({
    container,
    moddleExtensions: descriptors(content),
    additionalModules: [translateModule, minimapModule, searchAsWrittenModule, ...(readOnly ? [searchModule] : EDITING), ours],
    textRenderer: { defaultStyle: { fontFamily: FONT }, externalStyle: { fontFamily: FONT, fontSize: 11 } },
  });
  return modeler;
}
