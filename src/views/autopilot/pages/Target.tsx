import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import { ErrorBanner } from '../../../components/ErrorBanner';
import { useHost } from '../../../components/host';
import { Loading } from '../../../components/Loading';
import { Field } from '../../Field';
import { fieldLabel } from '../fieldLabel';
import { FeatureTable } from '../FeatureTable';
import { Group } from '../Group';
import type { IPageProps } from '../page';

/** **Target and features**: what to predict, from which columns, and how rows count. */
export function Target(props: IPageProps): React.JSX.Element {
  const { experiment, problems, input, onChange } = props;
  const { trans } = useHost();
  const { preview, busy, error } = input;
  const { target, features, weight } = experiment;
  if (preview === null) {
    return busy ? (
      <Loading label={trans.__('Reading the data…')} />
    ) : error !== null ? (
      <ErrorBanner error={error} />
    ) : (
      <p className="jp-CanvasShare-problem" role="alert">
        {problems.target ??
          trans.__('Choose the input data first: its columns are listed here.')}
      </p>
    );
  }
  const names = preview.columns.map(({ name }) => name);
  /** What was target or weight until now is a feature again, as all are at first. */
  const without = (next: string | null, previous: string | null) =>
    features &&
    names.filter(
      name => name !== next && (name === previous || features.includes(name))
    );
  const options = names.map(name => ({ label: name, value: name }));
  return (
    <>
      <Field label={fieldLabel(trans, 'target')} problem={problems.target}>
        {control => (
          <HTMLSelect
            {...control}
            value={target}
            options={[
              { label: trans.__('Choose the column to predict'), value: '' },
              ...options
            ]}
            onChange={event => {
              const chosen = event.currentTarget.value;
              onChange({
                target: chosen,
                weight: weight === chosen ? null : weight,
                features: without(chosen, target),
                problemType: null,
                objective: null,
                positiveClass: null
              });
              input.load(experiment.path.trim(), chosen);
            }}
          />
        )}
      </Field>
      <Group
        legend={fieldLabel(trans, 'features')}
        hint={trans.__(
          'The columns to learn from. Auto takes each for what it looks like.'
        )}
        problem={problems.features}
      >
        <FeatureTable
          experiment={experiment}
          preview={preview}
          onChange={onChange}
        />
      </Group>
      <Field
        label={fieldLabel(trans, 'weight')}
        hint={trans.__(
          'A column of numbers from 0 on: how much each row counts. Only Ensembling uses it.'
        )}
        problem={problems.weight}
      >
        {control => (
          <HTMLSelect
            {...control}
            value={weight ?? ''}
            options={[
              { label: trans.__('None: all rows count the same'), value: '' },
              ...options.filter(({ value }) => value !== target)
            ]}
            onChange={event => {
              const chosen = event.currentTarget.value || null;
              onChange({ weight: chosen, features: without(chosen, weight) });
            }}
          />
        )}
      </Field>
    </>
  );
}
