// The frame around the editors: files of the revision, tabs, saving.
export function openShell(root) {
  root.textContent = '';
}
