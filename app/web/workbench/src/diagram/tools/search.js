// The searches of the library (in the diagram, in its menus) listen to keys only; what an input method or a paste writes is
// searched too.
const SEARCHES = '.djs-search-input input, .djs-popup-search input';

class SearchAsWritten {
  constructor(canvas) {
    canvas.getContainer().addEventListener('input', ({ target }) => {
      if (target.matches(SEARCHES)) target.dispatchEvent(new KeyboardEvent('keyup', { bubbles: true, key: 'Process' }));
    });
  }
}
SearchAsWritten.$inject = ['canvas'];

export const searchAsWrittenModule = { __init__: ['zflSearch'], zflSearch: ['type', SearchAsWritten] };
