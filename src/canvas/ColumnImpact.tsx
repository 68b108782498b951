import * as React from 'react';

import type { SharedModelDetails } from '../api/types';
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
      <p>{analysis.column_impact_chart.sentence}</p>
      {impacts.length > 0 && (
        <>
          <div className="jp-CanvasShare-impact">
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
          <details>
            <summary>{trans.__('How column impact is computed')}</summary>
            <p className="jp-CanvasShare-quiet">
              {analysis.column_impact_definition}
            </p>
          </details>
        </>
      )}
    </section>
  );
}
