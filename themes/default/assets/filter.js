// Filters a list in place by words: `data-filter` names its kind and stands on an element round its tables or lists.
// A list of several pages is looked through as a whole: its other pages are fetched when it is first filtered. Searches
// no index, and changes no row. Without it, the list is as it was.
import {element} from './element.js';
import {fold} from './text.js';
import {word} from './word.js';

const LEAST_ROWS = 6;
const MOST_ROWS = 200;
const REST = 400;
const HEADING = '.nhsuk-table-responsive__heading';

const KINDS = {
  agreements: {
    label: word('filter.find_agreements'), rest: word('filter.search'), count: fill => word('filter.agreements', fill),
  },
  datasets: {
    label: word('filter.find_datasets'), rest: word('filter.search'), count: fill => word('filter.datasets', fill),
  },
  recipients: {
    label: word('filter.find_recipients'), rest: word('filter.search'), count: fill => word('filter.recipients', fill),
  },
  releases: {
    label: word('filter.find_releases'), rest: word('filter.explore'), count: fill => word('filter.releases', fill),
  },
};

// The words of a row, each after a space. The headings that narrow tables repeat in each cell are none of them.
const wordsOf = row => {
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(HEADING)) texts.push(walker.currentNode.data);
  }
  return ` ${fold(texts.join(' '))}`;
};

class Row {
  constructor(row) {
    this.row = row;
  }

  // Read when they are first asked for.
  get words() {
    return this.read ??= wordsOf(this.row);
  }
}

const rowsOf = root => [...root.querySelectorAll('tbody > tr, .reg-list > li')].map(row => new Row(row));

const SHOWN = ':scope > tbody > tr:not([hidden]), :scope > li:not([hidden])';

// Tables and lists of letters, each with the words of its caption.
const groupsOf = rows => {
  const groups = new Set(rows.map(({row}) => row.closest('table, ul')));
  return new Map([...groups].map(group => [group, group.caption?.textContent]));
};

// A list whose rows are all here: those that do not match are hidden, and so are tables and letters without any.
class ShortList {
  constructor(root) {
    this.rows = rowsOf(root);
    this.groups = groupsOf(this.rows);
    this.letters = root.querySelectorAll('.reg-letters li');
  }

  get size() {
    return this.rows.length;
  }

  async all() {
    return this.rows;
  }

  show(found) {
    const kept = new Set(found);
    for (const item of this.rows) item.row.hidden = !kept.has(item);
    for (const [group, caption] of this.groups) {
      const shown = group.querySelectorAll(SHOWN).length;
      group.hidden = !shown;
      if (caption) group.caption.textContent = word('filter.showing', {caption, shown});
      if (/^H\d$/.test(group.previousElementSibling?.tagName)) group.previousElementSibling.hidden = group.hidden;
    }
    for (const letter of this.letters) {
      letter.hidden = document.getElementById(letter.firstElementChild.hash.slice(1)).hidden;
    }
  }

  restore() {
    this.show(this.rows);
    for (const [group, caption] of this.groups) if (caption) group.caption.textContent = caption;
  }
}

const parsed = async url => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return new DOMParser().parseFromString(await response.text(), 'text/html');
};

// A row as it stands here: the place that its id names is the row of its own page.
const copyOf = ({row}) => {
  const copy = document.importNode(row, true);
  copy.removeAttribute('id');
  return copy;
};

// A list of several pages: what matches on any of them is shown in a table of its own.
class LongList {
  constructor(root, pager) {
    const table = root.querySelector('table');
    Object.assign(this, {root, pager, table, pages: new Map(), size: Infinity});
    this.body = element('tbody', {class: 'nhsuk-table__body'});
    this.caption = element('caption', {class: 'nhsuk-table__caption nhsuk-u-visually-hidden'});
    this.more = element('p');
    this.found = element('table', {class: table.className}, this.caption, table.tHead.cloneNode(true), this.body);
  }

  // The rows of all pages, in their order; fetched once, and again only if a page could not be.
  async all(tell) {
    this.reading ??= this.follow([document], new Set([location.pathname]), tell);
    try {
      await this.reading;
    } catch (failure) {
      this.reading = undefined;
      throw failure;
    }
    return [...this.pages.keys()].sort((a, b) => a - b).flatMap(page => this.pages.get(page));
  }

  // Each page links to its neighbours, the first and the last, so the list is read from several sides at once.
  async follow(pages, seen, tell) {
    const links = pages.flatMap(page => this.take(page));
    tell({done: this.pages.size, pages: Number(this.pager.dataset.pages)});
    const next = [...new Set(links)].filter(url => !seen.has(url));
    next.forEach(url => seen.add(url));
    await Promise.all(next.map(async url => this.follow([await parsed(url)], seen, tell)));
  }

  // Keeps the rows of a page, and gives the addresses of the pages that it links to.
  take(page) {
    const root = page.querySelector(`[data-filter="${this.root.dataset.filter}"]`);
    const pager = root.nextElementSibling;
    this.pages.set(Number(pager.dataset.page), rowsOf(root));
    return [...pager.querySelectorAll('a')].map(link => link.getAttribute('href'));
  }

  show(found, text, caption) {
    this.caption.textContent = caption;
    this.body.replaceChildren(...found.slice(0, MOST_ROWS).map(copyOf));
    this.more.hidden = found.length <= MOST_ROWS;
    this.more.replaceChildren(...this.rest(text));
    this.swap(true);
    this.table.after(this.found, this.more);
  }

  rest(text) {
    const {filter, filterRest} = this.root.dataset;
    const href = filterRest.endsWith('=') ? filterRest + encodeURIComponent(text) : filterRest;
    return [word('filter.first', {shown: MOST_ROWS}), ' ', element('a', {href}, KINDS[filter].rest)];
  }

  restore() {
    this.found.remove();
    this.more.remove();
    this.swap(false);
  }

  swap(filtered) {
    this.table.hidden = filtered;
    this.pager.hidden = filtered;
  }
}

class Filter {
  constructor(root, list, number) {
    Object.assign(this, {list, kind: KINDS[root.dataset.filter]});
    const id = `filter-${number}`;
    this.box = element('input', {id, class: 'nhsuk-input', type: 'search', autocomplete: 'off', spellcheck: 'false'});
    this.status = element('p', {id: `${id}-status`, role: 'status'});
    const label = element('label', {class: 'nhsuk-label', for: id}, this.kind.label);
    root.before(element('div', {class: 'reg-filter'}, label, this.box, this.status));
    this.box.addEventListener('input', () => this.apply());
    this.box.addEventListener('keydown', event => this.press(event));
    // A browser that comes back to the page fills in what stood here.
    if (this.box.value) this.apply();
  }

  press(event) {
    if (event.key !== 'Escape' || !this.box.value) return;
    event.preventDefault();
    this.box.value = '';
    this.apply();
  }

  async apply() {
    const text = this.box.value;
    const wanted = fold(text).split(' ').filter(Boolean);
    if (!wanted.length) return this.restore();
    const rows = await this.list.all(progress => this.progress(progress)).catch(() => null);
    if (this.box.value !== text) return undefined;
    return rows ? this.show(rows, wanted, text) : this.fail();
  }

  fail() {
    this.restore();
    this.say(word('filter.failed'));
  }

  show(rows, wanted, text) {
    const found = rows.filter(({words}) => wanted.every(one => words.includes(` ${one}`)));
    const count = this.kind.count({found: found.length, n: rows.length});
    this.list.show(found, text, count);
    this.say(found.length ? count : `${count}. ${word('filter.none')}`);
  }

  restore() {
    this.list.restore();
    clearTimeout(this.resting);
    this.status.textContent = '';
  }

  // Said once typing rests.
  say(text) {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => { this.status.textContent = text; }, REST);
  }

  // Said at once, then now and then: a long list may take seconds.
  progress({done, pages}) {
    const quarter = Math.floor(4 * done / pages);
    const isNews = quarter !== this.quarter && done < pages && this.box.value;
    if (isNews) this.status.textContent = word('filter.reading', {done, pages});
    this.quarter = quarter;
  }
}

document.querySelectorAll('[data-filter]').forEach((root, number) => {
  const pager = root.nextElementSibling?.matches('[data-pages]') ? root.nextElementSibling : null;
  const list = pager ? new LongList(root, pager) : new ShortList(root);
  if (list.size >= LEAST_ROWS) new Filter(root, list, number);
});
