// After axe itself: violations of WCAG 2.0 to 2.2, A and AA, in the page as it is shown.
(async () => {
  // axe passes over what is not shown.
  for (const details of document.querySelectorAll("details")) details.open = true;
  // Colours may be on their way after a change of scheme.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const result = await axe.run(document, {
    runOnly: { type: "tag", values },
    rules: { "target-size": { enabled: true } },
    resultTypes: ["violations"],
  });
  return result.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.length} times, first ${v.nodes[0].html}`);
})()
