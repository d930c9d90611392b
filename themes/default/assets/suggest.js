// Suggests recipients, datasets and agreements under a search box while somebody types: an ARIA combobox with a list.
// Nothing is chosen for the user: Enter searches for the words unless they went to a suggestion. It never searches.
import {element} from './element.js';
import {withIndex} from './index.js';
import {suggestions} from './names.js';
import {word} from './word.js';

const MOST = 8;
const LEAST_LETTERS = 2;
const REST = 600;

const KINDS = {
  agreement: word('suggest.agreement'),
  dataset: word('suggest.dataset'),
  recipient: word('suggest.recipient'),
};

class Combobox {
  constructor(box) {
    this.box = box;
    this.active = -1;
    this.options = [];
    const label = word('suggest.list');
    this.list = element('ul', {id: `${box.id}-list`, class: 'reg-suggest', role: 'listbox', 'aria-label': label});
    this.status = element('p', {class: 'nhsuk-u-visually-hidden', role: 'status'});
    this.list.hidden = true;
    box.parentElement.append(this.list, this.status);
    box.setAttribute('role', 'combobox');
    box.setAttribute('aria-autocomplete', 'list');
    box.setAttribute('aria-expanded', false);
    box.setAttribute('aria-controls', this.list.id);
    this.listen();
  }

  listen() {
    this.box.addEventListener('input', () => this.ask());
    this.box.addEventListener('keydown', event => this.press(event));
    this.box.addEventListener('blur', () => this.close());
    this.box.form.addEventListener('submit', () => this.close());
    // The box keeps the focus, so that the list is still there when the button of the mouse is let go.
    this.list.addEventListener('mousedown', event => event.preventDefault());
    this.list.addEventListener('click', event => this.go(this.options.indexOf(event.target.closest('li'))));
  }

  // Without an index to read, this stays the plain box of a form that works: there is nothing to tell the user.
  async ask(first = -1) {
    const text = this.box.value;
    this.asked = text;
    this.move(-1);
    if (text.trim().length < LEAST_LETTERS) return this.close();
    const base = document.documentElement.dataset.base;
    const found = await withIndex(base, index => suggestions(index, text, MOST)).catch(() => null);
    if (this.asked !== text || document.activeElement !== this.box) return undefined;
    return found ? this.show(found, base, first) : this.close();
  }

  show(found, base, first) {
    this.options = found.map(({title, kind, path, name}, i) => {
      const attributes = {id: `${this.list.id}-${i}`, role: 'option', 'data-href': base + path};
      const what = name ? word('suggest.named', {kind: KINDS[kind], name}) : KINDS[kind];
      return element('li', attributes, title, ' ', element('small', {}, what));
    });
    this.list.replaceChildren(...this.options);
    this.open(found.length > 0);
    this.move(first);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.tell(found.length), REST);
  }

  tell(n) {
    this.status.textContent = n ? word('suggest.found', {n}) : word('suggest.none');
  }

  open(is) {
    this.list.hidden = !is;
    this.box.setAttribute('aria-expanded', is);
  }

  close() {
    this.asked = null;
    clearTimeout(this.resting);
    this.status.textContent = '';
    this.open(false);
    this.move(-1);
  }

  // Goes to a suggestion; -1 is back in the box.
  move(to) {
    this.active = to;
    this.options.forEach((option, i) => option.setAttribute('aria-selected', i === to));
    const option = this.options[to];
    if (!option) return this.box.removeAttribute('aria-activedescendant');
    this.box.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({block: 'nearest'});
  }

  go(at) {
    if (!this.options[at]) return;
    this.close();
    location.assign(this.options[at].dataset.href);
  }

  // Where a key leads: a number of a suggestion, or nothing if the key is the box's own.
  target(key) {
    const last = this.options.length - 1;
    if (key === 'ArrowDown') return this.active < last ? this.active + 1 : -1;
    if (key === 'ArrowUp') return this.active < 0 ? last : this.active - 1;
    if (this.active < 0) return undefined;
    return {Home: 0, End: last}[key];
  }

  press(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.list.hidden) {
      if (event.key === 'ArrowDown') this.ask(0);
      return;
    }
    const to = this.target(event.key);
    if (to !== undefined) this.move(to);
    else if (event.key === 'Enter' && this.active >= 0) this.go(this.active);
    else if (event.key === 'Escape') this.close();
    else {
      // Left and right move in the words again, and so does Tab out of them.
      if (event.key.startsWith('Arrow')) this.move(-1);
      return;
    }
    event.preventDefault();
  }
}

// Gives a box its suggestions; `before` is what stood in it when it was reached.
export const suggest = (box, before) => {
  const combobox = new Combobox(box);
  if (box.value !== before) combobox.ask();
};
