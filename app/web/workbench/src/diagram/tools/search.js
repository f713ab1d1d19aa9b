// The search of the library listens to keys; what an input method or a paste writes is searched too.
class SearchAsWritten {
  constructor(searchPad, canvas) {
    canvas.getContainer().addEventListener('input', (event) => {
      if (event.target.matches('.djs-search-input input')) searchPad._search(event.target.value);
    });
  }
}
SearchAsWritten.$inject = ['searchPad', 'canvas'];

export const searchAsWrittenModule = { __init__: ['zflSearch'], zflSearch: ['type', SearchAsWritten] };
