import { HTMLSelect, InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

import {
  CREATE_LIMITS,
  DEFAULT_CANDIDATES,
  OBJECTIVES,
  PROBLEM_TYPES
} from '../../../api/rules';
import type { Objective, ProblemType } from '../../../api/types';
import { formatNumber } from '../../../components/format';
import { useHost } from '../../../components/host';
import { metricLabel } from '../../../components/labels';
import { Field } from '../../Field';
import { buildLabel, problemTypeLabel } from '../../labels';
import {
  effectiveType,
  limitsOf,
  positiveClass,
  type IExperiment
} from '../experiment';
import { fieldLabel } from '../fieldLabel';
import type { IPageProps } from '../page';

/** **Deployment and advanced settings**: what counts as good, and how long it may take. */
export function Settings(props: IPageProps): React.JSX.Element {
  const { trans } = useHost();
  return (
    <>
      <h4>{trans.__('Advanced settings (optional)')}</h4>
      <Goal {...props} />
      <Limits {...props} />
    </>
  );
}

/** Problem type, objective and positive class. */
function Goal(props: IPageProps): React.JSX.Element {
  const { experiment, problems, input, onChange } = props;
  const { preview } = input;
  const { trans } = useHost();
  const type = effectiveType(experiment, preview);
  const positive = positiveClass(experiment, preview);
  const objectives = type === null ? [] : OBJECTIVES[type];
  const seen = preview?.problem_type ?? null;
  const auto = {
    label:
      seen === null
        ? trans.__('Auto')
        : trans.__('Auto: %1', problemTypeLabel(trans, seen)),
    value: ''
  };
  return (
    <>
      <Field
        label={fieldLabel(trans, 'problemType')}
        hint={trans.__('Auto takes what the target looks like.')}
        problem={problems.problemType}
      >
        {control => (
          <HTMLSelect
            {...control}
            value={experiment.problemType ?? ''}
            options={[
              auto,
              ...PROBLEM_TYPES.map(value => ({
                label: problemTypeLabel(trans, value),
                value
              }))
            ]}
            onChange={event =>
              onChange({
                problemType: (event.currentTarget.value ||
                  null) as ProblemType | null,
                objective: null
              })
            }
          />
        )}
      </Field>
      {positive !== null && preview !== null && (
        <Field
          label={fieldLabel(trans, 'positiveClass')}
          problem={problems.positiveClass}
          hint={trans.__('Precision, recall, F1 and AUC are about this class.')}
        >
          {control => (
            <HTMLSelect
              {...control}
              value={positive}
              options={preview.classes.map(({ name, rows }) => ({
                label: trans._n(
                  '%2 (%3 row)',
                  '%2 (%3 rows)',
                  rows,
                  name,
                  formatNumber(rows, 0)
                ),
                value: name
              }))}
              onChange={event =>
                onChange({ positiveClass: event.currentTarget.value })
              }
            />
          )}
        </Field>
      )}
      <Field
        label={fieldLabel(trans, 'objective')}
        problem={problems.objective}
      >
        {control => (
          <HTMLSelect
            {...control}
            value={experiment.objective ?? ''}
            options={[
              {
                label:
                  objectives.length === 0
                    ? trans.__('Auto')
                    : trans.__(
                        'Auto: %1',
                        metricLabel(trans, objectives[0], positive)
                      ),
                value: ''
              },
              ...objectives.map(value => ({
                label: metricLabel(trans, value, positive),
                value
              }))
            ]}
            onChange={event =>
              onChange({
                objective: (event.currentTarget.value ||
                  null) as Objective | null
              })
            }
          />
        )}
      </Field>
    </>
  );
}

/** How many candidates, how long, and the seed. Those that a build stands for are shown, not asked. */
function Limits({
  experiment,
  problems,
  onChange
}: IPageProps): React.JSX.Element {
  const { trans } = useHost();
  const { build } = experiment;
  const { mode, max_candidates, time_budget_seconds } = limitsOf(experiment);
  const most = CREATE_LIMITS.max_candidates.maximum;
  const locked =
    build && trans.__('%1 stands for this limit.', buildLabel(trans, build));
  return (
    <>
      <NumberField
        name="maxCandidates"
        hint={
          locked ??
          (mode === 'AUTO'
            ? trans.__(
                'At most %1. Without a number: %2 for Ensembling, %3 for HPO.',
                most,
                DEFAULT_CANDIDATES.ENSEMBLING,
                DEFAULT_CANDIDATES.HYPERPARAMETER_TUNING
              )
            : trans.__(
                'At most %1. Without a number: %2.',
                most,
                DEFAULT_CANDIDATES[mode]
              ))
        }
        locked={build ? String(max_candidates) : null}
        experiment={experiment}
        problem={problems.maxCandidates}
        onChange={onChange}
      />
      <NumberField
        name="candidateMinutes"
        hint={trans.__('Without a number only the total time limits it.')}
        locked={null}
        experiment={experiment}
        problem={problems.candidateMinutes}
        onChange={onChange}
      />
      <NumberField
        name="minutes"
        hint={
          locked ??
          trans.__('Training ends after this time with the best model found.')
        }
        locked={build ? String(time_budget_seconds / 60) : null}
        experiment={experiment}
        problem={problems.minutes}
        onChange={onChange}
      />
      <NumberField
        name="seed"
        hint={trans.__(
          'The same data, settings and seed give the same models again.'
        )}
        locked={null}
        experiment={experiment}
        problem={problems.seed}
        onChange={onChange}
      />
    </>
  );
}

interface INumberFieldProps {
  name: 'maxCandidates' | 'candidateMinutes' | 'minutes' | 'seed';
  hint: string;
  /** What stands there and cannot be changed, null if it can. */
  locked: string | null;
  experiment: IExperiment;
  problem: string | undefined;
  onChange: (next: Partial<IExperiment>) => void;
}

function NumberField(props: INumberFieldProps): React.JSX.Element {
  const { name, hint, locked, experiment, problem, onChange } = props;
  const { trans } = useHost();
  return (
    <Field label={fieldLabel(trans, name)} hint={hint} problem={problem}>
      {control => (
        <InputGroup
          {...control}
          type="number"
          min="0"
          step="any"
          disabled={locked !== null}
          value={locked ?? experiment[name]}
          onChange={event => onChange({ [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
}
