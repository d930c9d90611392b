// Reads the search index below search/, whose format stands in src/search/mod.rs. Files are fetched when they are first
// asked for, taken apart once and kept. Ranks nothing: see query.js.
import {bytes, forget, json, text} from './store.js';
import {fold, isStop, telling, words} from './text.js';

const FORMAT = 1;
const KINDS = ['dataset', 'recipient', 'agreement', 'term', 'page'];
const TITLED = new Set(['agreement', 'page']);
const ABBREVIATED = new Set(['dataset', 'recipient']);
const utf8 = new TextDecoder();

// A place in a file, from which numbers and texts are read one after the other.
class Cursor {
  constructor(file, at = 0) {
    this.file = file;
    this.at = at;
  }

  byte() {
    return this.file[this.at++];
  }

  // LEB128: seven bits a byte, lowest first.
  varint() {
    let [value, shift, byte] = [0, 0, 0x80];
    for (; byte & 0x80; shift += 7) {
      byte = this.file[this.at++];
      value |= (byte & 0x7f) << shift;
    }
    return value >>> 0;
  }

  // Passes over so many numbers.
  skip(varints) {
    for (let left = varints; left > 0; left--) while (this.file[this.at++] & 0x80);
  }

  take(length) {
    this.at += length;
    return this.file.subarray(this.at - length, this.at);
  }

  text() {
    return utf8.decode(this.take(this.varint()));
  }
}

// The terms that a shard begins with; each shares its beginning with the one before.
const readTerms = cursor => {
  const terms = [];
  let last = new Uint8Array(0);
  for (let left = cursor.varint(); left > 0; left--) {
    const shared = cursor.varint();
    const rest = cursor.take(cursor.varint());
    const term = new Uint8Array(shared + rest.length);
    term.set(last.subarray(0, shared));
    term.set(rest, shared);
    terms.push(utf8.decode(term));
    last = term;
  }
  return terms;
};

const skipPostings = cursor => {
  const documents = cursor.varint();
  cursor.skip(documents);
  cursor.at += documents;
  for (let left = cursor.varint(); left > 0; left--) {
    cursor.skip(1);
    cursor.byte();
    cursor.take(cursor.varint());
  }
};

const skipPositions = (cursor, documents) => {
  for (let left = cursor.varint(); left > 0; left--) cursor.take(cursor.varint());
  for (let left = documents; left > 0; left--) cursor.skip(cursor.varint());
};

const readShard = file => {
  const cursor = new Cursor(file);
  const terms = readTerms(cursor);
  const starts = new Uint32Array(terms.length);
  for (let i = 0; i < terms.length; i++) {
    starts[i] = cursor.at;
    skipPostings(cursor);
  }
  return {file, terms, starts, places: new Map(terms.map((term, i) => [term, i])), postings: [], positions: []};
};

// Where the positions of each of a shard's terms begin.
const positionStarts = (file, {file: words, starts}) => {
  const cursor = new Cursor(file);
  return starts.map(start => {
    const at = cursor.at;
    skipPositions(cursor, new Cursor(words, start).varint());
    return at;
  });
};

// Document numbers grow; what is written is how far each is from the one before.
const readPostings = (file, start) => {
  const cursor = new Cursor(file, start);
  const docs = new Uint32Array(cursor.varint());
  for (let i = 0, doc = 0; i < docs.length; i++) docs[i] = doc += cursor.varint();
  const marks = cursor.take(docs.length);
  const passages = new Map();
  let which = 0;
  for (let left = cursor.varint(); left > 0; left--) {
    which += cursor.varint();
    const field = cursor.byte();
    passages.set(docs[which], {level: marks[which] & 15, field, bytes: cursor.take(cursor.varint())});
  }
  return {docs, marks, passages};
};

// By document: where each form of a term stands, as forms × position + form.
const readPositions = (file, start, {docs}) => {
  const cursor = new Cursor(file, start);
  const forms = Array.from({length: cursor.varint()}, () => cursor.text());
  const found = new Map();
  for (const doc of docs) {
    const list = new Uint32Array(cursor.varint());
    for (let i = 0, position = 0; i < list.length; i++) {
      const code = cursor.varint();
      position += Math.floor(code / forms.length);
      list[i] = position * forms.length + code % forms.length;
    }
    found.set(doc, list);
  }
  return {forms, found};
};

// The place in a sorted list of the first that does not come before a value.
export const placeIn = (sorted, value) => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
};

// The last shard that may hold a term.
const shardOf = (first, term) => {
  const at = placeIn(first, term);
  return first[at] === term ? at : at - 1;
};

// Makes what belongs to a key when it is first asked for, and keeps it.
const once = make => {
  const made = new Map();
  return key => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key);
  };
};

// Which letters a word has, as bits: so many bits differ, so many mistakes there are at least.
export const letters = word => {
  let bits = 0;
  for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) & 31);
  return bits;
};

// Forms of words in order of the alphabet, each with how common it is and which letters it has.
const readDictionary = text => {
  const lines = text.split('\n').filter(Boolean);
  const ends = lines.map(line => line.lastIndexOf('\t'));
  const forms = lines.map((line, i) => line.slice(0, ends[i]));
  return {
    forms,
    letters: Int32Array.from(forms, letters),
    nearest: new Map(),
    common: Uint8Array.from(lines, (line, i) => Number(line.slice(ends[i] + 1))),
  };
};

const firstLetters = all => all.map(([first]) => first).join('');

// Of all words, and of those that say something, without what stands in brackets.
const initialsOf = name => {
  const all = words(name.replace(/\([^()]*\)/g, ' '));
  return [firstLetters(all), firstLetters(all.filter(word => !isStop(word)))];
};

export class Index {
  constructor(path, head) {
    Object.assign(this, head);
    const {docs, facets, shards} = head;
    this.count = docs.kind.length;
    this.foldedNames = null;
    this.exactNames = null;
    this.namesByTelling = null;
    this.namesByInitials = null;
    this.valuePlaces = new Map(facets.map(({key, values}) => [key, new Map(values.map(([code], i) => [code, i]))]));
    this.shard = once(async n => readShard(await bytes(`${path}words-${shards.words[n]}.bin`)));
    this.positions = once(n => bytes(`${path}positions-${shards.positions[n]}.bin`));
    // Forms of words, how common they are, and which are nearest to what was typed before.
    this.spellings = once(async () => readDictionary(await text(path + head.dictionary)));
  }

  // Every name of each document, its title first, folded.
  get folded() {
    const {title, names} = this.docs;
    this.foldedNames ??= title.map((one, doc) => [one, ...names[doc]].map(fold));
    return this.foldedNames;
  }

  // What an exact query must equal: for an agreement and a page, not its title.
  get names() {
    this.exactNames ??= this.folded.map((all, doc) => (TITLED.has(this.kindOf(doc)) ? all.slice(1) : all));
    return this.exactNames;
  }

  // The same names by the words of each that say something.
  get tellingNames() {
    this.namesByTelling ??= this.names.map(all => all.map(telling).filter(Boolean));
    return this.namesByTelling;
  }

  // The initials of the names of datasets and recipients.
  get initials() {
    const {title, names} = this.docs;
    const allOf = (one, doc) => (ABBREVIATED.has(this.kindOf(doc)) ? [one, ...names[doc]].flatMap(initialsOf) : []);
    this.namesByInitials ??= title.map(allOf);
    return this.namesByInitials;
  }

  facet(key) {
    return this.facets.find(facet => facet.key === key);
  }

  // Where a value stands among those of its facet.
  place(key, code) {
    return this.valuePlaces.get(key)?.get(code);
  }

  kindOf(doc) {
    return KINDS[this.docs.kind[doc]];
  }

  // For sorting results by date, the newest first and those without a date last.
  get byDate() {
    const {date} = this.docs;
    return (a, b) => (date[b.doc] ?? -Infinity) - (date[a.doc] ?? -Infinity) || a.doc - b.doc;
  }

  textOf(bytes) {
    return utf8.decode(bytes);
  }

  // The names of a document's datasets.
  datasetsOf(doc) {
    const {values, sets, of} = this.facet('dataset');
    return sets[of[doc]].map(value => values[value][1]);
  }

  // The number of the shard in which a term stands if it stands in any, or -1.
  shardNumber(term) {
    return shardOf(this.shards.first, term);
  }

  // That shard, or null.
  async shardWith(term) {
    const n = this.shardNumber(term);
    return n < 0 ? null : this.shard(n);
  }

  // Where a term occurs, {docs, marks, passages}, or null.
  async postings(term) {
    const shard = await this.shardWith(term);
    const place = shard?.places.get(term);
    if (place === undefined) return null;
    shard.postings[place] ??= readPostings(shard.file, shard.starts[place]);
    return shard.postings[place];
  }

  // Where each form of a term stands in each of its documents, {forms, found}, or null.
  async placesOf(term) {
    const postings = await this.postings(term);
    if (!postings) return null;
    const n = this.shardNumber(term);
    const [shard, file] = await Promise.all([this.shard(n), this.positions(n)]);
    const place = shard.places.get(term);
    shard.placed ??= positionStarts(file, shard);
    shard.positions[place] ??= readPositions(file, shard.placed[place], postings);
    return shard.positions[place];
  }
}

// Opens the index of the site at a path that begins and ends with a slash.
export const open = async base => {
  const path = `${base}search/`;
  const {format, head} = await json(`${path}index.json`, 'no-cache');
  if (format !== FORMAT) throw new Error(`the index has format ${format}`);
  return new Index(path, await json(path + head));
};

let opened = null;

// Gives the index of the site to a task. A site that was published anew while the page stayed open has other files:
// where the task fails, it gets the index afresh, once.
export const withIndex = async (base, task) => {
  opened ??= open(base);
  try {
    return await task(await opened);
  } catch {
    forget();
    opened = open(base);
    return task(await opened);
  }
};
