import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { AutoMLJob, Candidate } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { Loading } from '../../components/Loading';
import { Field } from '../Field';
import { candidateStatusLabel } from '../labels';
import { usePoll } from '../poll';
import { useStudio } from '../studio';
import { ComparisonOf } from './ComparisonOf';

/** How often to look whether a model that is waited for is ready, in milliseconds. */
const WAITING = 3000;

export interface IPair {
  left: string;
  right: string;
}

interface ICompareProps {
  job: string;
  initial: IPair;
  /** Called with what is compared from now on. */
  onPair: (pair: IPair) => void;
}

/** Two models of one experiment side by side; either can be exchanged for another. */
export default function Compare(props: ICompareProps): React.JSX.Element {
  const { job: name, initial, onPair } = props;
  const { trans } = useHost();
  const { canvasShare } = useStudio();
  const [pair, setPair] = React.useState(initial);
  const read = React.useCallback(async () => {
    const [job, candidates] = await Promise.all([
      canvasShare.client.job(name),
      canvasShare.client.candidates(name)
    ]);
    return { job, candidates: candidates.items };
  }, [canvasShare, name]);
  const { data, error, refresh } = usePoll(read, ({ candidates }) =>
    chosenOf(candidates, pair).some(isAwaited) ? WAITING : null
  );
  const choose = (chosen: IPair) => {
    setPair(chosen);
    onPair(chosen);
  };

  return (
    <section
      className="jp-CanvasShare-page"
      aria-label={trans.__('Compare models')}
    >
      <header className="jp-CanvasShare-header">
        <div>
          <h2>{trans.__('Compare models of %1', name)}</h2>
          {data && (
            <p className="jp-CanvasShare-quiet">
              {trans.__('Predicts %1', data.job.target)}
            </p>
          )}
        </div>
      </header>
      <ErrorBanner error={error} onRetry={refresh} />
      {data === null && error === null && <Loading />}
      {data && (
        <>
          <div className="jp-CanvasShare-pair">
            <Chooser
              label={trans.__('Left')}
              candidates={data.candidates}
              value={pair.left}
              onChange={left => choose({ ...pair, left })}
            />
            <Chooser
              label={trans.__('Right')}
              candidates={data.candidates}
              value={pair.right}
              onChange={right => choose({ ...pair, right })}
            />
          </div>
          <Body job={data.job} candidates={data.candidates} pair={pair} />
        </>
      )}
    </section>
  );
}

/** The two that are compared; undefined for one that is not there. */
function chosenOf(
  candidates: readonly Candidate[],
  { left, right }: IPair
): (Candidate | undefined)[] {
  return [left, right].map(name =>
    candidates.find(candidate => candidate.name === name)
  );
}

/** Whether there is more to compare soon: the model, or its explanation. */
function isAwaited(candidate: Candidate | undefined): boolean {
  return (
    candidate?.status === 'InProgress' ||
    (candidate?.status === 'Completed' &&
      ['Pending', 'InProgress'].includes(candidate.explanation))
  );
}

function Chooser(props: {
  label: string;
  candidates: readonly Candidate[];
  value: string;
  onChange: (name: string) => void;
}): React.JSX.Element {
  const { label, candidates, value, onChange } = props;
  const { trans } = useHost();
  const missing = !candidates.some(({ name }) => name === value);
  return (
    <Field label={label}>
      {control => (
        <HTMLSelect
          {...control}
          value={value}
          onChange={event => onChange(event.currentTarget.value)}
        >
          {missing && <option value={value}>{value}</option>}
          {candidates.map(({ name, status, best }) => (
            <option key={name} value={name}>
              {status !== 'Completed'
                ? trans.__('%1 (%2)', name, candidateStatusLabel(trans, status))
                : best
                  ? trans.__('%1 (best model)', name)
                  : name}
            </option>
          ))}
        </HTMLSelect>
      )}
    </Field>
  );
}

/** The comparison, or why there is none. */
function Body(props: {
  job: AutoMLJob;
  candidates: readonly Candidate[];
  pair: IPair;
}): React.JSX.Element {
  const { job, candidates, pair } = props;
  const { trans } = useHost();
  if (pair.left === pair.right) {
    return (
      <EmptyState
        title={trans.__('The same model twice')}
        hint={trans.__('Choose another one on one side.')}
      />
    );
  }
  const [left, right] = chosenOf(candidates, pair);
  for (const [index, candidate] of [left, right].entries()) {
    const name = index === 0 ? pair.left : pair.right;
    if (candidate === undefined) {
      return (
        <EmptyState
          title={trans.__('There is no model %1', name)}
          hint={trans.__('Choose another one.')}
        />
      );
    }
    if (candidate.status === 'InProgress') {
      return (
        <EmptyState
          title={trans.__('%1 is still training', name)}
          hint={trans.__('The comparison appears here once it is ready.')}
        />
      );
    }
    if (candidate.status !== 'Completed') {
      return (
        <EmptyState
          title={trans.__('%1 has no result', name)}
          hint={
            candidate.failure_reason ??
            trans.__('It was not trained to the end. Choose another one.')
          }
        />
      );
    }
  }
  return (
    <ComparisonOf
      job={job}
      // a model that is explained meanwhile has more to show
      key={`${pair.left} ${pair.right} ${left!.explanation} ${right!.explanation}`}
      {...pair}
    />
  );
}
