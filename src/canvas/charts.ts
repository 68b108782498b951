/**
 * Draw a Vega-Lite spec; the answer removes it. Vega weighs more than the page, so it is loaded with
 * the first chart.
 *
 * Expressions run in Vega's interpreter (`ast`): the page's content security policy forbids eval.
 * As SVG the chart takes its text colour from the page, light or dark.
 */
export async function renderChart(
  element: HTMLElement,
  spec: object
): Promise<() => void> {
  const { default: embed } = await import(
    /* webpackChunkName: "charts" */ 'vega-embed'
  );
  const result = await embed(element, spec as any, {
    mode: 'vega-lite',
    ast: true,
    actions: false,
    renderer: 'svg',
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true }
  });
  return () => {
    result.finalize();
    element.replaceChildren();
  };
}
