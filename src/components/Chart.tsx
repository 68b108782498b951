import * as React from 'react';

import type { Chart as ChartData } from '../api/types';
import { useHost } from './host';
import { Loading } from './Loading';

/** A picture with its title, and below it the same in words. */
export function Chart({ chart }: { chart: ChartData }): React.JSX.Element {
  const host = useHost();
  const plot = React.useRef<HTMLDivElement>(null);
  const [state, setState] = React.useState<'loading' | 'drawn' | 'failed'>(
    'loading'
  );
  const { spec } = chart;

  React.useEffect(() => {
    let disposed = false;
    let remove: (() => void) | null = null;
    setState('loading');
    host.renderChart(plot.current!, spec).then(
      dispose => {
        if (disposed) {
          dispose();
        } else {
          remove = dispose;
          setState('drawn');
        }
      },
      error => {
        console.error(`The chart ${chart.id} cannot be drawn`, error);
        if (!disposed) {
          setState('failed');
        }
      }
    );
    return () => {
      disposed = true;
      remove?.();
    };
    // a re-read of the same share brings an equal spec in a new object
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [host, chart.id, JSON.stringify(spec)]);

  const { trans } = host;
  return (
    <figure className="jp-CanvasShare-chart" aria-busy={state === 'loading'}>
      <h3 className="jp-CanvasShare-chart-title">{chart.title}</h3>
      {state === 'loading' && <Loading label={trans.__('Drawing…')} />}
      {state === 'failed' && (
        <p>{trans.__('The chart could not be drawn. In words:')}</p>
      )}
      <div
        ref={plot}
        className="jp-CanvasShare-chart-plot"
        role="img"
        aria-label={chart.title}
        aria-description={chart.sentence}
        hidden={state === 'failed'}
      />
      <figcaption className="jp-CanvasShare-chart-sentence">
        {chart.sentence}
      </figcaption>
    </figure>
  );
}
