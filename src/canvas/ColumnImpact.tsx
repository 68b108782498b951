import * as React from 'react';

import type { SharedModelDetails } from '../api/types';
import { Chart } from '../components/Chart';
import { percent } from '../components/format';
import { useHost } from '../components/host';
import { Bar } from './Bar';

const SHOWN = 10;

/** **Column impact**: how much each column weighs in the predictions, most first. */
export function ColumnImpact({
  analysis
}: {
  analysis: NonNullable<SharedModelDetails['analysis']>;
}): React.JSX.Element {
  const { trans } = useHost();
  const [all, setAll] = React.useState(false);
  const list = React.useId();
  const impacts = analysis.column_impact;
  const most = Math.max(...impacts.map(({ impact }) => impact), 0);
  return (
    <section className="jp-CanvasShare-panel">
      <h2>{trans.__('Column impact')}</h2>
      <p className="jp-CanvasShare-quiet">
        {analysis.column_impact_definition}
      </p>
      <div className="jp-CanvasShare-impact">
        <div>
          <ol id={list} className="jp-CanvasShare-bars">
            {impacts.slice(0, all ? undefined : SHOWN).map(item => (
              <li key={item.column}>
                <Bar
                  label={item.column}
                  fraction={most === 0 ? 0 : item.impact / most}
                  text={percent(item.impact)}
                />
              </li>
            ))}
          </ol>
          {impacts.length > SHOWN && (
            <button
              type="button"
              className="jp-CanvasShare-button"
              aria-expanded={all}
              aria-controls={list}
              onClick={() => setAll(!all)}
            >
              {all
                ? trans.__('Show the first %1', SHOWN)
                : trans.__('Show all %1 columns', impacts.length)}
            </button>
          )}
        </div>
        <Chart chart={analysis.column_impact_chart} />
      </div>
    </section>
  );
}
