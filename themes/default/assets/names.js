// Looks at names only: which documents a whole query names, exactly, in the same words, by the beginning of a name, by
// initials or nearly, as src/search/names.rs does; and what the header box suggests while somebody types.
import {allowed, distance, fold, telling} from './text.js';

const EXACT = 8;
const SAME_WORDS = 7;
const BEGINS = 6;
const NEAR = 5;
const WITHIN_WORD = 3;

const INITIALS = /^[a-z]{3,6}$/;
// Letters that a query needs to be the beginning of a name, or part of a reference; and other ways to say it, at most.
const LEAST_BEGINNING = 3;
const LEAST_REFERENCE = 4;
const MOST_VARIANTS = 16;

const startsAt = (words, own, at) => own.every((word, i) => words[at + i] === word);

// The query, and with each expression that has synonyms replaced by each of them, one at a time.
const variantsOf = (whole, synonyms) => {
  const words = whole.split(' ');
  const variants = [whole];
  for (const group of synonyms) {
    for (const expression of group) {
      const own = expression.split(' ');
      for (let at = 0; at < words.length; at++) {
        if (!startsAt(words, own, at)) continue;
        const others = group.filter(other => other !== expression);
        const [before, after] = [words.slice(0, at), words.slice(at + own.length)];
        variants.push(...others.map(other => [...before, other, ...after].join(' ')));
      }
    }
  }
  return [...new Set(variants.slice(0, MOST_VARIANTS + 1))];
};

const isNumber = word => /^[0-9]+$/.test(word);

// A query as a reference: without "dars", version and spaces.
const referenceOf = whole => {
  let words = whole.split(' ');
  if (words.length > 1 && words[0] === 'dars') words = words.slice(1);
  const [label, minor] = words.slice(-2);
  if (words.length > 2 && /^v[0-9]+$/.test(label) && isNumber(minor)) words = words.slice(0, -2);
  else if (words.length > 1 && /^[va][0-9]+$/.test(words.at(-1))) words = words.slice(0, -1);
  const joined = words.join('');
  return joined.startsWith('dars') ? joined.slice(4) : joined;
};

const isReference = text => text.length >= LEAST_REFERENCE && /[0-9]/.test(text);

// Whether a reference is that of a name, or neighbouring parts of it.
const refers = (reference, name) => {
  const words = name.split(' ');
  for (let from = 0; from < words.length; from++) {
    for (let joined = '', to = from; to < words.length && joined.length < reference.length; to++) {
      joined += words[to];
      if (joined === reference) return true;
    }
  }
  return false;
};

// How a name begins with the query: with its words, within a word, or not at all.
const beginning = (query, name) => {
  if (query.length < LEAST_BEGINNING || name.length <= query.length || !name.startsWith(query)) return 0;
  return name[query.length] === ' ' ? BEGINS : WITHIN_WORD;
};

// What is sought among names: the whole query, its variants, the words of each that say something, and a reference.
const soughtFor = (whole, synonyms) => {
  const variants = variantsOf(whole, synonyms);
  const reference = referenceOf(whole);
  return {
    whole,
    variants,
    words: variants.map(telling).filter(Boolean),
    reference: isReference(reference) ? reference : null,
    isInitials: INITIALS.test(whole),
  };
};

const tierOf = (index, doc, {whole, variants, words, reference, isInitials}) => {
  const names = index.names[doc];
  if (names.some(name => variants.includes(name))) return EXACT;
  if (index.kindOf(doc) === 'agreement') {
    if (reference && names.some(name => refers(reference, name))) return EXACT;
  } else if (index.tellingNames[doc].some(name => words.includes(name))) return SAME_WORDS;
  let best = isInitials && index.initials[doc].includes(whole) ? BEGINS : 0;
  for (const name of names) for (const variant of variants) best = Math.max(best, beginning(variant, name));
  return best;
};

const addNear = (index, whole, tiers) => {
  const most = allowed(whole);
  if (!most) return;
  const near = name => Math.abs(name.length - whole.length) <= most && distance(whole, name, most) <= most;
  index.names.forEach((names, doc) => {
    if ((tiers.get(doc) ?? 0) < NEAR && names.some(near)) tiers.set(doc, NEAR);
  });
};

// The documents that have a name like this, each with its tier.
export const named = (index, whole) => {
  const tiers = new Map();
  if (!whole) return tiers;
  const sought = soughtFor(whole, index.synonyms);
  let best = 0;
  for (let doc = 0; doc < index.count; doc++) {
    const tier = tierOf(index, doc, sought);
    if (tier) tiers.set(doc, tier);
    if (tier > best) best = tier;
  }
  if (best < SAME_WORDS) addNear(index, whole, tiers);
  return tiers;
};

// What the header box offers: names that begin so, then names that have all words, the last of them perhaps unfinished.
const OFFERED = new Set(['recipient', 'dataset', 'agreement']);

const places = (name, wanted) => {
  const own = ` ${name} `;
  return wanted.every(word => own.includes(word));
};

// A way to say what is typed, and its words, the last of which may be unfinished.
const wayOf = start => {
  const words = start.split(' ');
  return {start, wanted: words.map((word, i) => (i < words.length - 1 ? ` ${word} ` : ` ${word}`))};
};

// The best name of a document for the ways to say what is typed: [rank, which], or null.
const bestName = (names, ways) => {
  let best = null;
  for (let i = 0; i < names.length; i++) {
    if (ways.some(({start}) => names[i].startsWith(start))) return [0, i];
    if (!best && ways.some(({wanted}) => places(names[i], wanted))) best = [1, i];
  }
  return best;
};

// Records whose name fits what is typed, those with most release rows first: [{doc, title, kind, path, name}, …], where
// name is the one that fits if it is not the title.
export const suggestions = (index, text, limit) => {
  const start = fold(text);
  if (start.length < 2) return [];
  const ways = variantsOf(start, index.synonyms).map(wayOf);
  const {title, path, names, facts: {releases}} = index.docs;
  const found = [];
  for (let doc = 0; doc < index.count; doc++) {
    if (!OFFERED.has(index.kindOf(doc))) continue;
    const best = bestName(index.folded[doc], ways);
    if (best) found.push({doc, rank: best[0], which: best[1]});
  }
  found.sort((a, b) => a.rank - b.rank || releases[b.doc] - releases[a.doc] || a.doc - b.doc);
  return found.slice(0, limit).map(({doc, which}) =>
    ({doc, title: title[doc], kind: index.kindOf(doc), path: path[doc], name: which ? names[doc][which - 1] : null}));
};
