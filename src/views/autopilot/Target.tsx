import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { InputPreview } from '../../api/types';
import { formatNumber } from '../../components/format';
import { useHost } from '../../components/host';
import { metricLabel } from '../../components/labels';
import { Field } from '../Field';
import { problemTypeLabel, type Objective, type ProblemType } from '../labels';
import { effectiveType, positiveClass, type IExperiment } from './experiment';
import { OBJECTIVES, PROBLEM_TYPES } from './objectives';

interface ITargetProps {
  experiment: IExperiment;
  preview: InputPreview | null;
  problem: string | undefined;
  onChange: (next: Partial<IExperiment>) => void;
  onTarget: (target: string) => void;
}

/** What to predict and what counts as good: target, problem type, objective, positive class. */
export function Target(props: ITargetProps): React.JSX.Element {
  const { experiment, preview, problem, onChange, onTarget } = props;
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
        label={trans.__('Target')}
        hint={
          preview === null
            ? trans.__('Preview the input data to list its columns.')
            : null
        }
        problem={problem}
      >
        {control => (
          <HTMLSelect
            {...control}
            disabled={preview === null}
            value={experiment.target}
            options={[
              { label: trans.__('Choose the column to predict'), value: '' },
              ...(preview?.columns ?? []).map(({ name }) => ({
                label: name,
                value: name
              }))
            ]}
            onChange={event => onTarget(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={trans.__('Problem type')}>
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
      {positive !== null && (
        <Field
          label={trans.__('Positive class')}
          hint={trans.__('Precision, recall, F1 and AUC are about this class.')}
        >
          {control => (
            <HTMLSelect
              {...control}
              value={positive}
              options={(preview?.classes ?? []).map(({ name, rows }) => ({
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
      <Field label={trans.__('Objective')}>
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
