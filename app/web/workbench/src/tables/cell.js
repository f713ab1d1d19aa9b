// Stands in for dmn-js's own expression field (bundling/bundle.mjs puts it there): our FEEL input, which completes what is known here
// and checks as one types.
import { Component, createVNode } from 'inferno';
import { feelInput } from '../feel/input.js';

const ELEMENT = 1;      // inferno's flag of a plain HTML element
const KEYS = ['Enter', 'Escape'];

export default class FeelField extends Component {
  constructor(props, context) {
    super(props, context);
    this.host = context.injector.get('config.zfl')?.editor.host;
    this.value = props.value ?? '';
    this.setNode = (node) => { this.node = node; };
    this.typed = (value) => { this.value = value; this.props.onInput?.(value); };
    this.left = () => this.leave();
    this.capture = (event) => { event.fromList = KEYS.includes(event.key) && Boolean(this.node.querySelector('.cm-tooltip-autocomplete')); };
    this.keydown = (event) => { if (event.fromList || (event.defaultPrevented && undoes(event))) event.stopPropagation(); };
  }

  componentDidMount() {
    const element = this.node.closest('[data-element-id]')?.dataset.elementId ?? null;
    const { label, placeholder, singleLine, ctrlForNewline, autoFocus } = this.props;
    const mode = this.node.closest('.input-cell') ? 'unary' : 'expression';
    this.field = feelInput(this.node, { value: this.value, mode, element, host: this.host, label, placeholder, multiline: !singleLine && !ctrlForNewline, onChange: this.typed });
    this.node.addEventListener('keydown', this.capture, true);
    this.node.addEventListener('keydown', this.keydown);
    this.node.addEventListener('focusout', this.left);
    this.node.addEventListener('mousedown', stop);
    if (autoFocus) this.field.focus();
  }

  componentDidUpdate() {
    const value = this.props.value ?? '';
    if (value === this.value) return;
    this.value = value;
    this.field.set(value);
  }

  componentWillUnmount() {
    this.field.destroy();
  }

  leave() {
    const { onChange, onBlur, value } = this.props;
    if (onChange && this.value !== value) onChange(this.value);
    onBlur?.();
  }

  render() {
    const { className = '', onFocus } = this.props;
    return createVNode(ELEMENT, 'div', `literal-expression zf-dt-feel ${className}`, null, 1, { onClick: stop, onFocusIn: onFocus }, null, this.setNode);
  }
}

/** What the field has undone by itself, the table must not undo once more. */
function undoes(event) {
  return (event.ctrlKey || event.metaKey) && ['z', 'y'].includes(event.key.toLowerCase());
}

// A click into the field is no click on the table around it.
function stop(event) {
  event.stopPropagation();
}
