// How words are compared: the rules of src/search/text.rs, which made the index. Knows nothing of any index.
const LONGEST = 40;
// Words that say little, most of them those that questions are made of.
const STOP = new Set((
  'a about am an and any are as at be been being but by can could did do does for from get gets got had ' +
  'has have he her his how i if in into is it its me my of on or our she should that the their them ' +
  'there these they this those to was we were what when where which who whom whose why with would you ' +
  'your'
).split(' '));
const VOWEL = /[aeiouy]/;

// Case, accents and punctuation gone: "King’s Collége & Co" is "kings college and co".
export const fold = text => text
  .normalize('NFKD')
  .replace(/\p{M}/gu, '')
  .toLowerCase()
  .replace(/ς/g, 'σ')
  .replace(/['’‘ʼ`]/g, '')
  .replace(/&/g, ' and ')
  .replace(/[^\p{Alphabetic}\p{N}]+/gu, ' ')
  .trim();

export const words = text => fold(text).split(' ').filter(word => word && word.length <= LONGEST);

export const isStop = word => STOP.has(word);

const singular = word => {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (/[yo]sis$/.test(word) && word.length > 6) return word.slice(0, -2);
  return /[^sui]s$/.test(word) ? word.slice(0, -1) : word;
};

const without = (word, ending) => {
  const rest = word.slice(0, -ending.length);
  return word.endsWith(ending) && rest.length > 3 && VOWEL.test(rest) ? rest : word;
};

const base = word => {
  if (word.endsWith('ied') && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.endsWith('ing') ? without(word, 'ing') : without(word, 'ed');
};

// What a word has in common with its other forms: "controlled", "controls" and "control" are "control".
export const stem = word => {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  if (word === 'bases') return 'basis';
  let left = base(singular(word));
  if (left.length > 4 && left.endsWith('e')) left = left.slice(0, -1);
  if (left.length > 4 && /([^aeiou])\1$/.test(left)) left = left.slice(0, -1);
  return left.length > 5 ? left.replace(/([iy])z(ation)?$/, '$1s$2') : left;
};

// The stems of a folded text's words without those that say little; empty where it has no other.
export const telling = folded => folded.split(' ').filter(word => !isStop(word)).map(stem).join(' ');

// How many mistakes a word may have and still be meant.
export const allowed = word => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

let rows = [new Uint8Array(64), new Uint8Array(64), new Uint8Array(64)];

const room = length => {
  if (rows[0].length <= length) rows = rows.map(() => new Uint8Array(2 * length));
};

// Letters inserted, left out, changed or swapped with a neighbour; anything over `most` counts as `most` + 1.
export const distance = (one, other, most) => {
  const [m, n] = [one.length, other.length];
  if (Math.abs(m - n) > most) return most + 1;
  room(n);
  let [before, above, row] = rows;
  for (let j = 0; j <= n; j++) above[j] = Math.min(j, most + 1);
  for (let i = 1; i <= m; i++) {
    const [from, to] = [Math.max(1, i - most), Math.min(n, i + most)];
    let least = row[from - 1] = from === 1 ? Math.min(i, most + 1) : most + 1;
    for (let j = from; j <= to; j++) {
      const same = one.charCodeAt(i - 1) === other.charCodeAt(j - 1);
      const up = j < i + most ? above[j] : most;
      let cost = Math.min(up + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && one.charCodeAt(i - 1) === other.charCodeAt(j - 2) &&
        one.charCodeAt(i - 2) === other.charCodeAt(j - 1);
      if (swapped) cost = Math.min(cost, before[j - 2] + 1);
      row[j] = cost = Math.min(cost, most + 1);
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    [before, above, row] = [above, row, before];
  }
  return above[n];
};
