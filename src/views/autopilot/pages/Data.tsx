import { InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

import { MIN_ROWS } from '../../../api/rules';
import { formatNumber } from '../../../components/format';
import { useHost } from '../../../components/host';
import { Field } from '../../Field';
import type { Split } from '../experiment';
import { fieldLabel } from '../fieldLabel';
import { Radios } from '../Group';
import { InputData } from '../InputData';
import type { IPageProps } from '../page';

interface IDataProps extends IPageProps {
  /** This is the input: look at it. */
  onInput: (path: string) => void;
}

/** **Experiment and data details**: the name, the input, and how rows are held back. */
export function Data(props: IDataProps): React.JSX.Element {
  const { experiment, problems, input, validation, onChange, onInput } = props;
  const { trans } = useHost();
  const { split, trainPercent } = experiment;
  return (
    <>
      <Field
        label={fieldLabel(trans, 'name')}
        hint={trans.__('Letters, digits and hyphens; each name is used once.')}
        problem={problems.name}
      >
        {control => (
          <InputGroup
            {...control}
            value={experiment.name}
            spellCheck={false}
            onChange={event => onChange({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <InputData
        label={fieldLabel(trans, 'path')}
        hint={trans.__(
          'CSV or Parquet, gzip too, or a folder of such parts; at least %1 rows.',
          MIN_ROWS
        )}
        path={experiment.path}
        problem={problems.path}
        reading={input}
        onType={path => onChange({ path })}
        onChoose={onInput}
      />
      <Field
        label={trans.__('Auto split data?')}
        hint={trans.__(
          'Autopilot holds rows back to measure how good a model is: usually a fifth, five times, so that each row is held back once; of large data less often.'
        )}
      >
        {control => (
          <input
            {...control}
            type="checkbox"
            checked={split === 'auto'}
            onChange={event =>
              onChange({
                split: event.currentTarget.checked ? 'auto' : 'ratio'
              })
            }
          />
        )}
      </Field>
      {split !== 'auto' && (
        <Radios<Exclude<Split, 'auto'>>
          legend={trans.__('How to validate')}
          value={split}
          options={[
            { value: 'ratio', label: trans.__('Specify split ratio') },
            { value: 'own', label: trans.__('Provide a validation set') }
          ]}
          onChange={chosen => onChange({ split: chosen })}
        />
      )}
      {split === 'ratio' && (
        <Field
          label={fieldLabel(trans, 'trainPercent')}
          hint={restOf(trainPercent, rest =>
            trans.__('The other %1 % are held back for validation.', rest)
          )}
          problem={problems.trainPercent}
        >
          {control => (
            <InputGroup
              {...control}
              type="number"
              min="1"
              max="99"
              step="any"
              value={trainPercent}
              onChange={event =>
                onChange({ trainPercent: event.currentTarget.value })
              }
            />
          )}
        </Field>
      )}
      {split === 'own' && (
        <InputData
          label={fieldLabel(trans, 'validationPath')}
          hint={trans.__(
            'The same columns and the same format as the input; as many rows as you like.'
          )}
          path={experiment.validationPath}
          problem={problems.validationPath}
          reading={validation}
          onType={validationPath => onChange({ validationPath })}
          onChoose={path => {
            onChange({ validationPath: path });
            validation.load(path);
          }}
        />
      )}
    </>
  );
}

function restOf(
  percent: string,
  sentence: (rest: string) => string
): string | null {
  const rest = 100 - Number(percent);
  return percent.trim() !== '' && rest > 0 && rest < 100
    ? sentence(formatNumber(rest, 2))
    : null;
}
