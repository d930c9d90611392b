// The search page: what is asked for stands in its address, so that Back, reload and links work. It searches when the
// form is sent and when a filter changes, not while somebody types. Matching and ranking are query.js's.
import {element, followed, isPlain} from './element.js';
import {chips, filters} from './filters.js';
import {withIndex} from './index.js';
import {narrow, search} from './query.js';
import {csv, download, pagination, result} from './results.js';
import {readable} from './store.js';
import {fold} from './text.js';
import {word} from './word.js';

const SIZE = 20;
const SPEAK_AFTER = 400;
const SLOW = 1000;
const YEAR = /^\d{4}$/;

const part = id => document.getElementById(id);
const form = part('search-form');
const [input, status, heading] = [part('q'), part('search-status'), part('search-heading')];
const [from, to, sort] = [part('from'), part('to'), part('sort')];
const base = document.documentElement.dataset.base;
const plainTitle = document.title;

// The controls once there are any, what the page shows, and how often it was asked to show something.
let controls = null;
let current = null;
let runs = 0;
let speaking = 0;

// What an address asks for. Filters stay pairs of key and code, since a key can have several.
const asked = address => {
  const given = new URLSearchParams(address);
  const one = key => given.get(key) ?? '';
  const own = ['q', 'exact', 'from', 'to', 'sort', 'page'];
  return {
    q: one('q').trim(),
    exact: one('exact') === '1',
    chosen: [...given].filter(([key, value]) => !own.includes(key) && value),
    from: YEAR.test(one('from')) ? one('from') : '',
    to: YEAR.test(one('to')) ? one('to') : '',
    sort: one('sort'),
    page: Math.max(1, parseInt(one('page'), 10) || 1),
  };
};

// The address of what is asked for: always in the same order, and without what goes without saying.
const address = ({q, exact, chosen, from, to, sort, page}) => {
  const pairs = [['q', q], ['exact', exact && q ? '1' : ''], ...chosen, ['from', from], ['to', to]];
  pairs.push(['sort', q && sort === 'date' ? sort : ''], ['page', page > 1 ? String(page) : '']);
  const query = new URLSearchParams(pairs.filter(([, value]) => value)).toString();
  return location.pathname + (query && `?${query}`);
};

const isBlank = ({q, chosen, from, to}) => !q && !chosen.length && !from && !to;

// What the page's controls ask for, from the first page on. Before there are any, filters are those of the address.
const entered = () => {
  const q = input.value.trim();
  const before = asked(location.search);
  const chosen = controls ? {chosen: controls.chosen(), from: from.value, to: to.value} : {};
  // Without words there is no relevance, so that the first words bring it back.
  const order = before.q ? {sort: sort.value} : {};
  return {...before, ...chosen, ...order, q, exact: before.exact && q === before.q, page: 1};
};

const enter = state => {
  input.value = state.q;
  controls?.choose(state.chosen);
  from.value = state.from;
  to.value = state.to;
  sort.options[0].disabled = !state.q;
  sort.value = state.sort === 'date' || !state.q ? 'date' : 'relevance';
};

const years = index => index.facet('year')?.values.map(([code]) => code) ?? [];

// What is chosen, as codes by key.
const wanted = ({chosen, from, to}, index) => {
  const codes = {};
  for (const [key, code] of chosen) (codes[key] ??= new Set()).add(code);
  if (from || to) codes.year = new Set(years(index).filter(year => (!from || year >= from) && (!to || year <= to)));
  return codes;
};

const title = key => word(`facet.${key}`);

// What a value is called: as the register has it, else in a word of this site.
const named = (key, [code, label]) => {
  if (key === 'kind') return [code, word(`found_kind.${code}`)];
  if (key === 'opt_outs') return [code, word(`applied.${code}`)];
  return [code, key === 'status' ? word(`status.${code}`) : label];
};

// The controls, once the index says what there is to choose from.
const makeControls = index => {
  const groups = index.facets.filter(({key}) => key !== 'year');
  const group = ({key, values}) => ({key, title: title(key), values: values.map(value => named(key, value))});
  controls = filters('search-form', groups.map(group));
  part('search-filters').prepend(...controls.elements);
  controls.open('kind');
  for (const select of [from, to]) {
    select.append(...years(index).map(year => element('option', {value: year})));
  }
  part('search-panel').hidden = false;
  enter(asked(location.search));
};

// A link to another state of this page. Where it is gone once it was followed, the results get the focus.
const link = (state, attributes, ...content) => {
  const follow = () => {
    heading.focus();
    go(state).then(() => heading.offsetParent || input.focus());
  };
  return followed(address(state), follow, attributes, ...content);
};

const without = (state, key, code) =>
  ({...state, page: 1, chosen: state.chosen.filter(pair => pair[0] !== key || (code && pair[1] !== code))});

// What narrows the results, each with what is left without it.
const narrowings = state => {
  const made = state.chosen.map(([key, code]) => {
    const {label} = controls.label(key, code);
    return {key, text: word('search.chip', {group: title(key), label}), state: without(state, key, code)};
  });
  const year = (text, change) => made.push({key: 'year', text, state: {...state, ...change, page: 1}});
  if (state.from) year(word('search.chip_from', {year: state.from}), {from: ''});
  if (state.to) year(word('search.chip_to', {year: state.to}), {to: ''});
  return made;
};

// Words in quotes, unless they have some.
const quoted = words => (/["“”]/.test(words) ? words : word('search.quoted', {words}));

// The words are one of several things to remove; alone, they stand in their box already.
const showChips = state => {
  const {q} = state;
  const filters = narrowings(state);
  const words = q && filters.length ? [{text: quoted(q), state: {...state, q: '', exact: false, page: 1}}] : [];
  const none = {...state, q: '', exact: false, chosen: [], from: '', to: '', page: 1};
  const made = chips([...words, ...filters], none, (to, content) => link(to, {}, ...content));
  part('search-chips').replaceChildren(...made);
};

const showSpelling = (state, {corrected, suggestion}) => {
  const said = [];
  if (corrected) {
    const typed = link({...state, exact: true, page: 1}, {id: 'search-correction'}, state.q);
    said.push(`${word('search.showing')} `, element('b', {}, corrected), `. ${word('search.instead')} `, typed, '.');
  } else if (suggestion) {
    const meant = link({...state, q: suggestion, exact: false, page: 1}, {id: 'search-correction'}, suggestion);
    said.push(`${word('search.meant')} `, meant, '?');
  }
  part('search-spelling').replaceChildren(...said);
};

// Which filters to remove, each with how many results are there without it.
const showHelp = (state, {hits, without: left}) => {
  const help = part('search-help');
  help.hidden = hits.length > 0;
  const seen = new Set();
  const removable = narrowings(state).filter(({key}) => left[key] && !seen.has(key) && seen.add(key));
  const items = removable.map(({key}) => {
    const wider = key === 'year' ? {...state, from: '', to: '', page: 1} : without(state, key);
    return element('li', {}, link(wider, {}, word('search.without', {group: title(key), n: left[key]})));
  });
  part('search-wider').replaceChildren(...items);
};

const sentence = (state, found, hits, pages) => {
  const n = hits.length;
  const filters = narrowings(state).length;
  const what = (state.q && word('search.for', {words: quoted(found.corrected ?? state.q)})) +
    (filters ? word('search.with', {n: filters}) : '');
  const said = [n ? word('search.found', {n, what}) : word('search.none', {what})];
  if (n && found.corrected) said.push(word('search.nothing', {words: quoted(state.q)}));
  if (n && found.partial) said.push(word('search.partial'));
  if (state.page > 1) said.push(word('search.page', {page: state.page, pages}));
  return said.join(' ');
};

// One announcement, a moment after the last change.
const say = (...content) => {
  clearTimeout(speaking);
  speaking = setTimeout(() => status.replaceChildren(...content), SPEAK_AFTER);
};

const showPage = ({index, state, found, hits}) => {
  const pages = Math.ceil(hits.length / SIZE);
  const page = Math.min(state.page, Math.max(pages, 1));
  const items = hits.slice((page - 1) * SIZE, page * SIZE).map(hit => result(index, base, hit, found.stems));
  const list = part('search-results');
  list.start = (page - 1) * SIZE + 1;
  list.replaceChildren(...items);
  part('search-pages').replaceChildren(...pagination(page, pages, n => address({...state, page: n})));
  part('search-pages').hidden = pages < 2;
  const ofPages = pages > 1 ? word('pager.in_title', {page, pages}) : '';
  document.title = [[state.q, ofPages].filter(Boolean).join(' '), plainTitle].filter(Boolean).join(' – ');
  say(sentence({...state, page}, found, hits, pages));
};

const showCounts = (index, counts) => {
  const number = (key, code) => counts[key]?.[index.place(key, code)] ?? 0;
  controls.count(number);
  for (const option of [...from.options, ...to.options]) {
    if (option.value) option.textContent = word('search.year', {year: option.value, n: number('year', option.value)});
  }
};

const show = (index, asking, found) => {
  const state = {...asking, chosen: controls.chosen()};
  const narrowed = narrow(index, found.hits, wanted(state, index));
  const hits = !state.q || state.sort === 'date' ? [...narrowed.hits].sort(index.byDate) : narrowed.hits;
  showCounts(index, narrowed.counts);
  for (const id of ['search-found', 'search-skip']) part(id).hidden = isBlank(state);
  showChips(state);
  current = {index, state, found, hits};
  if (isBlank(state)) return showNothing();
  showSpelling(state, found);
  showHelp(state, narrowed);
  for (const tool of document.querySelectorAll('.reg-tools, .reg-note')) tool.hidden = !hits.length;
  part('search-csv').textContent = word('search.csv', {n: hits.length});
  return showPage(current);
};

const showNothing = () => {
  for (const id of ['search-results', 'search-spelling', 'search-status']) part(id).replaceChildren();
  clearTimeout(speaking);
  document.title = plainTitle;
};

// Says what is wrong; the lists of the page hold the same records.
const trouble = (said, ...further) => {
  current = null;
  part('search-found').hidden = true;
  say(said, ' ', ...further, element('a', {href: '#lists'}, word('search.to_lists')));
};

// Searches for what is asked. What was asked for meanwhile goes first.
const run = async state => {
  const mine = ++runs;
  const slow = setTimeout(() => say(word('search.searching')), SLOW);
  try {
    const [index, found] = await withIndex(base, async index => [index, await search(index, state.q, state.exact)]);
    if (mine !== runs) return;
    if (!controls) makeControls(index);
    show(index, state, found);
  } catch (error) {
    if (mine === runs) trouble(word('search.failed'), element('a', {href: address(state)}, word('search.again')), ' ');
    throw error;
  } finally {
    clearTimeout(slow);
  }
};

const go = state => {
  const url = address(state);
  if (url !== location.pathname + location.search) history.pushState(null, '', url);
  enter(state);
  return run(state);
};

// Links to places on this page change the address too, but not what is asked for.
const fromAddress = () => {
  const state = asked(location.search);
  if (current && address(state) === address(current.state)) return undefined;
  enter(state);
  return run(state);
};

const toPage = event => {
  const followed = event.target.closest('a');
  if (!followed || !isPlain(event)) return;
  event.preventDefault();
  const {index, found, hits} = current;
  const state = {...current.state, page: Number(followed.dataset.page)};
  history.pushState(null, '', address(state));
  current = {index, state, found, hits};
  showPage(current);
  heading.focus();
};

const toFile = () => {
  const {index, state, hits} = current;
  const about = fold(state.q).replaceAll(' ', '-').slice(0, 60) || word('search.everything');
  download(`${word('search.file')}-${about}.csv`, csv(index, base, hits));
};

const start = () => {
  form.addEventListener('submit', event => {
    event.preventDefault();
    go(entered());
  });
  part('search-panel').addEventListener('change', () => go(entered()));
  sort.addEventListener('change', () => go(entered()));
  part('search-pages').addEventListener('click', toPage);
  part('search-csv').addEventListener('click', toFile);
  addEventListener('popstate', fromAddress);
  const wide = matchMedia('(min-width: 48em)');
  const openPanel = () => { part('search-panel').open = wide.matches; };
  wide.addEventListener('change', openPanel);
  openPanel();
  fromAddress();
};

if (readable) start();
else trouble(word('search.unreadable'));
