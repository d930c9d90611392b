// The table of releases in memory: reads its files (format 1, src/extracts/columns/mod.rs), filters, counts, sorts and
// groups rows by the codes of their columns, and writes rows as CSV. It knows no page and fetches nothing.

const FORMAT = 1;

const decoder = new TextDecoder();

const parsed = bytes => {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = JSON.parse(decoder.decode(bytes.subarray(4, 4 + length)));
  if (head.format !== FORMAT) throw new Error(`the table has format ${head.format}`);
  return {head, body: bytes.subarray(4 + length)};
};

// Numbers that stand as first bytes of all, then second bytes of all …
const numbers = (body, [at, width], count, Kind) => {
  if (width === 1 && Kind === Uint8Array) return body.subarray(at, at + count);
  const made = new Kind(count);
  for (let plane = 0, unit = 1; plane < width; plane += 1, unit *= 256) {
    const bytes = body.subarray(at + plane * count, at + (plane + 1) * count);
    for (let i = 0; i < count; i += 1) made[i] += bytes[i] * unit;
  }
  return made;
};

const kindFor = count => (count <= 256 ? Uint8Array : count <= 65536 ? Uint16Array : Uint32Array);

const coded = (columns, {values, of, codes}, body, rows) => {
  const Kind = kindFor(values.length);
  const textIn = codes => row => values[codes[row]];
  if (!codes) {
    const none = new Uint8Array(rows);
    return {values, codes: none, text: textIn(none)};
  }
  if (!of) {
    const own = numbers(body, codes, rows, Kind);
    return {values, codes: own, text: textIn(own)};
  }
  const parent = columns.get(of);
  const map = numbers(body, codes, parent.values.length, Kind);
  const own = new Kind(rows);
  for (let row = 0; row < rows; row += 1) own[row] = map[parent.codes[row]];
  return {values, codes: own, text: textIn(own)};
};

const counted = (columns, {gaps, head, widths, each}, body, rows) => {
  const folded = numbers(body, gaps, rows, Float64Array);
  const {codes} = columns.get(head);
  const last = new Float64Array(Math.max(1, widths.length));
  for (let row = 0; row < rows; row += 1) {
    const group = each ? codes[row] : 0;
    const gap = folded[row];
    last[group] += gap % 2 ? -(gap + 1) / 2 : gap / 2;
    folded[row] = last[group];
  }
  return {numbers: folded, text: row => String(folded[row]).padStart(widths[codes[row]], '0')};
};

const made = (columns, {parts}) => {
  const piece = ({text, column, lower}) => {
    if (text !== undefined) return () => text;
    const {text: of} = columns.get(column);
    return lower ? row => of(row).toLowerCase() : of;
  };
  const pieces = parts.map(piece);
  return {text: row => pieces.reduce((whole, of) => whole + of(row), '')};
};

const read = (columns, {head, body}) => {
  for (const column of head.columns) {
    const how = column.values ? coded : column.gaps ? counted : made;
    columns.set(column.key, {...how(columns, column, body, head.rows), place: column.place, key: column.key});
  }
};

// Cells that hold several ids or codes.
const lists = (values, at) => {
  const members = [];
  const known = new Map();
  const code = text => {
    if (!known.has(text)) known.set(text, members.push(text) - 1);
    return known.get(text);
  };
  return {members, of: values.map(text => [...new Set(text.split(at))].map(code))};
};

const LISTS = new Set(['dataset_ids', 'legal_basis', 'identifiability']);

// The first file, unpacked, as columns by key. A column has the text of a row and, unless each row has a text of its
// own, values and the code of each row.
export const decode = bytes => {
  const sheet = parsed(bytes);
  const columns = new Map();
  read(columns, sheet);
  for (const column of columns.values()) {
    if (column.values) Object.assign(column, lists(column.values, LISTS.has(column.key) ? ';' : undefined));
  }
  const labels = new Map(sheet.head.labels.map(([key, pairs]) => [key, new Map(pairs)]));
  return {rows: sheet.head.rows, columns, labels, editions: sheet.head.editions};
};

const monthOf = day => day.slice(0, 7);

// The month in which each row ends, as a column: the last day a release may mean decides, as on the site's pages.
export const withMonths = table => {
  const {values, codes} = table.columns.get('released_to');
  const months = [...new Set(values.map(monthOf))].sort();
  const map = values.map(day => months.indexOf(monthOf(day)));
  const own = new Uint16Array(table.rows);
  for (let row = 0; row < table.rows; row += 1) own[row] = map[codes[row]];
  const text = row => months[own[row]];
  table.columns.set('month', {key: 'month', values: months, codes: own, text, ...lists(months)});
  return table;
};

// Which codes of a column are let through: those that have one of the members.
const passing = ({members, of}, wanted) => {
  const chosen = new Set(wanted.map(text => members.indexOf(text)));
  return Uint8Array.from(of, list => (list.some(member => chosen.has(member)) ? 0 : 1));
};

const monthsPassing = ({values}, from, to) =>
  Uint8Array.from(values, month => ((!from || month >= from) && (!to || month <= to) ? 0 : 1));

// What keeps rows out: for each key with something chosen, its column and which codes fail.
const gates = (table, facets, {chosen, from, to}) => {
  const made = [];
  facets.forEach(({key, column}, at) => {
    const wanted = chosen[key] ?? [];
    const here = table.columns.get(column);
    if (wanted.length) made.push({at, codes: here.codes, fails: passing(here, wanted)});
  });
  const month = table.columns.get('month');
  if (from || to) made.push({at: facets.length, codes: month.codes, fails: monthsPassing(month, from, to)});
  return made;
};

// Counts of codes to counts of members.
const byMember = ({members, of}, counts) => {
  const made = new Uint32Array(members.length);
  of.forEach((list, code) => list.forEach(member => { made[member] += counts[code]; }));
  return made;
};

// How many gates each row fails at, and the last of them.
const failures = (rows, gates) => {
  const failed = new Uint8Array(rows);
  const failedAt = new Uint8Array(rows);
  for (const {at, codes, fails} of gates) {
    for (let row = 0; row < rows; row += 1) {
      if (fails[codes[row]]) {
        failed[row] += 1;
        failedAt[row] = at;
      }
    }
  }
  return {failed, failedAt};
};

const rowsThat = (failed, passes) => {
  const made = new Uint32Array(failed.length);
  let n = 0;
  for (let row = 0; row < failed.length; row += 1) if (passes(row)) made[n++] = row;
  return made.subarray(0, n);
};

const countInto = (counts, codes, rows) => {
  for (let i = 0; i < rows.length; i += 1) counts[codes[rows[i]]] += 1;
};

// The rows that pass, and for each facet how many rows each of its members has, counted as if that facet alone were
// not filtered: a row that fails in one facet counts there, one that fails in two counts nowhere.
export const select = (table, facets, wanted) => {
  const shut = gates(table, facets, wanted);
  const {failed, failedAt} = failures(table.rows, shut);
  const rows = rowsThat(failed, row => failed[row] === 0);
  const counts = new Map();
  facets.forEach(({key, column}, at) => {
    const here = table.columns.get(column);
    const byCode = new Uint32Array(here.values.length);
    countInto(byCode, here.codes, rows);
    if (shut.some(gate => gate.at === at)) {
      countInto(byCode, here.codes, rowsThat(failed, row => failed[row] === 1 && failedAt[row] === at));
    }
    counts.set(key, byMember(here, byCode));
  });
  return {rows, counts};
};

const collator = new Intl.Collator('en-GB', {numeric: true});

// For each code its place when the values are in order. Values go by what readers see; empty ones come last.
const ranks = (values, label) => {
  const shown = values.map(label);
  const order = values.map((_, code) => code);
  const last = code => (values[code] === '' ? 1 : 0);
  order.sort((a, b) => last(a) - last(b) || collator.compare(shown[a], shown[b]));
  const made = new Uint32Array(values.length);
  order.forEach((code, place) => { made[code] = place; });
  return made;
};

// Ids go by what stands before their number, then by the number.
const rowRanks = (table, key) => {
  const column = table.columns.get(key);
  const parts = [table.columns.get(`${key}/head`), table.columns.get(`${key}/number`)];
  const order = Uint32Array.from({length: table.rows}, (_, row) => row);
  if (parts[0] && parts[1]) {
    const [{codes, values}, {numbers}] = parts;
    const heads = ranks(values, text => text);
    order.sort((a, b) => heads[codes[a]] - heads[codes[b]] || numbers[a] - numbers[b] || a - b);
  } else {
    const texts = Array.from(order, row => column.text(row));
    order.sort((a, b) => collator.compare(texts[a], texts[b]) || a - b);
  }
  const made = new Uint32Array(table.rows);
  order.forEach((row, place) => { made[row] = place; });
  return made;
};

// For each row its place in the order of a column, and how many places there are; made when first asked for.
const placesBy = (table, key, label) => {
  const column = table.columns.get(key);
  if (!column.order) {
    const {codes, values} = column;
    const places = codes ? ranks(values, label) : rowRanks(table, key);
    column.order = {of: codes ? Uint32Array.from(codes, code => places[code]) : places, count: places.length};
  }
  return column.order;
};

// These rows in the order of a column; rows that are alike stay in published order, whichever way it goes.
export const sort = (table, rows, {key, down, label = text => text}) => {
  const {of, count} = placesBy(table, key, label);
  const place = row => (down ? count - 1 - of[row] : of[row]);
  const starts = new Uint32Array(count + 1);
  for (let i = 0; i < rows.length; i += 1) starts[place(rows[i]) + 1] += 1;
  for (let i = 0; i < count; i += 1) starts[i + 1] += starts[i];
  const made = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) {
    const at = place(rows[i]);
    made[starts[at]] = rows[i];
    starts[at] += 1;
  }
  return made;
};

// How many of these rows each member of a column has, by channel: [{member, cells, rows}, …] for those that have any.
export const group = (table, rows, key) => {
  const column = table.columns.get(key);
  const channel = table.columns.get('channel');
  const width = channel.values.length;
  const cells = new Uint32Array(column.values.length * width);
  const [own, ways] = [column.codes, channel.codes];
  for (let i = 0; i < rows.length; i += 1) cells[own[rows[i]] * width + ways[rows[i]]] += 1;
  const lines = column.members.map(member => ({member, cells: new Array(width).fill(0), rows: 0}));
  column.of.forEach((list, code) => {
    for (const member of list) {
      for (let way = 0; way < width; way += 1) {
        lines[member].cells[way] += cells[code * width + way];
        lines[member].rows += cells[code * width + way];
      }
    }
  });
  return lines.filter(line => line.rows);
};

// Cells are quoted only where they must be, as in the published file.
const quoted = text => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const cellOf = ({values, codes, text}) => {
  if (!values) return row => quoted(text(row));
  const ready = values.map(quoted);
  return row => ready[codes[row]];
};

const AT_ONCE = 2000;

// The published file with these rows only, in published order, as parts of a blob. `rest` is the second file, unpacked.
// `pause` is awaited between parts, so that the page stays alive.
export const csv = async (table, rest, rows, pause) => {
  const columns = new Map(table.columns);
  const sheet = parsed(rest);
  if (sheet.head.rows !== table.rows) throw new Error('the files are of different tables');
  read(columns, sheet);
  const published = [...columns.values()].filter(({place}) => place !== undefined).sort((a, b) => a.place - b.place);
  const cells = published.map(cellOf);
  const parts = [`\ufeff${published.map(({key}) => key).join(',')}\r\n`];
  const inOrder = Uint32Array.from(rows).sort();
  for (let start = 0; start < inOrder.length; start += AT_ONCE) {
    let part = '';
    for (const row of inOrder.subarray(start, start + AT_ONCE)) {
      part += cells[0](row);
      for (let i = 1; i < cells.length; i += 1) part += `,${cells[i](row)}`;
      part += '\r\n';
    }
    parts.push(part);
    await pause();
  }
  return parts;
};
