import * as React from 'react';

import type { AutoMLJob } from '../../api/types';
import { ErrorBanner } from '../../components/ErrorBanner';
import { Fact } from '../../components/Fact';
import { formatBytes, formatNumber } from '../../components/format';
import { useHost, type ITrans } from '../../components/host';
import { metricLabel } from '../../components/labels';
import { ProgressBar } from '../../components/ProgressBar';
import { Time } from '../../components/Time';
import { CommandIDs } from '../../tokens';
import { jobStatusLabel, modeLabel, problemTypeLabel } from '../labels';
import { useStudio } from '../studio';
import { isRunning } from './job';

/** What the job is about and how it goes. */
export function JobFacts({ job }: { job: AutoMLJob }): React.JSX.Element {
  const { trans } = useHost();
  return (
    <section aria-label={trans.__('Status')}>
      <dl className="jp-CanvasShare-facts">
        <Fact label={trans.__('Status')}>
          <span className="jp-CanvasShare-status" data-status={job.status}>
            {jobStatusLabel(trans, job)}
          </span>
        </Fact>
        <Fact label={trans.__('Target')}>{job.target}</Fact>
        <Fact label={trans.__('Problem type')}>
          {job.problem_type
            ? problemTypeLabel(trans, job.problem_type)
            : trans.__('Auto')}
        </Fact>
        <Fact label={trans.__('Objective')}>
          {job.objective
            ? metricLabel(trans, job.objective, job.positive_class)
            : trans.__('Auto')}
        </Fact>
        <Fact label={trans.__('Training method')}>
          {modeLabel(trans, job.mode)}
          {job.mode_reason && (
            <p className="jp-CanvasShare-quiet jp-CanvasShare-reason">
              {job.mode_reason}
            </p>
          )}
        </Fact>
        {job.split && (
          <Fact label={trans.__('Validation')}>
            {splitSentence(trans, job.split)}
          </Fact>
        )}
        <Fact label={trans.__('Input data')}>{job.input_path}</Fact>
        {job.size !== null && (
          <Fact label={trans.__('Size on disk')}>{formatBytes(job.size)}</Fact>
        )}
        <Fact label={trans.__('Created')}>
          <Time value={job.created_at} />
        </Fact>
        {job.ended_at && (
          <Fact label={trans.__('Ended')}>
            <Time value={job.ended_at} />
          </Fact>
        )}
      </dl>
      {isRunning(job) && <Progress job={job} />}
      {job.failure_reason && <ErrorBanner error={job.failure_reason} />}
      <Sentences
        label={trans.__('What went wrong without ending it')}
        sentences={job.partial_failure_reasons}
      />
      <Sentences label={trans.__('Notices')} sentences={job.notices} />
    </section>
  );
}

function Progress({ job }: { job: AutoMLJob }): React.JSX.Element {
  const { trans } = useHost();
  const { execute } = useStudio();
  const { progress, queued_behind: ahead } = job;
  if (ahead !== null) {
    return (
      <p className="jp-CanvasShare-progressText" role="status">
        {trans.__('Waiting for the experiment:')}{' '}
        <button
          type="button"
          className="jp-CanvasShare-link"
          onClick={() => execute(CommandIDs.openJob, { name: ahead })}
        >
          {ahead}
        </button>
        {'. '}
        {trans.__('One trains at a time; waiting takes none of its time.')}
      </p>
    );
  }
  return (
    <>
      <ProgressBar
        fraction={progress.fraction}
        label={trans.__('Training progress')}
      />
      <p className="jp-CanvasShare-progressText">
        {progress.total === 0
          ? progress.message
          : trans.__(
              '%1: %2 of %3 models are done',
              progress.message,
              progress.done,
              progress.total
            )}
      </p>
    </>
  );
}

function Sentences({
  label,
  sentences
}: {
  label: string;
  sentences: readonly string[];
}): React.JSX.Element | null {
  return sentences.length === 0 ? null : (
    <ul className="jp-CanvasShare-notices" aria-label={label}>
      {sentences.map(sentence => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

function splitSentence(
  trans: ITrans,
  split: NonNullable<AutoMLJob['split']>
): string {
  const train = formatNumber(split.train_rows, 0);
  const validation = formatNumber(split.validation_rows, 0);
  switch (split.kind) {
    case 'Folds':
      return trans.__(
        'Cross-validation with %1 folds: each of %2 rows was held back once',
        split.folds,
        train
      );
    case 'Fraction':
      return trans.__('%1 rows to train, %2 held back', train, validation);
    case 'Own':
      return trans.__(
        '%1 rows to train, %2 of a validation set of its own',
        train,
        validation
      );
  }
}
