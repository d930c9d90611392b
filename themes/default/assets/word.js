// Words of the interface for scripts, from the theme's words file, by their keys; gaps are filled from an object.
// A word that counts is given n, which picks its form. Numbers are written as on pages: 1,234.
import words from './words.js';

const numbers = new Intl.NumberFormat('en-GB');

export const number = n => numbers.format(n);

export const word = (key, fill = {}) => {
  const found = words[key];
  const text = typeof found === 'string' ? found : found[fill.n === 1 ? 'one' : 'other'];
  return text.replace(/\{([a-z_]+)\}/g, (_, name) => (typeof fill[name] === 'number' ? number(fill[name]) : fill[name]));
};

// Months are written 2021-02; days are written 2021-02-28, or milliseconds.
export const monthInWords = month => `${word(`month.${Number(month.slice(5, 7))}`)} ${month.slice(0, 4)}`;

export const dayInWords = day => {
  const date = new Date(day);
  return `${date.getUTCDate()} ${monthInWords(date.toISOString())}`;
};
