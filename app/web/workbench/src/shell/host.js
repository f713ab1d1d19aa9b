// What an editor or panel may ask of the page around it.

/** The host of one file. `shop`: the page; `name`: the file, or null for what belongs to the whole page. */
export function hostFor(shop, name = null) {
  const current = () => shop.contentOf(name ?? shop.active);
  return {
    revision: shop.state.revision,
    call: shop.call,
    known: () => shop.known(),
    open: (file, element) => shop.open(file, { element }),
    notify: (sentence, kind = 'info') => shop.notify(sentence, kind),
    current,
    files: () => shop.state.files,
    refresh: () => shop.refresh(),
    contentOf: (file) => shop.contentOf(file),
    feel: {
      check: (source, mode, element) => shop.call('POST', 'feel', { source, mode, element, ...current() }),
      variables: (element) => shop.variables(current(), element),
    },
  };
}
