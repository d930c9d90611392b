// The figures of a selection of releases: how many rows over time as charts with their table, and rows by group. Ways
// of providing data are never mixed without saying so. It counts nothing.
import {columnChart} from './chart.js';
import {element} from './element.js';
import {monthInWords, number, word} from './word.js';

const header = (text, numeric) =>
  element('th', {class: `nhsuk-table__header${numeric ? ' nhsuk-table__header--numeric' : ''}`, scope: 'col'}, text);

const figure = text => element('td', {class: 'nhsuk-table__cell nhsuk-table__cell--numeric'}, text);

// A table of numbers by channel: `lines` are {name, cells, rows}, where cells may be a text instead of numbers.
const numbers = (id, caption, heading, channels, lines) => {
  const many = channels.length > 1;
  const names = many ? [...channels, word('tally.rows')] : channels;
  const head = [header(heading), ...names.map(label => header(label, true))];
  const row = ({name, cells, rows}) => element('tr', {},
    element('th', {class: 'nhsuk-table__header', scope: 'row'}, ...name),
    ...cells.map(cell => figure(number(cell))), ...(many ? [figure(number(rows))] : []));
  const missing = ({name}) => element('tr', {}, element('th', {class: 'nhsuk-table__header', scope: 'row'}, ...name),
    ...names.map(() => figure(word('chart.no_edition'))));
  const table = element('table', {class: 'nhsuk-table reg-grid'},
    element('caption', {class: 'nhsuk-table__caption', id}, caption),
    element('thead', {class: 'nhsuk-table__head'}, element('tr', {}, ...head)),
    element('tbody', {}, ...lines.map(line => (line.cells ? row(line) : missing(line)))));
  const region = {class: 'nhsuk-scroll__content', role: 'region', 'aria-labelledby': id, tabindex: 0};
  return element('div', {class: 'nhsuk-scroll'}, element('div', region, table));
};

const details = (summary, ...content) => element('details', {class: 'nhsuk-details'},
  element('summary', {class: 'nhsuk-details__summary'},
    element('span', {class: 'nhsuk-details__summary-text'}, summary)),
  element('div', {class: 'nhsuk-details__text'}, ...content));

const FEW = 6;

const slotName = ({key, month, cover}) => {
  const text = month ? monthInWords(month) : key;
  if (cover !== 'part') return [text];
  return [text, ' ', element('span', {class: 'nhsuk-u-secondary-text-colour'}, word('chart.in_part'))];
};

const timeTable = (slots, ways, labels, by) => {
  const caption = word(`tally.by_${by}`);
  const line = slot => {
    if (slot.cover === 'missing') return {name: slotName(slot)};
    return {name: slotName(slot), cells: ways.map(way => slot.cells[way]), rows: slot.cells.reduce((a, b) => a + b)};
  };
  const table = numbers(`over-time-by-${by}`, caption, word(`tally.${by}`), labels, slots.map(line));
  return slots.length > FEW ? details(word('chart.as_table', {caption}), table) : table;
};

const shortMonth = month => monthInWords(month).slice(0, 3);

const columnOf = way => ({key, month, cover, cells}) => ({
  label: month ? shortMonth(month) : key,
  group: month ? month.slice(0, 4) : '',
  value: cover === 'missing' ? null : cells[way],
  outlined: cover === 'part',
});

const note = text => element('p', {class: 'nhsuk-body-s'}, text);

// The charts of `overTime` (time.js), one for each channel, and the table of the same numbers.
export const chartOf = ({by, slots, months, ways, unequal}, labelOf, subject) => {
  const measure = word(`tally.by_${by}`);
  const labels = ways.map(labelOf);
  const single = ways.length === 1;
  const says = single ? word('chart.one_channel', {channel: labels[0]}) : word('chart.scales');
  const caption = element('figcaption', {}, element('b', {}, measure), ' ', element('span', {}, `${subject} ${says}`));
  const drawn = ways.flatMap((way, i) => {
    const naming = {
      id: `explore-chart-${i}`,
      title: word('chart.title', {channel: labels[i], measure}),
      description: word('chart.described', {n: slots.length}),
    };
    const chart = columnChart(naming, slots.map(columnOf(way)), number);
    return single ? [chart] : [element('p', {class: 'reg-chart-part'}, labels[i]), chart];
  });
  const has = cover => slots.some(slot => slot.cover === cover);
  const notes = [
    has('missing') && word('chart.missing'), has('part') && word('chart.part'), unequal && word('chart.unequal'),
  ].filter(Boolean);
  const tables = [timeTable(slots, ways, labels, by)];
  if (months.length) tables.push(timeTable(months, ways, labels, 'month'));
  return element('figure', {class: 'reg-chart'}, caption, ...drawn, ...notes.map(note), ...tables);
};

// Rows by group, as a table: `lines` are {name: nodes, cells, rows}.
export const groupsOf = (heading, caption, labels, lines) =>
  numbers('explore-groups-caption', caption, heading, labels, lines);
