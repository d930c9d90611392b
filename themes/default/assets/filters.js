// Groups of checkboxes with counts, one group for each thing that can be chosen. A control that is in use is never
// replaced or moved, so that it keeps the focus. Knows nothing of what is filtered.
import {element} from './element.js';
import {fold} from './text.js';
import {word} from './word.js';

const FIRST = 10;

const option = (form, key, [code, label], i) => {
  const id = `${key}-${i}`;
  const box = element('input', {class: 'nhsuk-checkboxes__input', type: 'checkbox', id, name: key, value: code, form});
  const count = element('span', {class: 'reg-count'});
  const text = element('label', {class: 'nhsuk-label nhsuk-checkboxes__label', for: id}, label, ' ', count);
  return {box, count, label, code, n: 0, item: element('li', {class: 'nhsuk-checkboxes__item'}, box, text)};
};

// A box to narrow a long group, and a button that shows all of it.
const narrowing = (group, title) => {
  const id = `${group.key}-narrow`;
  group.box = element('input', {class: 'nhsuk-input', id, type: 'search', autocomplete: 'off'});
  const label = element('label', {class: 'nhsuk-label', for: id}, word('search.narrow', {group: title}));
  group.more = element('button', {class: 'reg-more', type: 'button', 'aria-expanded': 'false'});
  group.box.addEventListener('input', () => arrange(group));
  group.box.addEventListener('change', event => event.stopPropagation());
  group.box.addEventListener('keydown', event => event.key === 'Enter' && event.preventDefault());
  group.more.addEventListener('click', () => {
    group.all = !group.all;
    arrange(group);
  });
  return {before: [label, group.box], after: [group.more]};
};

// A long group shows its first by count and what is chosen; then all, A to Z. Groups can have thousands of options, so
// only those that are shown are moved.
const arrange = group => {
  if (!group.more) return;
  const sought = fold(group.box.value);
  const whole = group.all || sought !== '';
  const order = whole ? group.options : [...group.options].sort((a, b) => b.n - a.n);
  const shown = order.filter((one, i) => one.box.checked || one.box === document.activeElement ||
    (whole ? fold(one.label).includes(sought) : i < FIRST));
  const kept = new Set(shown);
  for (const one of order) if (one.item.hidden === kept.has(one)) one.item.hidden = !kept.has(one);
  if (!group.list.contains(document.activeElement)) group.list.prepend(...shown.map(one => one.item));
  group.more.hidden = sought !== '';
  group.more.setAttribute('aria-expanded', String(group.all));
  group.more.textContent = group.all ? word('search.show_fewer') : word('search.show_all', {n: group.options.length});
};

const makeGroup = (form, {key, title, values}) => {
  const options = values.map((value, i) => option(form, key, value, i));
  const list = element('ul', {class: 'nhsuk-checkboxes reg-options'}, ...options.map(one => one.item));
  const group = {key, title, options, list, all: false};
  if (options.length > FIRST) options.sort((a, b) => a.label.localeCompare(b.label, 'en-GB', {numeric: true}));
  const {before, after} = options.length > FIRST ? narrowing(group, title) : {before: [], after: []};
  group.selected = element('span', {class: 'reg-count'});
  const legend = element('legend', {class: 'nhsuk-u-visually-hidden'}, title);
  const summary = element('summary', {class: 'nhsuk-details__summary'},
    element('span', {class: 'nhsuk-details__summary-text'}, title), ' ', group.selected);
  group.element = element('details', {class: 'nhsuk-details'}, summary,
    element('fieldset', {class: 'nhsuk-fieldset nhsuk-details__text'}, legend, ...before, list, ...after));
  return group;
};

// What narrows a selection, each to remove, and all of them if there are several. They are {text, state}; `link` makes
// a link to a state.
export const chips = (narrowings, none, link) => {
  const remove = () => element('span', {class: 'reg-chip__remove'}, `${word('search.remove')} `);
  const made = narrowings.map(({text, state}) => element('li', {}, link(state, [remove(), text])));
  if (made.length > 1) made.push(element('li', {class: 'reg-chip__all'}, link(none, [word('search.clear')])));
  return made;
};

const tell = group => {
  const n = group.options.filter(one => one.box.checked).length;
  group.selected.textContent = n ? word('search.selected', {n}) : '';
  return n;
};

// The controls of these groups, [{key, title, values: [[code, label], …]}, …], for the form with this id.
export const filters = (form, groups) => {
  const made = groups.filter(({values}) => values.length).map(group => makeGroup(form, group));
  return {
    elements: made.map(group => group.element),

    // What is chosen, as pairs of key and code in the order of the groups.
    chosen: () => made.flatMap(({key, options}) => options.filter(one => one.box.checked).map(one => [key, one.code])),

    choose: pairs => {
      const wanted = new Set(pairs.map(pair => pair.join('=')));
      for (const group of made) {
        for (const one of group.options) one.box.checked = wanted.has(`${group.key}=${one.code}`);
        const some = tell(group) > 0;
        if (some) group.element.open = true;
        // Where there is nothing to choose between, there is nothing to show.
        group.element.hidden = group.options.length < 2 && !some;
      }
    },

    // Counts by key and code.
    count: numberOf => {
      for (const group of made) {
        for (const one of group.options) {
          one.n = numberOf(group.key, one.code);
          one.count.textContent = word('search.count', {n: one.n});
        }
        tell(group);
        arrange(group);
      }
    },

    label: (key, code) => {
      const group = made.find(group => group.key === key);
      const one = group?.options.find(one => one.code === code);
      return one && {title: group.title, label: one.label};
    },

    open: key => {
      for (const group of made) if (group.key === key) group.element.open = true;
    },
  };
};
