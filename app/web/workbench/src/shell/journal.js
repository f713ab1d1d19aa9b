// What was typed and is not yet on the server, kept in this browser: a closed window or a lost network loses nothing.
const PREFIX = 'zfl-workshop';

/** `storage` as localStorage has it. An entry: {content, seq: the save it is based on, at: ISO time}. */
export function journal(storage, revision) {
  const key = (name) => `${PREFIX}:${revision}:${name}`;
  return {
    read(name) {
      try {
        return JSON.parse(storage.getItem(key(name)) ?? 'null');
      } catch {
        return null;        // cut short when the disk was full: there is nothing to offer
      }
    },
    /** False if the browser has no room for it. */
    keep(name, content, seq) {
      try {
        storage.setItem(key(name), JSON.stringify({ content, seq, at: new Date().toISOString() }));
        return true;
      } catch {
        return false;       // the caller says so; the server may still be reached
      }
    },
    drop(name) {
      storage.removeItem(key(name));
    },
  };
}
