// Entry of the workshop's pages. Each editor is a chunk of its own, loaded when a file of its kind is opened.
import { openShell } from './shell/shell.js';

const root = document.querySelector('[data-workshop]');
if (root) openShell(root);
