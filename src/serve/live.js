// Loads the page anew when its site has changed, with the reader's place kept, and shows what is wrong with the records.
// Only `candour serve` adds it to pages; no published page has it. It stores nothing but the reader's place, once.
(() => {
  'use strict';
  const shown = new URL(document.currentScript.src).searchParams;
  const plain = document.documentElement.hasAttribute('data-candour-plain');
  const PLACE = 'candour-place';
  const STOPS = 'a[href], button, input, select, textarea, summary, [tabindex]';
  let events = null;
  let told = null;

  const all = selector => [...document.querySelectorAll(selector)].filter(node => !node.closest('#candour-live'));

  // What tells a control from others, as far as that lasts from one page to the next.
  const nameOf = node => `${node.tagName} ${node.id} ${node.getAttribute('href')} ${node.getAttribute('name')}`;

  // The place of the reader: how far down, what has the focus, what is unfolded.
  function keepPlace() {
    const focused = nameOf(document.activeElement);
    const alike = all(STOPS).filter(node => nameOf(node) === focused);
    const place = {
      href: location.href,
      x: scrollX,
      y: scrollY,
      focus: [focused, alike.indexOf(document.activeElement)],
      open: all('details').map(details => details.open),
    };
    try {
      sessionStorage.setItem(PLACE, JSON.stringify(place));
    } catch {
      // Without storage the page begins at its top.
    }
  }

  function findPlace() {
    let place = null;
    try {
      place = JSON.parse(sessionStorage.getItem(PLACE));
      sessionStorage.removeItem(PLACE);
    } catch {
      return;
    }
    if (place?.href !== location.href) return;
    const folds = all('details');
    if (folds.length === place.open.length) folds.forEach((fold, at) => (fold.open = place.open[at]));
    const [focused, nth] = place.focus;
    all(STOPS).filter(node => nameOf(node) === focused)[nth]?.focus({preventScroll: true});
    stayAt(place);
  }

  // What scripts or pictures add to the page moves it, until the reader does.
  function stayAt(place) {
    const stay = () => scrollTo({left: place.x, top: place.y, behavior: 'instant'});
    const grown = new ResizeObserver(stay);
    const moved = ['wheel', 'keydown', 'pointerdown', 'touchstart'];
    const leave = () => {
      grown.disconnect();
      for (const event of moved) removeEventListener(event, leave);
    };
    for (const event of moved) addEventListener(event, leave, {passive: true});
    addEventListener('load', () => setTimeout(leave, 2000), {once: true});
    grown.observe(document.body);
    stay();
  }

  function make(tag, words, name) {
    const element = document.createElement(tag);
    if (words) element.textContent = words;
    if (name) element.className = name;
    return element;
  }

  const styles = make('link');
  styles.rel = 'stylesheet';
  styles.href = '/_candour/live.css';
  const region = make('aside');
  region.id = 'candour-live';
  region.setAttribute('aria-label', 'Preview');
  const count = make('button', '', 'candour-count');
  count.type = 'button';
  const dialog = make('dialog');
  dialog.setAttribute('role', 'alertdialog');
  dialog.setAttribute('aria-labelledby', 'candour-title');
  region.append(count, dialog);
  count.addEventListener('click', () => open(true));

  const counted = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

  function line({before, marked, after}) {
    const source = make('pre');
    source.append(before, make('mark', marked), after);
    return source;
  }

  function item(fault) {
    const entry = make('li');
    const place = fault.place ? `${fault.place.file}:${fault.place.line}:${fault.place.column}` : '';
    entry.append(make('p', `${fault.severity} ${fault.code}: ${fault.message}`, 'candour-message'));
    if (place) entry.append(make('p', place, 'candour-place'));
    if (fault.source) entry.append(line(fault.source));
    if (fault.help) entry.append(make('p', `Help: ${fault.help}`));
    return entry;
  }

  // Fills and opens the report, unless it was only for errors that are mended by now.
  async function open(asked) {
    const answer = await fetch('/_candour/report.json');
    const report = await answer.json();
    if (!asked && !report.errors) return;
    const list = make('ol');
    if (report.failure) {
      list.append(item({...report.failure, severity: 'error', code: 'of this machine', place: null}));
    }
    const wanted = report.errors ? 'error' : 'warning';
    const faults = report.diagnostics.filter(fault => fault.severity === wanted);
    list.append(...faults.map(item));
    const number = report.errors || report.warnings;
    const heading = make('h2', counted(number, wanted));
    heading.id = 'candour-title';
    const why = report.errors
      ? 'The site below is the last good one. This goes when the errors are corrected.'
      : 'The site can be published with them.';
    const close = make('button', 'Close');
    close.type = 'button';
    close.addEventListener('click', () => dialog.close());
    dialog.replaceChildren(heading, make('p', why), close, list);
    if (!report.failure && faults.length < number) {
      dialog.append(make('p', `${number - faults.length} more: candour check lists them all.`));
    }
    if (!dialog.open) dialog.showModal();
  }

  function hear(event) {
    const news = JSON.parse(event.data);
    if (news.site !== shown.get('site') || (plain && news.report !== shown.get('report'))) {
      events.close();
      keepPlace();
      location.reload();
      return;
    }
    if (plain) return;
    const parts = [news.errors && counted(news.errors, 'error'), news.warnings && counted(news.warnings, 'warning')];
    count.textContent = parts.filter(Boolean).join(', ');
    count.hidden = !count.textContent;
    if (news.report !== told) {
      if (news.errors) open(false);
      else if (dialog.open) dialog.close();
    }
    told = news.report;
  }

  // A page that nobody sees holds no connection: browsers allow only six to one host.
  function listen() {
    events?.close();
    if (document.visibilityState !== 'visible') return;
    events = new EventSource('/_candour/events');
    events.addEventListener('message', hear);
  }

  if (!plain) {
    document.head.append(styles);
    document.body.append(region);
    count.hidden = true;
  }
  findPlace();
  listen();
  document.addEventListener('visibilitychange', listen);
  addEventListener('pagehide', () => events?.close());
  addEventListener('pageshow', event => event.persisted && listen());
})();
