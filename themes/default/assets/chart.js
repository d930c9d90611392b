// Columns over time as SVG, drawn as the site's own charts are (src/render/charts.rs): across in percent, downwards in
// pixels, from 0, with labels thinned first on a phone. It knows neither what is drawn nor what a chart may claim.

const SPACE = 'http://www.w3.org/2000/svg';
const [FILL, GRID, TEXT] = ['#12436D', '#d8dde0', '#212b32'];
const CHARACTER = 8;
const [WIDE, NARROW] = [500, 216];
const [ABOVE, PLOT, LINE, MARGIN] = [28, 100, 20, 8];
const MONTHS = [1, 2, 3, 4, 6, 12];

const add = (parent, name, attributes, text) => {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
};

const width = text => text.length * CHARACTER;

// Two to five steps of 1, 2 or 5 times a power of ten.
const scaleTo = highest => {
  let step = 1;
  for (let i = 0; Math.ceil(highest / step) > 4; i += 1) step = 10 ** Math.floor(Math.log10(step)) * [2, 5, 10][i % 3];
  const top = Math.max(1, Math.ceil(highest / step)) * step;
  return {step, top, place: value => ABOVE + PLOT - (PLOT * value) / top};
};

const label = (svg, attributes, {wide, narrow}, text) => {
  if (!wide && !narrow) return;
  const only = wide ? 'reg-wide' : 'reg-narrow';
  add(svg, 'text', wide && narrow ? attributes : {...attributes, class: only}, text);
};

const across = (svg, y, stroke) => add(svg, 'line', {x2: '100%', y1: y, y2: y, stroke});

const drawScale = (svg, {step, top, place}, number) => {
  for (let value = 0; value <= top; value += step) {
    const y = place(value);
    if (value > 0) across(svg, y, GRID);
    label(svg, {x: -8, y: y + 5, 'text-anchor': 'end'}, {wide: true, narrow: true}, number(value));
  }
};

const percent = (part, whole) => `${((100 * part) / whole).toFixed(2)}%`;

const drawColumn = (svg, {value, outlined}, at, count, place) => {
  if (value === null) {
    add(svg, 'rect', {x: percent(at, count), y: ABOVE, width: percent(1, count), height: PLOT, fill: GRID});
    return;
  }
  const y = place(value);
  if (y >= ABOVE + PLOT) return;
  const wide = Math.min(70 / count, 10);
  const x = `${((100 * (at + 0.5)) / count - wide / 2).toFixed(2)}%`;
  const line = outlined ? {fill: '#fff', stroke: FILL, 'stroke-width': 2} : {fill: FILL};
  add(svg, 'rect', {x, y, width: `${wide.toFixed(2)}%`, height: ABOVE + PLOT - y, ...line});
};

const stepFor = (widest, count, screen) => Math.max(1, Math.ceil((widest * count) / screen));

// The number above each column where all fit, else above the highest.
const drawValues = (svg, columns, middle, place, number) => {
  const values = columns.map(({value}) => value).filter(value => value !== null);
  const highest = columns.findIndex(({value}) => value !== null && value === Math.max(...values));
  const widest = Math.max(...values.map(value => width(number(value))));
  const fits = screen => stepFor(widest + 2, columns.length, screen) === 1;
  columns.forEach(({value}, at) => {
    if (value === null) return;
    const seen = {wide: at === highest || fits(WIDE), narrow: at === highest || fits(NARROW)};
    label(svg, {x: middle(at), y: place(value) - 5}, seen, number(value));
  });
};

// Labels below, thinned to what fits; a group's name stands below the first of its labels that is shown.
const drawLabels = (svg, columns, middle) => {
  const grouped = columns.some(({group}) => group);
  const widest = Math.max(...columns.map(({label, group}) => Math.max(width(label), width(group ?? ''))));
  const regular = step => (grouped ? MONTHS.find(months => months >= step) ?? step : step);
  const [wide, narrow] = [WIDE, NARROW].map(screen => regular(stepFor(widest + CHARACTER, columns.length, screen)));
  const last = {wide: '', narrow: ''};
  columns.forEach(({label: text, group = ''}, at) => {
    const seen = {wide: at % wide === 0, narrow: at % narrow === 0};
    label(svg, {x: middle(at), y: ABOVE + PLOT + LINE}, seen, text);
    const first = {wide: seen.wide && last.wide !== group, narrow: seen.narrow && last.narrow !== group};
    for (const size of ['wide', 'narrow']) if (seen[size]) last[size] = group;
    if (group) label(svg, {x: middle(at), y: ABOVE + PLOT + 2 * LINE}, first, group);
  });
};

// An image of these columns, {label, group, value, outlined}; a value of null is a gap. `number` writes a number.
export const columnChart = ({id, title, description}, columns, number) => {
  const highest = Math.max(0, ...columns.map(({value}) => value ?? 0));
  const scale = scaleTo(highest);
  const height = ABOVE + PLOT + (columns.some(({group}) => group) ? 2 * LINE : LINE) + MARGIN;
  const deep = width(number(scale.top)) > 40 ? ' reg-columns--deep' : '';
  const svg = add(document.createDocumentFragment(), 'svg', {
    class: `reg-columns${deep}`, role: 'img', 'aria-labelledby': `${id}-title ${id}-desc`, width: '100%', height,
    'font-size': 14, fill: TEXT, 'text-anchor': 'middle',
  });
  add(svg, 'title', {id: `${id}-title`}, title);
  add(svg, 'desc', {id: `${id}-desc`}, description);
  const middle = at => percent(at + 0.5, columns.length);
  drawScale(svg, scale, number);
  columns.forEach((column, at) => drawColumn(svg, column, at, columns.length, scale.place));
  across(svg, ABOVE + PLOT, TEXT);
  drawValues(svg, columns, middle, scale.place, number);
  drawLabels(svg, columns, middle);
  return svg;
};
