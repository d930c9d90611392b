// A table of very many rows of one height inside a region that scrolls: only the rows in sight are in the page. It is
// a table with a caption, row numbers and links, and the region scrolls by keyboard. What a cell holds is not its
// business.
import {element} from './element.js';

// Rows above and below those in sight.
const MORE = 8;
// Browsers cannot scroll much further than that; a longer table moves faster than its bar.
const FURTHEST = 12e6;

const headerOf = ({key, title}, press) => {
  const button = element('button', {class: 'reg-more', type: 'button'}, title);
  button.addEventListener('click', () => press(key));
  return element('th', {class: 'nhsuk-table__header', scope: 'col', role: 'columnheader'}, button);
};

const rowOf = (columns, row, at) => {
  const cell = ({title, cells}, i) => {
    const content = element('div', {class: 'reg-cell'}, ...cells(row));
    const name = element('span', {class: 'reg-cell__name'}, title);
    if (i > 0) return element('td', {class: 'nhsuk-table__cell', role: 'cell'}, name, content);
    return element('th', {class: 'nhsuk-table__header', scope: 'row', role: 'rowheader'}, name, content);
  };
  return element('tr', {'aria-rowindex': at + 2, role: 'row'}, ...columns.map(cell));
};

// What does not fit its cell can be scrolled there, by keyboard too.
const reachable = row => {
  for (const cell of row.querySelectorAll('.reg-cell')) {
    if (cell.scrollHeight > cell.clientHeight + 2 && !cell.querySelector('a')) cell.tabIndex = 0;
  }
};

// Fills a table in a region. `columns` are {key, title, cells: row => nodes}; `press` is called with the key
// of a column whose header is pressed.
export const grid = (region, table, columns, press) => {
  const track = element('div', {class: 'reg-track'});
  const body = element('tbody', {role: 'rowgroup'});
  const headers = columns.map(column => headerOf(column, press));
  const head = element('tr', {role: 'row', 'aria-rowindex': 1}, ...headers);
  table.append(element('thead', {class: 'nhsuk-table__head', role: 'rowgroup'}, head), body);
  table.setAttribute('role', 'table');
  region.append(track);
  track.append(table);
  const state = {rows: [], shown: new Map(), height: 0, above: 0};

  // From the top of the caption to the end of the last row.
  const length = () => state.above + state.rows.length * state.height;

  // How many times faster than its bar the table moves.
  const speed = () => {
    const most = Math.min(length(), FURTHEST);
    return most > region.clientHeight ? (length() - region.clientHeight) / (most - region.clientHeight) : 1;
  };

  const drop = (first, end) => {
    for (const [at, made] of state.shown) {
      if (at >= first && at < end) continue;
      if (made.contains(document.activeElement)) region.focus({preventScroll: true});
      made.remove();
      state.shown.delete(at);
    }
  };

  const fill = (first, end) => {
    const fresh = [];
    for (let at = end - 1; at >= first; at -= 1) {
      if (state.shown.has(at)) continue;
      const made = rowOf(columns, state.rows[at], at);
      body.insertBefore(made, state.shown.get(at + 1) ?? null);
      state.shown.set(at, made);
      fresh.push(made);
    }
    fresh.forEach(reachable);
  };

  const draw = () => {
    const top = region.scrollTop * speed();
    const first = Math.max(0, Math.floor(top / state.height) - MORE);
    const seen = Math.ceil(region.clientHeight / state.height);
    const end = Math.min(state.rows.length, Math.floor(top / state.height) + seen + MORE);
    drop(first, end);
    fill(first, end);
    table.style.marginTop = `${Math.round(region.scrollTop - top + first * state.height)}px`;
  };

  // The height that styles give a row; it differs by screen and by the size of text.
  const measure = () => {
    const row = body.querySelector('tr');
    const height = row?.getBoundingClientRect().height;
    if (!height || height === state.height) return;
    state.height = height;
    state.above = body.getBoundingClientRect().top - table.getBoundingClientRect().top;
    track.style.height = `${Math.min(length(), FURTHEST)}px`;
    draw();
  };

  const show = rows => {
    drop(0, 0);
    Object.assign(state, {rows, height: 0});
    region.scrollTop = 0;
    table.style.marginTop = '0';
    track.style.height = 'auto';
    table.setAttribute('aria-rowcount', rows.length + 1);
    fill(0, Math.min(rows.length, 1));
    measure();
  };

  // Which column the rows are sorted by.
  const sorted = (key, down) => headers.forEach((header, i) => {
    if (columns[i].key === key) header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    else header.removeAttribute('aria-sort');
  });

  let waiting = false;
  region.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (state.height) draw();
    });
  });
  new ResizeObserver(measure).observe(region);
  return {show, sorted};
};
