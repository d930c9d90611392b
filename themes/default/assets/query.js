// Takes a query apart, finds what matches and ranks it: the same results in the same order as src/search/find.rs and
// query.rs there, with whole numbers only. Narrows results by what is chosen. Shows nothing and knows no words of the
// interface.
import {letters, placeIn} from './index.js';
import {named, suggestions} from './names.js';
import {allowed, distance, isStop, stem, words} from './text.js';

export {suggestions};

const TIER = 1000000;
const BEGINS = 6;
const NEAR = 5;
const ALL_NAMES = 4;
const WITHIN_WORD = 3;
const TITLE_EQUALS = 2;
const ALL_TITLES = 1;
// What a document gets for each doubling of its release rows: enough to order equals.
const PRIOR = 4;

// Fields.
const NAME = 0;
const TITLE = 1;
const NONE = 255;

// Forms that the beginning of a word may stand for, and shards that are searched for them; letters that an unknown word
// needs to be such a beginning.
const MOST_FORMS = 40;
const MOST_SHARDS = 2;
const LEAST_PREFIX = 3;
// With so few results another spelling is offered.
const FEW = 3;

// A part of a query: a word, a beginning of words, or a phrase, as folded words.
const WORD = 'word';
const PREFIX = 'prefix';
const PHRASE = 'phrase';

const phraseOf = all => (all.length ? [{type: PHRASE, words: all}] : []);

const partsOf = (token, unwanted) => {
  const all = words(token);
  if (unwanted && all.length > 1) return phraseOf(all);
  return all.map((word, i) => {
    const open = token.endsWith('*') && i === all.length - 1;
    return {type: open ? PREFIX : WORD, words: [word]};
  });
};

const QUOTED = /^["“”„]([^"“”„]*)["“”„]?/;
const TOKEN = /^[^\s"“”„]+/;
const MINUS = /^[-–−](?=\S)/;

// Reads what was typed: {wanted, unwanted}, both parts in order.
const parse = typed => {
  const query = {wanted: [], unwanted: []};
  let rest = typed.trimStart();
  while (rest) {
    const unwanted = MINUS.test(rest);
    const after = unwanted ? rest.slice(1) : rest;
    const quoted = after.match(QUOTED);
    const [taken] = quoted ?? after.match(TOKEN);
    const parts = quoted ? phraseOf(words(quoted[1])) : partsOf(taken, unwanted);
    (unwanted ? query.unwanted : query.wanted).push(...parts);
    rest = after.slice(taken.length).trimStart();
  }
  return query;
};

const typedPart = ({type, words: [first, ...more]}) => {
  if (type === PHRASE) return `"${[first, ...more].join(' ')}"`;
  return type === PREFIX ? `${first}*` : first;
};

// A query as it would be typed.
const typedQuery = ({wanted, unwanted}) =>
  [...wanted.map(typedPart), ...unwanted.map(part => `-${typedPart(part)}`)].join(' ');

const wordsOf = query => query.wanted.flatMap(part => part.words);

// The parts that documents have to match: without words that say little, unless there is nothing else.
const searchedParts = ({wanted}) => {
  const telling = wanted.filter(({type, words: [word]}) => type !== WORD || !isStop(word));
  return telling.length ? telling : wanted;
};

// What all documents have of one part. Of `lists` some document may have a passage; `phrase` are the forms that follow
// each other, where the part is a phrase.
const noMatches = (count, known) => ({
  known,
  any: false,
  has: new Uint8Array(count),
  score: new Uint32Array(count),
  best: new Uint8Array(count).fill(NONE),
  worst: new Uint8Array(count).fill(NONE),
  lists: [],
  terms: [],
  phrase: null,
});

// Adds a term that the part stands for; of several, each document has the best.
const addTerm = (matches, term, list, levels) => {
  const {has, score, best, worst} = matches;
  const {docs, marks} = list;
  matches.known = true;
  matches.any ||= docs.length > 0;
  matches.lists.push(list);
  matches.terms.push(term);
  for (let i = 0; i < docs.length; i++) {
    const doc = docs[i];
    const field = marks[i] >> 4;
    const own = levels[marks[i] & 15];
    has[doc] = 1;
    if (own > score[doc]) score[doc] = own;
    if (field < best[doc]) best[doc] = worst[doc] = field;
  }
};

const matchTerms = async (index, terms) => {
  const matches = noMatches(index.count, false);
  const lists = await Promise.all(terms.map(term => index.postings(term)));
  lists.forEach((list, i) => list && addTerm(matches, terms[i], list, index.levels));
  return matches;
};

// All words that begin so, as far as the shard has them where the beginning would stand, and the one that has the most
// common of the others: a beginning of three letters would otherwise fetch a good part of the index.
const matchPrefix = async (index, beginning) => {
  const [{forms, common}] = await Promise.all([index.spellings(), index.shardWith(beginning)]);
  const found = [];
  for (let i = placeIn(forms, beginning); i < forms.length && forms[i].startsWith(beginning); i++) found.push(i);
  found.sort((a, b) => common[b] - common[a] || a - b);
  const stems = found.slice(0, MOST_FORMS).map(i => stem(forms[i]));
  const places = [beginning, ...stems].map(term => index.shardNumber(term)).filter(n => n >= 0);
  const shards = await Promise.all([...new Set(places)].slice(0, MOST_SHARDS).map(n => index.shard(n)));
  const meant = new Set([...stems, stem(beginning)]);
  const all = shards.flatMap(({terms}) => terms).filter(term => term.startsWith(beginning) || meant.has(term));
  return matchTerms(index, all.sort());
};

const includes = (sorted, number) => sorted[placeIn(sorted, number)] === number;

// Whether the forms follow each other somewhere in a document. Each is {count, place, found}: how many forms its term
// has, which of them it is, and where they stand.
const follows = (each, doc) => {
  const codes = each.map(({found}) => found.get(doc));
  const {count, place} = each[0];
  return codes[0].some(code => {
    if (code % count !== place) return false;
    const start = (code - place) / count;
    return each.every((one, i) => includes(codes[i], (start + i) * one.count + one.place));
  });
};

// Documents in which these very forms follow each other.
const matchPhrase = async (index, all) => {
  const matches = noMatches(index.count, true);
  const terms = all.map(stem);
  const lists = await Promise.all(terms.map(term => index.postings(term)));
  if (lists.includes(null)) return matches;
  const places = await Promise.all(terms.map(term => index.placesOf(term)));
  const each = places.map(({forms, found}, i) => ({count: forms.length, place: forms.indexOf(all[i]), found}));
  if (each.some(({place}) => place < 0)) return matches;
  const own = lists.map((list, i) => {
    const one = noMatches(index.count, true);
    addTerm(one, terms[i], list, index.levels);
    return one;
  });
  for (const doc of lists[0].docs) {
    if (!own.every(({has}) => has[doc]) || !follows(each, doc)) continue;
    matches.any = true;
    matches.has[doc] = 1;
    matches.score[doc] = own.reduce((sum, {score}) => sum + score[doc], 0);
    matches.best[doc] = Math.min(...own.map(({best}) => best[doc]));
    matches.worst[doc] = Math.max(...own.map(({worst}) => worst[doc]));
  }
  return Object.assign(matches, {lists, terms: terms.filter((_, i) => !isStop(all[i])), phrase: all});
};

const matchPart = (index, {type, words: all}) => {
  if (type === PHRASE) return matchPhrase(index, all);
  return type === PREFIX ? matchPrefix(index, all[0]) : matchTerms(index, [stem(all[0])]);
};

// What matches each part that counts; a word that is in no document stands for all that begin so.
const matchParts = (index, query) =>
  Promise.all(searchedParts(query).map(async part => {
    const matches = await matchPart(index, part);
    const open = part.type === WORD && !matches.known && part.words[0].length >= LEAST_PREFIX;
    return open ? matchPrefix(index, part.words[0]) : matches;
  }));

// Marks documents that have something of what is excluded.
const exclude = async (index, {unwanted}) => {
  const out = new Uint8Array(index.count);
  for (const {has} of await Promise.all(unwanted.map(part => matchPart(index, part)))) {
    for (let doc = 0; doc < out.length; doc++) out[doc] |= has[doc];
  }
  return out;
};

const NOTHING_MISSING = [];

const spaced = all => ` ${all.join(' ')} `;

// Whether these forms follow each other in a text.
const standsIn = (phrase, text) => spaced(words(text)).includes(spaced(phrase));

// One result.
class Hit {
  constructor(index, doc, tier, field, score, parts) {
    this.index = index;
    this.doc = doc;
    this.tier = tier;
    this.field = index.fields[field];
    this.score = score;
    this.parts = parts;
    this.missing = NOTHING_MISSING;
  }

  // Of the passages kept of it the one in which most phrases of the query stand (`shown`); of these the one of the
  // highest level, the first of equals.
  get passage() {
    const parts = this.parts.filter(({has}) => has[this.doc]);
    const phrases = parts.map(({phrase}) => phrase).filter(Boolean);
    const kept = parts.flatMap(({lists}) => lists).map(({passages}) => passages.get(this.doc)).filter(Boolean);
    const read = kept.map(({level, field, bytes}) => {
      const text = this.index.textOf(bytes);
      return {level, field, text, shown: phrases.filter(phrase => standsIn(phrase, text)).length};
    });
    const [best] = read.sort((a, b) => b.shown - a.shown || b.level - a.level);
    return best ? {field: this.index.fields[best.field], text: best.text, shown: best.shown} : null;
  }
}

const makeHit = (index, doc, tier, parts) => {
  let [sum, best] = [0, NONE];
  for (const part of parts) {
    if (!part.has[doc]) continue;
    sum += part.score[doc];
    if (part.best[doc] < best) best = part.best[doc];
  }
  if (tier >= WITHIN_WORD || best === NONE) best = NAME;
  else if (tier >= ALL_TITLES) best = TITLE;
  const releases = index.docs.facts.releases[doc];
  return new Hit(index, doc, tier, best, tier * TIER + sum + (32 - Math.clz32(releases)) * PRIOR, parts);
};

const byScore = (a, b) => b.score - a.score || a.doc - b.doc;

const worstField = (parts, doc) => {
  let worst = -1;
  for (const part of parts) if (part.has[doc] && part.worst[doc] > worst) worst = part.worst[doc];
  return worst < 0 ? NONE : worst;
};

const tierOf = (index, parts, doc, whole) => {
  const worst = worstField(parts, doc);
  if (worst === NAME) return ALL_NAMES;
  if (index.folded[doc][0] === whole) return TITLE_EQUALS;
  return worst <= TITLE ? ALL_TITLES : 0;
};

// Documents that match all parts, and those that the query names, also as it was first typed (`near`); ranked.
const rank = async (index, query, parts, near = []) => {
  const whole = wordsOf(query).join(' ');
  const tiers = named(index, whole);
  for (const {doc} of near) tiers.set(doc, Math.max(tiers.get(doc) ?? 0, NEAR));
  const out = await exclude(index, query);
  const hits = [];
  for (let doc = 0; doc < index.count; doc++) {
    if (out[doc]) continue;
    const matched = parts.every(({has}) => has[doc]);
    if (!matched && !tiers.has(doc)) continue;
    const tier = Math.max(tiers.get(doc) ?? 0, matched ? tierOf(index, parts, doc, whole) : 0);
    hits.push(makeHit(index, doc, tier, parts));
  }
  return hits.sort(byScore);
};

// Documents that match most parts, each with what it lacks.
const rankPartial = async (index, query, parts) => {
  const searched = searchedParts(query);
  const out = await exclude(index, query);
  const counts = new Uint8Array(index.count);
  let most = 1;
  for (let doc = 0; doc < index.count; doc++) {
    if (out[doc]) continue;
    for (const {has} of parts) counts[doc] += has[doc];
    if (counts[doc] > most) most = counts[doc];
  }
  const hits = [];
  for (let doc = 0; doc < index.count; doc++) {
    if (counts[doc] !== most) continue;
    const hit = makeHit(index, doc, 0, parts);
    hit.missing = searched.filter((_, i) => !parts[i].has[doc]).map(typedPart);
    hits.push(hit);
  }
  return hits.sort(byScore);
};

const bitsOf = number => {
  let [left, bits] = [number, 0];
  for (; left; bits++) left &= left - 1;
  return bits;
};

const findNearest = ({forms, common, letters: all}, word) => {
  const own = letters(word);
  let [found, edits, other] = [null, allowed(word), true];
  for (let i = 0; i < forms.length; i++) {
    if (Math.abs(forms[i].length - word.length) > edits) continue;
    if (bitsOf(own & ~all[i]) > edits || bitsOf(all[i] & ~own) > edits) continue;
    const far = distance(word, forms[i], edits);
    if (!far || far > edits) continue;
    const differs = forms[i][0] !== word[0];
    const better = found === null || far < edits || (differs !== other ? other : common[i] > common[found]);
    if (better) [found, edits, other] = [i, far, differs];
  }
  return found;
};

// The form of the dictionary that a word may have been meant to be, as its number, or null: the fewest mistakes, the
// same first letter, the most common, the first in the alphabet.
const nearest = (dictionary, word) => {
  if (!allowed(word) || /\p{N}/u.test(word)) return null;
  if (!dictionary.nearest.has(word)) dictionary.nearest.set(word, findNearest(dictionary, word));
  return dictionary.nearest.get(word);
};

// The query with some of its words replaced by the nearest forms, where `better` lets them; null where none is.
const mend = (dictionary, query, places, better = () => true) => {
  let mended = null;
  for (const part of places) {
    if (part.type !== WORD) continue;
    const near = nearest(dictionary, part.words[0]);
    if (near === null || !better(part.words[0], dictionary.common[near])) continue;
    const {wanted, unwanted} = mended ?? query;
    const other = {type: WORD, words: [dictionary.forms[near]]};
    mended = {wanted: wanted.map(one => (one === part ? other : one)), unwanted};
  }
  return mended;
};

// What is found with words spelt otherwise: first those that the index has not, then one of the others.
const correct = async (index, query, parts, near) => {
  const dictionary = await index.spellings();
  const isUnknown = i => !parts[i].known && !parts[i].any;
  const searched = searchedParts(query);
  const mended = mend(dictionary, query, searched.filter((_, i) => isUnknown(i)));
  const known = searched.filter((_, i) => !isUnknown(i));
  const further = known.map(part => mend(dictionary, mended ?? query, [part]));
  for (const other of [mended, ...further].filter(Boolean)) {
    const own = await matchParts(index, other);
    const hits = await rank(index, other, own, near);
    if (hits.length > near.length) return {hits, query: other, parts: own};
  }
  return null;
};

// A spelling that finds more than the few results there are, or null.
const suggest = async (index, query, parts, hits) => {
  if (hits.length > FEW || hits.some(({tier}) => tier >= BEGINS || tier === WITHIN_WORD)) return null;
  const dictionary = await index.spellings();
  const {forms, common} = dictionary;
  const usual = word => {
    const at = placeIn(forms, word);
    return forms[at] === word ? common[at] : 0;
  };
  const searched = searchedParts(query);
  const unknown = searched.filter((_, i) => !parts[i].known);
  const other = unknown.length ? mend(dictionary, query, unknown)
    : mend(dictionary, query, searched, (word, near) => near >= usual(word) + 2);
  if (!other) return null;
  const more = await rank(index, other, await matchParts(index, other));
  return more.length > hits.length ? typedQuery(other) : null;
};

const found = (query, parts, hits, more = {}) => ({
  hits,
  corrected: null,
  suggestion: null,
  partial: false,
  words: wordsOf(query),
  stems: new Set(parts.flatMap(({terms}) => terms)),
  ...more,
});

// All documents but those excluded, newest first.
const everything = async (index, query) => {
  const out = await exclude(index, query);
  const hits = [];
  for (let doc = 0; doc < index.count; doc++) if (!out[doc]) hits.push(new Hit(index, doc, 0, TITLE, 0, []));
  return found(query, [], hits.sort(index.byDate));
};

// Searches for what was typed. `exact` keeps to that spelling and only suggests another.
export const search = async (index, typed, exact = false) => {
  const query = parse(typed);
  if (!query.wanted.length) return everything(index, query);
  const parts = await matchParts(index, query);
  const hits = await rank(index, query, parts);
  if (hits.some(({tier}) => tier !== NEAR)) {
    return found(query, parts, hits, {suggestion: await suggest(index, query, parts, hits)});
  }
  const other = await correct(index, query, parts, hits);
  if (other && !exact) return found(other.query, other.parts, other.hits, {corrected: typedQuery(other.query)});
  const suggestion = other && typedQuery(other.query);
  if (hits.length) return found(query, parts, hits, {suggestion});
  const nearly = await rankPartial(index, query, parts);
  return found(query, parts, nearly, {partial: nearly.length > 0, suggestion});
};

const NOTHING = -1;
const SEVERAL = -2;

// Which one facet keeps a document out: none, several, or this.
const barrier = (allowedSets, of, doc) => {
  let found = NOTHING;
  for (let i = 0; i < of.length; i++) {
    if (!allowedSets[i] || allowedSets[i][of[i][doc]]) continue;
    if (found !== NOTHING) return SEVERAL;
    found = i;
  }
  return found;
};

// For each set of values whether it has a chosen one.
const setsWith = ({values, sets}, codes) => {
  const wanted = new Uint8Array(values.length);
  values.forEach(([code], i) => { wanted[i] = codes.has(code) ? 1 : 0; });
  return Uint8Array.from(sets, set => (set.some(value => wanted[value]) ? 1 : 0));
};

// Results that have what is chosen ({key: Set of codes}); for each facet how many there are with each value, counted as
// if that facet were not narrowed; and how many there would be without what is chosen of it.
export const narrow = (index, hits, chosen) => {
  const {facets} = index;
  const allowedSets = facets.map(facet => (chosen[facet.key] ? setsWith(facet, chosen[facet.key]) : null));
  const of = facets.map(facet => facet.of);
  const bySet = facets.map(({sets}) => new Uint32Array(sets.length));
  const left = [];
  for (const hit of hits) {
    const stopped = barrier(allowedSets, of, hit.doc);
    if (stopped === SEVERAL) continue;
    if (stopped === NOTHING) left.push(hit);
    for (let i = 0; i < of.length; i++) {
      if (stopped === NOTHING || stopped === i) bySet[i][of[i][hit.doc]]++;
    }
  }
  const counts = {};
  const without = {};
  facets.forEach(({key, values, sets}, i) => {
    counts[key] = new Uint32Array(values.length);
    sets.forEach((set, n) => set.forEach(value => { counts[key][value] += bySet[i][n]; }));
    if (allowedSets[i]) without[key] = bySet[i].reduce((sum, n) => sum + n, 0);
  });
  return {hits: left, counts, without};
};
