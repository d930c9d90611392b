// Shows what was found: one item for each result, pages of them, and a table to download. Searches nothing.
import {element} from './element.js';
import {fold, stem} from './text.js';
import {dayInWords, word} from './word.js';

const WORD = /[\p{Alphabetic}\p{N}\p{M}'’‘ʼ`]+/gu;
const DAY = 86400000;
const GAP = 'nhsuk-pagination__item nhsuk-pagination__item--ellipsis';

const isSought = (text, stems) => fold(text).split(' ').some(one => one && stems.has(stem(one)));

// A text with the words that were sought in marks.
export const marked = (text, stems) => {
  const parts = [];
  let last = 0;
  for (const {0: found, index} of text.matchAll(WORD)) {
    if (!isSought(found, stems)) continue;
    parts.push(text.slice(last, index), element('mark', {}, found));
    last = index + found.length;
  }
  return [...parts, text.slice(last)];
};

const day = n => dayInWords(n * DAY);

const isoDay = n => (n === null ? '' : new Date(n * DAY).toISOString().slice(0, 10));

const period = (start, end) => {
  if (start === null) return end === null ? '' : word('search.until', {to: day(end)});
  if (end === null) return word('search.since', {from: day(start)});
  return word('search.between', {from: day(start), to: day(end)});
};

const datasets = titles => {
  if (titles.length < 3) return titles.join(', ');
  return word('search.and_more', {first: titles[0], n: titles.length - 1});
};

// A document's title. The first page of a section has its key in the index; the word is the theme's.
const titleOf = (index, doc) => {
  const {title, path, names} = index.docs;
  const isSection = index.kindOf(doc) === 'page' && names[doc].length;
  return isSection ? word(`section.${path[doc].slice(0, -1)}`) : title[doc];
};

// What is said about a document beside its title.
const facts = (index, doc) => {
  const {date, title, facts: {recipient, start, end, releases}} = index.docs;
  const kind = index.kindOf(doc);
  const by = recipient[doc];
  const said = [
    by >= 0 ? title[by] : '',
    kind === 'dataset' ? '' : datasets(index.datasetsOf(doc)),
    kind === 'agreement' || date[doc] === null ? '' : word('search.latest', {date: day(date[doc])}),
    period(start[doc], end[doc]),
    releases[doc] ? word('search.rows', {n: releases[doc]}) : '',
  ];
  return said.filter(Boolean);
};

const isMarked = parts => parts.length > 1;

// A name that was sought, where the title has nothing of it.
const otherName = (index, doc, stems) => {
  if (isMarked(marked(titleOf(index, doc), stems))) return null;
  return index.docs.names[doc].find(name => isMarked(marked(name, stems))) ?? null;
};

// Which of its datasets were sought, best first.
const soughtDatasets = (index, doc, stems) => {
  const titles = index.datasetsOf(doc).map(title => ({title, parts: marked(title, stems)}));
  const sought = titles.filter(({parts}) => isMarked(parts)).sort((a, b) => b.parts.length - a.parts.length);
  return sought.slice(0, 2).map(({title}) => title).join(', ');
};

// What an index without the words around them can still say of a name: which it was.
const named = (index, {field, doc}, stems) => {
  const text = {name: otherName, dataset: soughtDatasets}[field]?.(index, doc, stems);
  return text ? {field, text} : null;
};

// The words around what was found, or a name that was; a phrase comes before a name that has only some of its words.
const wordsFound = (index, hit, stems) => {
  const {field, passage: kept} = hit;
  const name = field === 'name' && !kept?.shown && named(index, hit, stems);
  return name || (kept ?? named(index, hit, stems));
};

// The words around what was found with the field they stand in, else the field alone.
const passage = (index, hit, stems) => {
  const {field} = hit;
  const found = wordsFound(index, hit, stems);
  if (!found && (!stems.size || field === 'name' || field === 'title')) return [];
  const said = found ? word('search.in_field', {field: word(`field.${found.field}`)})
    : word('search.found_in', {field: word(`field.${field}`)});
  const label = element('span', {class: 'reg-result__field'}, said);
  return [element('p', {class: 'reg-result__passage'}, label, ...(found ? [' ', ...marked(found.text, stems)] : []))];
};

export const result = (index, base, hit, stems) => {
  const {doc} = hit;
  const title = element('a', {href: base + index.docs.path[doc]}, ...marked(titleOf(index, doc), stems));
  const kind = element('strong', {class: 'nhsuk-tag nhsuk-tag--grey'}, word(`found_kind.${index.kindOf(doc)}`));
  const said = facts(index, doc);
  const item = element('li', {class: 'reg-result'}, element('h3', {}, title, ' ', kind));
  if (said.length) item.append(element('p', {class: 'reg-result__facts'}, said.join(' · ')));
  item.append(...passage(index, hit, stems));
  if (hit.missing.length) {
    item.append(element('p', {class: 'reg-result__facts'}, word('search.missing', {words: hit.missing.join(', ')})));
  }
  return item;
};

const pageLink = (n, page, href) => {
  const current = n === page;
  const link = element('a', {class: 'nhsuk-pagination__link', href: href(n), 'data-page': n,
    'aria-label': word('pager.page_number', {number: n}), 'aria-current': current && 'page'}, String(n));
  return element('li', {class: `nhsuk-pagination__item${current ? ' nhsuk-pagination__item--current' : ''}`}, link);
};

const stepLink = (name, rel, n, href) =>
  element('a', {class: `nhsuk-pagination__${name}`, href: href(n), rel, 'data-page': n}, word(`pager.${name}`),
    element('span', {class: 'nhsuk-u-visually-hidden'}, ` ${word('pager.page')}`));

// Links to the first and last page, to this one and its neighbours; a mark where pages are left out.
export const pagination = (page, pages, href) => {
  if (pages < 2) return [];
  const list = element('ul', {class: 'nhsuk-pagination__list'});
  let last = 0;
  for (let n = 1; n <= pages; n++) {
    if (n > 1 && n < pages && Math.abs(n - page) > 1) continue;
    if (n > last + 1) list.append(element('li', {class: GAP}, '⋯'));
    list.append(pageLink(n, page, href));
    last = n;
  }
  const before = page > 1 ? [stepLink('previous', 'prev', page - 1, href)] : [];
  return [...before, list, ...(page < pages ? [stepLink('next', 'next', page + 1, href)] : [])];
};

const cell = value => `"${String(value ?? '').replaceAll('"', '""')}"`;

// All results as CSV, as spreadsheet programs read it.
export const csv = (index, base, hits) => {
  const {title, path, facts: {recipient, start, end, releases}} = index.docs;
  const row = ({doc, field}) => [
    index.kindOf(doc), titleOf(index, doc), new URL(base + path[doc], location).href, title[recipient[doc]],
    index.datasetsOf(doc).join('; '), isoDay(start[doc]), isoDay(end[doc]), releases[doc], field,
  ];
  const head = ['kind', 'title', 'url', 'recipient', 'datasets', 'start', 'end', 'release_rows', 'matched_in'];
  return `\ufeff${[head, ...hits.map(row)].map(cells => cells.map(cell).join(',')).join('\r\n')}\r\n`;
};

export const download = (name, text) => {
  const href = URL.createObjectURL(new Blob([text], {type: 'text/csv'}));
  element('a', {href, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
};
