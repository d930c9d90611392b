(({ element, x, y }) => {
  element.focus({ preventScroll: true, focusVisible: true });
  scrollTo(x, y);
})(window.candourFocused)
