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
