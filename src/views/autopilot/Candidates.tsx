import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { AutoMLJob, Candidate } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { useHost } from '../../components/host';
import { metricLabel } from '../../components/labels';
import { Scroll } from '../../components/Scroll';
import { CommandIDs } from '../../tokens';
import { useStudio } from '../studio';
import { CandidateRow } from './CandidateRow';
import { isRunning } from './job';

interface ICandidatesProps {
  job: AutoMLJob;
  candidates: readonly Candidate[];
}

/** **Models**: one row per candidate, the best on top; one is selected, and that one is shared. */
export function Candidates({
  job,
  candidates
}: ICandidatesProps): React.JSX.Element {
  const { trans } = useHost();
  const { execute } = useStudio();
  const id = React.useId();
  const [chosen, setChosen] = React.useState<string | null>(null);
  /** By name, those with a mark. */
  const [marked, setMarked] = React.useState<readonly string[]>([]);
  const rows = [...candidates].sort(
    (one, other) => Number(other.best) - Number(one.best)
  );
  if (rows.length === 0) {
    return isRunning(job) ? (
      <EmptyState
        title={trans.__('No model yet')}
        hint={trans.__('Each model appears here as soon as it is trained.')}
      />
    ) : (
      <EmptyState
        title={trans.__('No model was trained')}
        hint={trans.__(
          'The status above says why. Create another experiment to try again.'
        )}
      />
    );
  }
  // until somebody chooses, the best is selected, whichever that is by then
  const selected = rows.find(({ model_id }) => model_id === chosen) ?? rows[0];
  const metrics = metricNames(rows, selected.objective.name);
  const open = ({ model_id, name }: Candidate) =>
    execute(CommandIDs.openModel, { source: 'autopilot', id: model_id, name });
  const reason = selected.shareable
    ? null
    : (selected.not_shareable_reason ??
      trans.__('This model is not trained yet.'));

  return (
    <>
      <div className="jp-CanvasShare-toolbar">
        <Button
          className="jp-mod-styled jp-mod-accept"
          disabled={reason !== null}
          aria-describedby={reason === null ? undefined : `${id}-reason`}
          onClick={() =>
            execute(CommandIDs.shareModel, {
              source: 'autopilot',
              id: selected.model_id
            })
          }
        >
          {trans.__('Share')}
        </Button>
        <Button className="jp-mod-styled" onClick={() => open(selected)}>
          {trans.__('Open in model details')}
        </Button>
        {rows.length > 1 && (
          <Button
            className="jp-mod-styled"
            disabled={marked.length !== 2}
            aria-describedby={`${id}-two`}
            onClick={() =>
              execute(CommandIDs.compareModels, {
                job: job.name,
                left: marked[0],
                right: marked[1]
              })
            }
          >
            {trans.__('Compare')}
          </Button>
        )}
        {rows.length > 1 && marked.length !== 2 && (
          <span id={`${id}-two`} className="jp-CanvasShare-quiet">
            {trans.__('Check two models to compare them.')}
          </span>
        )}
        {reason !== null && (
          <span id={`${id}-reason`} className="jp-CanvasShare-quiet">
            {trans.__('%1 cannot be shared: %2', selected.name, reason)}
          </span>
        )}
      </div>
      <div role="radiogroup" aria-label={trans.__('Models')}>
        <Scroll label={trans.__('Models')}>
          <table className="jp-CanvasShare-table jp-CanvasShare-models">
            <thead>
              <tr>
                <th scope="col">{trans.__('Compare')}</th>
                <th scope="col">{trans.__('Model name')}</th>
                <th scope="col">{trans.__('Status')}</th>
                <th scope="col" className="jp-mod-number">
                  {trans.__(
                    'Objective: %1',
                    metricLabel(
                      trans,
                      selected.objective.name,
                      job.positive_class
                    )
                  )}
                </th>
                {metrics.map(name => (
                  <th key={name} scope="col" className="jp-mod-number">
                    {metricLabel(trans, name, job.positive_class)}
                  </th>
                ))}
                <th scope="col">{trans.__('Explanation')}</th>
                <th scope="col" className="jp-mod-number">
                  {trans.__('Seconds')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(candidate => (
                <CandidateRow
                  key={candidate.model_id}
                  candidate={candidate}
                  metrics={metrics}
                  group={id}
                  selected={candidate === selected}
                  compared={marked.includes(candidate.name)}
                  onCompare={compared =>
                    setMarked(names => [
                      ...names.filter(name => name !== candidate.name),
                      ...(compared ? [candidate.name] : [])
                    ])
                  }
                  onSelect={() => setChosen(candidate.model_id)}
                  onOpen={() => open(candidate)}
                />
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </>
  );
}

/** The validation metrics of all candidates but the objective, in the server's order. */
function metricNames(
  candidates: readonly Candidate[],
  objective: string
): string[] {
  const names = new Set<string>();
  for (const { metrics } of candidates) {
    for (const { name, set } of metrics) {
      if (set === 'Validation' && name !== objective) {
        names.add(name);
      }
    }
  }
  return [...names];
}
