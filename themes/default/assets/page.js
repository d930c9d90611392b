// A table that is wider than its place can be scrolled with the keyboard, but is no stop for it while it fits.
for (const region of document.querySelectorAll('.nhsuk-scroll__content')) {
  const update = () => {
    if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
    else region.removeAttribute('tabindex');
  };
  new ResizeObserver(update).observe(region);
}
// A link to something inside closed details opens them.
const open = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement) if (at.localName === 'details') at.open = true;
};
addEventListener('hashchange', open);
open();
// A search box gets suggestions, and a list of rows its filter, once they are of use. Where such a script cannot be
// fetched, the form and the list work as they do without.
for (const box of document.querySelectorAll('form[role="search"] input[name="q"]')) {
  const begin = () => {
    const before = box.value;
    let sent = false;
    box.form.addEventListener('submit', () => { sent = true; }, {once: true});
    // Who has sent the form before the script came wants results, not suggestions over them.
    import('./suggest.js').then(({suggest}) => suggest(box, sent ? box.value : before), () => {});
  };
  if (document.activeElement === box) begin();
  else box.addEventListener('focus', begin, {once: true});
}
if (document.querySelector('[data-filter]')) import('./filter.js').catch(() => {});
