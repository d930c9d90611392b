// What the table of releases shows of a row, column by column, with links to the pages of the site.
import {element} from './element.js';
import {periodInWords} from './selection.js';
import {dayInWords, monthInWords, word} from './word.js';

const quiet = text => element('span', {class: 'nhsuk-u-secondary-text-colour'}, text);

const stated = (text, member) => (member ? text : quiet(text));

const PRECISE = {day: to => dayInWords(to), month: to => monthInWords(to.slice(0, 7))};

// Nodes with a comma between any two.
const listed = nodes => nodes.flatMap((node, i) => (i ? [', ', node] : [node]));

// The columns of the table, each with the column of the data that it is sorted by.
export const columnsOf = (table, name, places) => {
  const text = (key, row) => table.columns.get(key).text(row);
  const members = (key, row) => {
    const {codes, of, members} = table.columns.get(key);
    return of[codes[row]].map(at => members[at]);
  };
  const labels = key => row => listed(members(key, row).map(member => stated(name(key, member), member)));
  const page = (section, id, words) => element('a', {href: `${places[section]}${encodeURIComponent(id)}/`}, words);
  // Addresses of rows are absolute; a site that stands elsewhere to be looked at leads to its own pages.
  const address = row => new URL(text('url', row));
  const here = row => address(row).pathname + address(row).hash;
  const released = row => {
    const [from, to, precision] = ['released_from', 'released_to', 'released_precision'].map(key => text(key, row));
    return [PRECISE[precision]?.(to) ?? `${word('rows.within')} ${periodInWords(from, to)}`];
  };
  const release = row => {
    const edition = text('edition', row);
    const from = element('p', {}, word('rows.edition'), ' ', page('editions', edition, edition));
    return [element('a', {href: here(row)}, text('release_id', row)), ' ', from];
  };
  const agreement = row => element('a', {href: new URL('../', address(row)).pathname}, text('agreement', row));
  const dataset = id => (id ? page('datasets', id, name('dataset_ids', id)) : quiet(name('dataset_ids', id)));
  const datasets = row => listed(members('dataset_ids', row).map(dataset));
  // A reason says the answer too.
  const optOuts = row => {
    const reason = text('opt_outs_reason', row);
    return reason ? [name('opt_outs_reason', reason)] : labels('opt_outs_applied')(row);
  };
  const recipient = row => [page('recipients', text('recipient_id', row), text('recipient', row))];
  return [
    {key: 'release_id', title: word('rows.release'), cells: release},
    {key: 'released_to', title: word('explore.released'), cells: released},
    {key: 'recipient', title: word('rows.recipient'), cells: recipient},
    {key: 'agreement', title: word('list.agreement'), cells: row => [agreement(row)]},
    {key: 'dataset_ids', title: word('rows.data'), cells: datasets},
    {key: 'channel', title: word('explore.channel'), cells: labels('channel')},
    {key: 'identifiability', title: word('explore.identifiability'), cells: labels('identifiability')},
    {key: 'legal_basis', title: word('rows.basis'), cells: labels('legal_basis')},
    {key: 'opt_outs_applied', title: word('rows.opt_outs'), cells: optOuts},
  ];
};

// What rows are sorted by where readers see names for ids: each part of a list by its name.
export const sortLabel = (name, key) => text => text.split(';').map(member => name(key, member)).join(';');
