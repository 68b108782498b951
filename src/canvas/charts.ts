/** Vega as a function of the page's theme. It weighs more than the page: loaded with the first chart. */

const DARK = '(prefers-color-scheme: dark)';

/**
 * Draw a Vega-Lite spec, again whenever the theme changes; the answer removes it.
 *
 * Expressions run in Vega's interpreter (`ast`): the page's content security policy forbids eval.
 */
export async function renderChart(
  element: HTMLElement,
  spec: object
): Promise<() => void> {
  const { default: embed } = await import(
    /* webpackChunkName: "charts" */ 'vega-embed'
  );
  const dark = window.matchMedia(DARK);
  let finalize = () => {};
  const draw = async () => {
    const result = await embed(element, spec as any, {
      mode: 'vega-lite',
      ast: true,
      actions: false,
      renderer: 'svg',
      defaultStyle: false,
      tooltip: { theme: dark.matches ? 'dark' : 'light' },
      config: themeConfig(element)
    });
    finalize();
    finalize = () => result.finalize();
  };
  await draw();
  dark.addEventListener('change', draw);
  return () => {
    dark.removeEventListener('change', draw);
    finalize();
    element.replaceChildren();
  };
}

function themeConfig(element: HTMLElement): object {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const text = color('--jp-ui-font-color1');
  const quiet = color('--jp-ui-font-color2');
  const line = color('--jp-border-color2');
  return {
    background: 'transparent',
    font: style.fontFamily,
    view: { stroke: null },
    title: { color: text },
    text: { fill: text },
    rule: { stroke: quiet },
    axis: {
      labelColor: quiet,
      titleColor: text,
      domainColor: line,
      tickColor: line,
      gridColor: line,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 600
    },
    legend: { labelColor: quiet, titleColor: text },
    header: { labelColor: quiet, titleColor: text }
  };
}
