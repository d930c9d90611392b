// Candour's search index and Pagefind's over the same built site, one after the other: what it takes to make the index,
// what it weighs, and what queries cost a reader in Chromium. See README.md. Prints figures and judges nothing.
//
//   node compare.mjs SITE [QUERIES] [--top]
//
// SITE is a built site; nothing is written there. QUERIES has one query in each line (without it, the list of
// benches/full_size); of a CSV the first column counts. --top prints what each engine puts first for every query.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import puppeteer from 'puppeteer-core';

const here = path.dirname(fileURLToPath(import.meta.url));
const args = process.argv.slice(2).filter(arg => !arg.startsWith('--'));
const top = process.argv.includes('--top');
const site = path.resolve(args[0] ?? '.');
const list = args[1] ?? path.join(here, '../full_size/queries.txt');
const SHOWN = 20;

const firstCell = line => (line.startsWith('"') ? line.slice(1).split(/"(?!")/)[0].replaceAll('""', '"') : line.split(',')[0]);

const queries = () => {
  const lines = fs.readFileSync(list, 'utf8').split('\n').filter(Boolean);
  return list.endsWith('.csv') ? lines.slice(1).map(firstCell) : lines;
};

const filesBelow = folder => fs.readdirSync(folder, {recursive: true, withFileTypes: true})
  .filter(entry => entry.isFile())
  .map(entry => ({name: entry.name, bytes: fs.statSync(path.join(entry.parentPath, entry.name)).size}));

const weight = files => {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return `${files.length} files, ${(bytes / 1e6).toFixed(2)} MB`;
};

// Runs a program and looks at its memory while it runs, as Linux reports it.
const measured = (program, args) => new Promise((done, failed) => {
  const began = performance.now();
  const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit']});
  let [said, most, ticks] = ['', 0, 0];
  child.stdout.on('data', text => { said += text; });
  const look = setInterval(() => {
    try {
      const status = fs.readFileSync(`/proc/${child.pid}/status`, 'utf8');
      most = Math.max(most, Number(status.match(/VmHWM:\s+(\d+)/)?.[1] ?? 0));
      const stat = fs.readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
      ticks = Number(stat[11]) + Number(stat[12]);
    } catch { /* it has just ended */ }
  }, 20);
  child.on('error', failed);
  child.on('close', code => {
    clearInterval(look);
    done({code, said, seconds: (performance.now() - began) / 1000, cpu: ticks / 100, megabytes: most / 1024});
  });
});

const TYPES = {html: 'text/html', js: 'text/javascript', css: 'text/css', json: 'application/json', svg: 'image/svg+xml'};

// What was asked for since it was last set to nothing. Counted here, since a browser tells of no requests of workers.
const seen = {requests: 0, bytes: 0};

// The site as it is, and Pagefind's files beside it under /pagefind/ with a page of their own, for Pagefind needs
// WebAssembly, which the policy of the site's pages forbids.
const serve = pagefind => new Promise(done => {
  const server = http.createServer((request, response) => {
    const address = decodeURIComponent(request.url.split('?')[0]);
    const own = address.startsWith('/pagefind/');
    const file = path.join(own ? pagefind : site, own ? address.slice(9) : address, address.endsWith('/') ? 'index.html' : '');
    const blank = address === '/pagefind/';
    if (!blank && !fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, {'content-type': TYPES[path.extname(file).slice(1)] ?? 'application/octet-stream'});
    const body = blank ? Buffer.from('<!doctype html><title>Empty</title>') : fs.readFileSync(file);
    seen.requests += 1;
    seen.bytes += body.length;
    return response.end(body);
  });
  server.listen(0, '127.0.0.1', () => done(server));
});

// Scripts as the site publishes them.
const script = stem => {
  const names = fs.readdirSync(path.join(site, 'assets'));
  return `/assets/${names.find(name => new RegExp(`^${stem}-[0-9a-f]+\\.js$`).test(name))}`;
};

// In the page: each makes `ask`, which gives what a reader would see of the first results.
const candour = async ([indexScript, queryScript, shown]) => {
  const [{open}, {search}] = await Promise.all([import(indexScript), import(queryScript)]);
  let index = null;
  window.ask = async text => {
    index ??= await open(document.documentElement.dataset.base);
    const {hits} = await search(index, text);
    return {n: hits.length, first: hits.slice(0, shown).map(hit => `/${index.docs.path[hit.doc]}`)};
  };
};

const pagefindAsk = async ([, , shown]) => {
  const pagefind = await import('/pagefind/pagefind.js');
  window.ask = async text => {
    const {results} = await pagefind.search(text);
    const first = await Promise.all(results.slice(0, shown).map(result => result.data()));
    return {n: results.length, first: first.map(one => one.raw_url ?? one.url)};
  };
};

const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];

const spread = (values, digits = 0) =>
  `median ${percentile(values, 0.5).toFixed(digits)}, nine in ten ${percentile(values, 0.9).toFixed(digits)}, most ${Math.max(...values).toFixed(digits)}`;

// A fresh profile, so that nothing is in a cache. The first query pays for the engine's scripts too.
const session = async (browser, url, prepare) => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(url, {waitUntil: 'networkidle0'});
  Object.assign(seen, {requests: 0, bytes: 0});
  await page.evaluate(prepare, [script('index'), script('query'), SHOWN]);
  const cost = async text => {
    const began = performance.now();
    const found = await page.evaluate(async text => window.ask(text), text);
    const spent = {...found, ms: performance.now() - began, ...seen};
    Object.assign(seen, {requests: 0, bytes: 0});
    return spent;
  };
  return {cost, hot: text => page.evaluate(async text => {
    const began = performance.now();
    await window.ask(text);
    return performance.now() - began;
  }, text), close: () => context.close()};
};

const inBrowser = async (browser, name, url, prepare, asked) => {
  const first = [];
  for (const text of asked) {
    const fresh = await session(browser, url, prepare);
    first.push(await fresh.cost(text));
    await fresh.close();
  }
  const one = await session(browser, url, prepare);
  const later = [];
  const hot = [];
  for (const text of asked) {
    later.push(await one.cost(text));
    hot.push(await one.hot(text));
  }
  await one.close();
  console.log(`${name}, ${asked.length} queries, ${SHOWN} results shown`);
  console.log(`  first query: kB ${spread(first.map(x => x.bytes / 1000))}; requests ${spread(first.map(x => x.requests))}; ms ${spread(first.map(x => x.ms))}`);
  const rest = later.slice(1);
  console.log(`  later query: kB ${spread(rest.map(x => x.bytes / 1000))}; requests ${spread(rest.map(x => x.requests))}; ms ${spread(rest.map(x => x.ms))}`);
  console.log(`  asked again: ms of script ${spread(hot, 1)}`);
  return first;
};

const main = async () => {
  const asked = queries();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'candour-pagefind-'));
  const program = fs.readdirSync(path.join(here, 'node_modules/@pagefind')).find(name => /^(linux|darwin|windows)-/.test(name));
  const bin = path.join(here, 'node_modules/@pagefind', program, 'bin');
  const binary = path.join(bin, fs.readdirSync(bin).find(name => /^pagefind(_extended)?(\.exe)?$/.test(name)));
  const made = await measured(binary, ['--site', site, '--output-path', folder]);
  if (made.code !== 0) throw new Error(made.said);
  console.log(`Pagefind's index: ${made.seconds.toFixed(1)} s, ${made.cpu.toFixed(1)} s of processor, ${made.megabytes.toFixed(0)} MB of memory, ${weight(filesBelow(folder))}`);
  const own = filesBelow(path.join(site, 'search')).filter(file => !file.name.endsWith('.html'));
  const positions = own.filter(file => file.name.startsWith('positions-'));
  console.log(`Candour's index: ${weight(own)}, of which positions ${weight(positions)}; for its time and memory see cargo bench --bench full_size`);
  const server = await serve(folder);
  const origin = `http://127.0.0.1:${server.address().port}`;
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  const browser = await puppeteer.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags});
  try {
    const ours = await inBrowser(browser, 'Candour', `${origin}/404.html`, candour, asked);
    const theirs = await inBrowser(browser, 'Pagefind', `${origin}/pagefind/`, pagefindAsk, asked);
    const nothing = found => found.filter(one => one.n === 0).length;
    console.log(`Queries without any result: Candour ${nothing(ours)}, Pagefind ${nothing(theirs)}`);
    if (top) asked.forEach((text, i) => console.log(`${text}\n    ${ours[i].n} ${ours[i].first[0]}\n    ${theirs[i].n} ${theirs[i].first[0]}`));
  } finally {
    await browser.close();
    server.close();
    fs.rmSync(folder, {recursive: true});
  }
};

await main();
