// When rows were released, as the slots of a chart: months where each row names one, years where that is too many,
// else editions. A slot that no edition covers is missing, never 0; too few points are no chart. Draws nothing.

const FEWEST_POINTS = 3;
const MOST_POINTS = 36;
const DAY = 86400000;

const monthsBetween = (first, last) => {
  const made = [];
  let [year, month] = first.split('-').map(Number);
  for (let at = first; at <= last; at = `${year}-${String(month).padStart(2, '0')}`) {
    made.push(at);
    month = (month % 12) + 1;
    if (month === 1) year += 1;
  }
  return made;
};

const lastDay = month => {
  const [year, number] = month.split('-').map(Number);
  return `${month}-${new Date(Date.UTC(year, number, 0)).getUTCDate()}`;
};

const next = day => new Date(Date.parse(day) + DAY).toISOString().slice(0, 10);

// The days that editions cover, as stretches that do not touch. Lists of projects cover none.
const coverage = editions => {
  const lists = editions.filter(([, kind]) => kind !== 'projects');
  const periods = lists.map(([, , from, to]) => [from ?? '0000-01-01', to]);
  const stretches = [];
  for (const [from, to] of periods.sort()) {
    const last = stretches.at(-1);
    if (last && from <= next(last[1])) last[1] = last[1] > to ? last[1] : to;
    else stretches.push([from, to]);
  }
  return (first, last) => {
    const touched = stretches.find(([from, to]) => from <= last && first <= to);
    if (!touched) return 'missing';
    return touched[0] <= first && last <= touched[1] ? 'whole' : 'part';
  };
};

const sum = (slots, width) => Array.from({length: width}, (_, way) => slots.reduce((n, {cells}) => n + cells[way], 0));

const trimmed = slots => {
  const there = ({cover}) => cover !== 'missing';
  return slots.slice(Math.max(0, slots.findIndex(there)), slots.findLastIndex(there) + 1);
};

const byMonth = (table, lines, width) => {
  const covers = coverage(table.editions);
  const counts = new Map(lines.map(({member, cells}) => [member, cells]));
  const names = [...counts.keys()].sort();
  const slot = month => {
    const cells = counts.get(month);
    const cover = covers(`${month}-01`, lastDay(month));
    const known = cells && cover === 'missing' ? 'part' : cover;
    return {key: month, month, cover: known, cells: cells ?? new Array(width).fill(0)};
  };
  const slots = trimmed(monthsBetween(names[0], names.at(-1)).map(slot));
  if (slots.length <= MOST_POINTS) return {by: 'month', slots, months: []};
  const whole = monthsBetween(`${names[0].slice(0, 4)}-01`, `${names.at(-1).slice(0, 4)}-12`).map(slot);
  return {by: 'year', slots: trimmed(years(whole, width)), months: trimmed(whole)};
};

const years = (months, width) => {
  const made = [];
  for (let start = 0; start < months.length; start += 12) {
    const own = months.slice(start, start + 12);
    const uniform = ['whole', 'missing'].find(cover => own.every(month => month.cover === cover));
    made.push({key: own[0].month.slice(0, 4), cover: uniform ?? 'part', cells: sum(own, width)});
  }
  return made;
};

const days = (from, to) => (Date.parse(to) - Date.parse(from)) / DAY + 1;

// From the first edition that has one of the rows to the last. Nothing where one is a list of another kind, whose rows
// are what was new in it, or where periods overlap.
const byEdition = (table, lines, width) => {
  const counts = new Map(lines.map(({member, cells}) => [member, cells]));
  const flows = table.editions.filter(([, kind, from]) => kind === 'flow' && from);
  const has = ([id]) => counts.has(id);
  if (flows.filter(has).length < counts.size) return null;
  const own = flows.slice(flows.findIndex(has), flows.findLastIndex(has) + 1);
  const slots = [];
  let before = null;
  for (const [id, , from, to] of own) {
    if (before && from < before) return null;
    if (before && from > before) slots.push({key: '', cover: 'missing', cells: new Array(width).fill(0)});
    slots.push({key: id, cover: 'whole', cells: counts.get(id) ?? new Array(width).fill(0)});
    before = next(to);
  }
  const lengths = own.map(([, , from, to]) => days(from, to));
  const unequal = Math.max(...lengths) * 100 > Math.min(...lengths) * 115;
  return {by: 'edition', slots, months: [], unequal};
};

const PERIOD = 'period';

// Whether each of these rows names its month.
const areDated = (table, rows) => {
  const {values, codes} = table.columns.get('released_precision');
  const whole = values.indexOf(PERIOD);
  return whole < 0 || rows.every(row => codes[row] !== whole);
};

// Slots with the rows of every channel; `group` counts rows by a column and channel. Nothing where there is too little.
export const overTime = (table, rows, group) => {
  if (!rows.length) return null;
  const dated = areDated(table, rows);
  const lines = group(table, rows, dated ? 'month' : 'edition');
  const width = table.columns.get('channel').values.length;
  const made = dated ? byMonth(table, lines, width) : byEdition(table, lines, width);
  if (!made || made.slots.length > MOST_POINTS) return null;
  const filled = way => made.slots.filter(({cells}) => cells[way] > 0).length;
  const ways = Array.from({length: width}, (_, way) => way);
  if (!ways.some(way => filled(way) >= FEWEST_POINTS)) return null;
  return {unequal: false, ...made, ways: ways.filter(way => filled(way) > 0)};
};
