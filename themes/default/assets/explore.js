// The page that explores all releases: filters, the table, a chart, groups and downloads of the rows that are left.
// What is chosen stands in the address, so that Back, reload and links work. Reading and counting are table.js's.
import {columnsOf, sortLabel} from './cells.js';
import {element, followed} from './element.js';
import {chartOf, groupsOf} from './figures.js';
import {chips, filters} from './filters.js';
import {grid} from './grid.js';
import {
  FACETS, GROUPS, about, asked, codeOf, fileName, inWordsOf, namesOf, narrowings, query, wanted,
} from './selection.js';
import {bytes, readable} from './store.js';
import {csv, decode, group, select, sort, withMonths} from './table.js';
import {overTime} from './time.js';
import {monthInWords, word} from './word.js';

const SPEAK_AFTER = 400;
// Screens on which filters stand open from the start.
const WIDE = '(min-width: 48em)';
const MOST_GROUPS = 50;
// Groups of which a row can have several.
const LISTS = ['dataset', 'legal_basis'];

const part = id => document.getElementById(`explore-${id}`);
const [form, status] = [part('form'), part('status')];
const field = name => form.elements.namedItem(name);
const facts = part('found').dataset;
const plainTitle = document.title;

// The table and the controls made for it, and what the page shows of it.
let page = null;
let shown = null;

const say = (text, ...more) => status.replaceChildren(text, ...more.flatMap(node => [' ', node]));

let speaking = 0;
const announce = text => {
  clearTimeout(speaking);
  speaking = setTimeout(say, SPEAK_AFTER, text);
};

const makeFilters = (table, name) => {
  const known = column => [...(table.labels.get(column)?.keys() ?? [])];
  const group = ({key, column}) => {
    const {members} = table.columns.get(column);
    const order = known(column);
    const place = member => (order.indexOf(member) + 1 || order.length + 1);
    const sorted = [...members].sort((a, b) => place(a) - place(b));
    const values = sorted.map(member => [codeOf(member), name(column, member)]);
    return {key, title: word(`facet.${key}`), values};
  };
  const places = new Map(FACETS.map(({key, column}) => {
    const {members} = table.columns.get(column);
    return [key, new Map(members.map((member, at) => [codeOf(member), at]))];
  }));
  return {controls: filters(form.id, FACETS.map(group)), places};
};

const fillSelects = (table, columns) => {
  const months = table.columns.get('month').values;
  for (const name of ['from', 'to']) {
    field(name).append(...months.map(month => element('option', {value: month}, monthInWords(month))));
  }
  field('sort').append(...columns.map(({key, title}) => element('option', {value: key}, title)));
  field('by').append(...GROUPS.map(({key}) => element('option', {value: key}, word(`facet.${key}`))));
};

const entered = () => ({
  pairs: page.controls.chosen(),
  from: field('from').value,
  to: field('to').value,
  sort: field('sort').value,
  down: field('sort').value !== '' && field('dir').value === 'desc',
  by: field('by').value,
});

const enter = state => {
  page.controls.choose(state.pairs);
  for (const name of ['from', 'to', 'sort', 'by']) field(name).value = state[name];
  field('dir').value = state.down ? 'desc' : '';
};

const go = state => {
  enter(state);
  history.pushState(null, '', location.pathname + query(state));
  show(state);
};

// A link to another selection. It is gone once it was followed, so the heading of the rows gets the focus.
const link = (state, ...content) => {
  const follow = () => {
    part('heading').focus();
    go(state);
  };
  return followed(location.pathname + query(state), follow, {}, ...content);
};

const channelsIn = rows => {
  const {codes, values} = page.table.columns.get('channel');
  const counts = new Uint32Array(values.length);
  for (let i = 0; i < rows.length; i += 1) counts[codes[rows[i]]] += 1;
  const order = [...page.table.labels.get('channel').keys()];
  const ways = values.map((_, way) => way).sort((a, b) => order.indexOf(values[a]) - order.indexOf(values[b]));
  const found = way => ({way, label: page.name('channel', values[way]), rows: counts[way]});
  return ways.filter(way => counts[way]).map(found);
};

const showChips = state => {
  const none = {...state, pairs: [], from: '', to: ''};
  part('chips').replaceChildren(...chips(narrowings(state, page.name), none, (to, content) => link(to, ...content)));
};

const showChart = rows => {
  const over = overTime(page.table, rows, group);
  if (!over) {
    part('chart').replaceChildren(element('p', {}, word('explore.no_chart')));
    return;
  }
  const order = channelsIn(rows).map(({way}) => way);
  over.ways.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const labelOf = way => page.name('channel', page.table.columns.get('channel').values[way]);
  part('chart').replaceChildren(chartOf(over, labelOf, word('explore.subject', {n: rows.length})));
};

// The selection that a group stands for.
const within = (state, key, member) =>
  key === 'month'
    ? {...state, from: member, to: member}
    : {...state, pairs: [...state.pairs.filter(([other]) => other !== key), [key, codeOf(member)]]};

const groupLines = (state, rows, channels) => {
  const {key, column} = GROUPS.find(({key}) => key === state.by);
  const lines = group(page.table, rows, column);
  const byName = ({member}) => (key === 'month' ? member : page.name(column, member));
  lines.sort((a, b) => (key === 'month' ? 0 : b.rows - a.rows) || byName(a).localeCompare(byName(b), 'en-GB'));
  return lines.map(({member, cells, rows}) => ({
    name: [link(within(state, key, member), page.name(column, member))],
    cells: channels.map(({way}) => cells[way]),
    rows,
  }));
};

const showGroups = (state, rows, channels, all) => {
  const place = part('groups');
  if (!state.by || !rows.length) {
    place.replaceChildren();
    return;
  }
  const lines = groupLines(state, rows, channels);
  const heading = word(`facet.${state.by}`);
  const first = all ? lines : lines.slice(0, MOST_GROUPS);
  const table = groupsOf(heading, word('explore.by', {group: heading}), channels.map(({label}) => label), first);
  const notes = [channels.length > 1 && word('list.all_rows'), LISTS.includes(state.by) && word('explore.several')];
  const quiet = 'nhsuk-body-s nhsuk-u-secondary-text-colour';
  const made = notes.filter(Boolean).map(text => element('p', {class: quiet}, text));
  if (first.length < lines.length) {
    const more = element('button', {class: 'reg-more', type: 'button'}, word('explore.all_groups', {n: lines.length}));
    more.addEventListener('click', () => {
      showGroups(state, rows, channels, true);
      place.querySelector('.nhsuk-scroll__content').focus();
    });
    made.push(more);
  }
  place.replaceChildren(table, ...made);
};

// Which single filter to remove where nothing is left.
const showWider = (state, rows) => {
  const left = ({state}) => select(page.table, FACETS, wanted(state)).rows.length;
  const wider = rows.length ? [] : narrowings(state, page.name).map(one => ({...one, n: left(one)}));
  const lines = wider.filter(({n}) => n > 0);
  const line = ({text, state, n}) => element('li', {}, link(state, word('explore.without', {filter: text, n})));
  part('wider').replaceChildren(...lines.map(line));
};

const editionsIn = rows => {
  const {codes, values} = page.table.columns.get('edition');
  const there = new Set();
  for (let i = 0; i < rows.length; i += 1) there.add(codes[rows[i]]);
  return page.table.editions.map(([id]) => id).filter(id => there.has(values.indexOf(id)));
};

const today = () => new Date().toISOString().slice(0, 10);

// Both downloads of a selection, by name and content.
const filesOf = ({state, rows, channels}) => {
  const [filters, editions, day] = [narrowings(state, page.name), editionsIn(rows), today()];
  const name = fileName(facts, editions, filters, day);
  const counts = channels.map(({label, rows}) => [label, rows]);
  const counted = {rows: rows.length, all: page.table.rows, channels: counts};
  const text = () => about({facts, ...counted, filters, editions, query: query(state), day, file: `${name}.csv`});
  return {name, text};
};

const breath = () => new Promise(resolve => setTimeout(resolve));

const TYPES = {csv: 'text/csv;charset=utf-8', txt: 'text/plain;charset=utf-8'};

// A link whose file is made when it is first asked for.
const offer = (anchor, ending, make) => {
  anchor.addEventListener('click', async event => {
    if (anchor.download) return;
    event.preventDefault();
    const asked = shown;
    try {
      const parts = await make(asked);
      if (asked !== shown) return;
      anchor.href = URL.createObjectURL(new Blob(parts, {type: TYPES[ending]}));
      anchor.download = `${filesOf(asked).name}.${ending}`;
      anchor.click();
    } catch {
      say(word('explore.not_made'), element('a', {href: facts.releases}, word('explore.whole')));
    }
  });
};

const makeCsv = async ({rows}) => {
  say(word('explore.preparing'));
  const rest = await bytes(facts.rest);
  const parts = await csv(page.table, rest, rows, breath);
  say(word('explore.prepared', {n: rows.length}));
  return parts;
};

const resetDownloads = rows => {
  for (const anchor of [part('csv'), part('txt')]) {
    if (anchor.download) URL.revokeObjectURL(anchor.href);
    anchor.removeAttribute('download');
    anchor.href = `#${anchor.id}`;
  }
  part('csv').textContent = word('explore.csv', {n: rows.length});
  part('downloads').hidden = rows.length === 0;
  part('whole').hidden = rows.length !== page.table.rows;
};

const label = key => (['dataset_ids', 'channel', 'legal_basis', 'identifiability', 'opt_outs_applied'].includes(key)
  ? sortLabel(page.name, key) : undefined);

const ordered = (rows, {sort: key, down}) => (key ? sort(page.table, rows, {key, down, label: label(key)}) : rows);

const showTitle = state => {
  const words = narrowings(state, page.name).map(({text}) => text).slice(0, 3).join(', ');
  document.title = words ? `${words} – ${plainTitle}` : plainTitle;
};

// What paper leaves out: it has the rows in sight only.
const showPaper = () => {
  const [first, ...others] = part('table').tBodies[0].rows;
  const last = others.at(-1) ?? first;
  const numbered = row => row.getAttribute('aria-rowindex') - 1;
  const isPart = first && numbered(last) - numbered(first) + 1 < shown.rows.length;
  const fill = isPart && {first: numbered(first), last: numbered(last), n: shown.rows.length};
  part('paper').textContent = isPart ? word('explore.paper', fill) : '';
};

// What stands below the table comes after it and the count, so that they need not wait.
const showFigures = async asking => {
  await breath();
  if (asking !== shown) return;
  showChart(asking.rows);
  showGroups(asking.state, asking.rows, asking.channels);
};

// Shows what a state asks for.
const show = state => {
  const {rows, counts} = select(page.table, FACETS, wanted(state));
  const channels = channelsIn(rows);
  shown = {state, rows, channels};
  page.controls.count((key, code) => counts.get(key)[page.places.get(key).get(code)]);
  showChips(state);
  part('region').hidden = rows.length === 0;
  part('none').hidden = rows.length > 0;
  showWider(state, rows);
  part('caption').textContent = word('explore.caption', {n: rows.length, all: page.table.rows});
  page.grid.show(ordered(rows, state));
  page.grid.sorted(state.sort, state.down);
  resetDownloads(rows);
  showTitle(state);
  showFigures(shown);
  announce(inWordsOf(rows.length, page.table.rows, channels.map(({label, rows}) => [label, rows])));
};

const press = key => {
  const {state} = shown;
  go({...state, sort: key, down: state.sort === key && !state.down});
};

// The table before it has columns and rows; its caption says later how many there are.
const emptyTable = () => {
  const caption = element('caption', {class: 'nhsuk-table__caption', id: 'explore-caption'}, word('explore.rows'));
  return element('table', {class: 'nhsuk-table', id: 'explore-table'}, caption);
};

const start = async () => {
  if (!readable) {
    say(word('explore.unreadable'), element('a', {href: '#lists'}, word('search.to_lists')));
    return;
  }
  say(word('explore.loading'));
  const table = withMonths(decode(await bytes(facts.rows)));
  const name = namesOf(table);
  const columns = columnsOf(table, name, facts);
  const {controls, places} = makeFilters(table, name);
  page = {table, name, controls, places, grid: grid(part('region'), emptyTable(), columns, press)};
  fillSelects(table, columns);
  part('filters').prepend(...controls.elements);
  for (const id of ['form', 'found']) part(id).hidden = false;
  part('panel').open = matchMedia(WIDE).matches;
  const here = () => asked(location.search, table, columns);
  form.addEventListener('change', () => go(entered()));
  form.addEventListener('submit', event => event.preventDefault());
  addEventListener('popstate', () => {
    enter(here());
    show(here());
  });
  addEventListener('beforeprint', showPaper);
  offer(part('csv'), 'csv', makeCsv);
  offer(part('txt'), 'txt', asked => [filesOf(asked).text()]);
  enter(here());
  show(here());
};

// A site that was published anew has other files, which only its new page names.
const failed = error => {
  console.error(error);
  const again = element('button', {class: 'reg-more', type: 'button'}, word('search.again'));
  again.addEventListener('click', () => location.reload());
  say(word('explore.failed'), again, element('a', {href: '#lists'}, word('search.to_lists')));
};

start().catch(failed);
