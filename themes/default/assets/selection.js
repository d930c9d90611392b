// A selection of releases in words and in an address: what was chosen, from when to when, how it is sorted and grouped.
// It counts and draws nothing.
import {dayInWords, monthInWords, word} from './word.js';

// The column that holds the codes of what rows are filtered and grouped by.
const COLUMNS = {
  recipient: 'recipient_id',
  group: 'recipient_group',
  type: 'recipient_type',
  dataset: 'dataset_ids',
  legal_basis: 'legal_basis',
  opt_outs: 'opt_outs_applied',
  opt_outs_reason: 'opt_outs_reason',
  identifiability: 'identifiability',
  channel: 'channel',
  commercial: 'commercial',
  edition: 'edition',
  month: 'month',
};

const each = keys => keys.map(key => ({key, column: COLUMNS[key]}));

// What rows are filtered by, in the order of addresses.
export const FACETS = each([
  'recipient', 'group', 'type', 'dataset', 'legal_basis', 'opt_outs', 'opt_outs_reason', 'identifiability', 'channel',
  'commercial', 'edition',
]);

// What rows are grouped by, likewise.
export const GROUPS = each(['recipient', 'dataset', 'month', 'legal_basis', 'opt_outs', 'opt_outs_reason']);

// What stands in an address where a cell is empty.
const NOTHING = 'not_stated';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export const codeOf = member => member || NOTHING;
export const memberOf = code => (code === NOTHING ? '' : code);

const lastOfMonth = day => new Date(Date.parse(day) + 86400000).toISOString().slice(8, 10) === '01';

// A stretch of days, in as few words as are exact.
export const periodInWords = (from, to) => {
  if (!from) return word('period.until', {to: dayInWords(to)});
  if (from === to) return dayInWords(to);
  const whole = from.slice(0, 7) === to.slice(0, 7) && from.endsWith('-01') && lastOfMonth(to);
  return whole ? monthInWords(to.slice(0, 7)) : word('period.range', {from: dayInWords(from), to: dayInWords(to)});
};

// What readers see for a member of a column, by column: names for ids, labels for codes.
export const namesOf = table => {
  const {codes, values} = table.columns.get('recipient_id');
  const recipients = new Map();
  const {text} = table.columns.get('recipient');
  for (let row = 0; row < table.rows && recipients.size < values.length; row += 1) {
    const id = values[codes[row]];
    if (!recipients.has(id)) recipients.set(id, text(row));
  }
  return (column, member) => {
    if (!member) return word('page.not_stated');
    if (column === 'recipient_id') return recipients.get(member) ?? member;
    if (column === 'opt_outs_applied') return word(`applied.${member}`);
    if (column === 'month') return monthInWords(member);
    return table.labels.get(column)?.get(member) ?? member;
  };
};

// What an address asks for; only what this table knows.
export const asked = (address, table, columns) => {
  const given = new URLSearchParams(address);
  const one = key => given.get(key) ?? '';
  const month = key => (MONTH.test(one(key)) ? one(key) : '');
  const known = (key, code) => {
    const facet = FACETS.find(facet => facet.key === key);
    return facet && table.columns.get(facet.column).members.includes(memberOf(code));
  };
  const sort = columns.some(({key}) => key === one('sort')) ? one('sort') : '';
  return {
    pairs: [...given].filter(([key, code]) => known(key, code)),
    from: month('from'),
    to: month('to'),
    sort,
    down: sort !== '' && one('dir') === 'desc',
    by: GROUPS.some(({key}) => key === one('by')) ? one('by') : '',
  };
};

// The query of an address, always in the same order and without what goes without saying.
export const query = ({pairs, from, to, sort, down, by}) => {
  const place = key => FACETS.findIndex(facet => facet.key === key);
  const ordered = [...pairs].sort((a, b) => place(a[0]) - place(b[0]) || (a[1] < b[1] ? -1 : 1));
  const rest = [['from', from], ['to', to], ['sort', sort], ['dir', sort && down ? 'desc' : ''], ['by', by]];
  const text = new URLSearchParams([...ordered, ...rest.filter(([, value]) => value)]).toString();
  return text && `?${text}`;
};

// Members by key, as the table filters by them.
export const wanted = ({pairs, from, to}) => {
  const chosen = {};
  for (const [key, code] of pairs) (chosen[key] ??= []).push(memberOf(code));
  return {chosen, from, to};
};

// What narrows a selection, each in words and with the selection without it.
export const narrowings = (state, name) => {
  const made = state.pairs.map(pair => {
    const column = COLUMNS[pair[0]];
    const text = word('search.chip', {group: word(`facet.${pair[0]}`), label: name(column, memberOf(pair[1]))});
    return {text, slug: pair[1], state: {...state, pairs: state.pairs.filter(other => other !== pair)}};
  });
  const {from, to} = state;
  const since = {text: word('search.chip_from', {year: from && monthInWords(from)}), slug: `from-${from}`};
  const until = {text: word('search.chip_to', {year: to && monthInWords(to)}), slug: `to-${to}`};
  if (from) made.push({...since, state: {...state, from: ''}});
  if (to) made.push({...until, state: {...state, to: ''}});
  return made;
};

const plain = text => text.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

const LONGEST = 60;

// Parts of a file name: as many as have room, and then that there are more.
const shortened = parts => {
  const whole = parts.map(plain).filter(Boolean).join('-');
  if (whole.length <= LONGEST) return whole;
  return `${whole.slice(0, LONGEST).replace(/-[^-]*$/, '')}-${word('explore.file_more')}`;
};

const editionsIn = editions =>
  (editions.length > 2 ? [editions[0], word('explore.file_to'), editions.at(-1)] : editions);

// The name of a file of these rows, without its ending: register, editions, filters, day.
export const fileName = ({slug}, editions, filters, day) => {
  const chosen = shortened(filters.map(({slug}) => slug));
  return [slug, word('explore.file'), shortened(editionsIn(editions)), chosen, day].filter(Boolean).join('-');
};

// What the rows of a file are, for whoever finds it without the site. `facts` are those of the page.
export const about = ({facts, rows, all, channels, filters, editions, query, day, file}) => {
  const lines = [
    facts.title,
    word('explore.about_rows', {n: rows, all}),
    ...channels.map(([label, n]) => word('explore.about_channel', {label, n})),
    filters.length ? word('explore.about_filters') : word('explore.about_whole'),
    ...filters.map(({text}) => `- ${text}`),
    word('explore.about_editions', {editions: editions.join(', ')}),
    word('explore.about_file', {file}),
    word('explore.about_address', {address: facts.url + query}),
    word('explore.about_day', {day: dayInWords(day)}),
    word('explore.about_source', {publisher: facts.publisher, address: new URL(facts.releases, facts.url).href}),
    word('explore.about_licence', {licence: [facts.licence, facts.licenceUrl].filter(Boolean).join(', ')}),
    facts.unit,
    word('explore.about_months'),
  ];
  return `${lines.join('\r\n')}\r\n`;
};

// How many rows are selected, and how they were provided.
export const inWordsOf = (rows, all, channels) => {
  const count = rows === all ? word('explore.selected_all', {n: all}) : word('explore.selected', {n: rows, all});
  return [count, ...channels.map(([label, n]) => word('explore.of_channel', {label, n}))].join(' ');
};
