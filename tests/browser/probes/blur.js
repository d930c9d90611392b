// Takes the focus away; the next probe gives it back.
((element) => {
  window.candourFocused = { element, x: scrollX, y: scrollY };
  element.blur();
})(document.activeElement)
