import * as React from 'react';

import {
  ALGORITHMS,
  AUTO_BYTES,
  BUILDS,
  DEFAULT_CANDIDATES,
  MODES
} from '../../../api/rules';
import type { AutoMLMode, Build } from '../../../api/types';
import { formatBytes, formatNumber } from '../../../components/format';
import { useHost } from '../../../components/host';
import { algorithmLabel, buildLabel, modeLabel } from '../../labels';
import { limitsOf } from '../experiment';
import { fieldLabel } from '../fieldLabel';
import { Group, Radios } from '../Group';
import type { IPageProps } from '../page';

const BY_HAND = 'by-hand';

/** **Training method**: a build, or a method with its algorithms. */
export function Method(props: IPageProps): React.JSX.Element {
  const { experiment, problems, input, onChange } = props;
  const { trans } = useHost();
  const { build } = experiment;
  const { mode } = limitsOf(experiment);
  const size = input.preview?.size ?? 0;
  const hints: Record<AutoMLMode, string> = {
    ENSEMBLING: trans.__(
      'Trains %1 models of several algorithms on folds of the data and combines the best of them into one.',
      DEFAULT_CANDIDATES.ENSEMBLING
    ),
    HYPERPARAMETER_TUNING: trans.__(
      'Searches for the best settings of each algorithm, with up to %1 models.',
      DEFAULT_CANDIDATES.HYPERPARAMETER_TUNING
    ),
    AUTO: [
      trans.__(
        'Ensembling with sample weights, and for an input of up to %1; else hyperparameter optimization.',
        formatBytes(AUTO_BYTES)
      ),
      size > 0 ? trans.__('This input has %1.', formatBytes(size)) : ''
    ].join(' ')
  };
  const limits = (name: Build) =>
    trans.__(
      '%1 with up to %2 models in up to %3 minutes.',
      modeLabel(trans, BUILDS[name].mode),
      BUILDS[name].max_candidates,
      formatNumber(BUILDS[name].time_budget_seconds / 60, 0)
    );
  return (
    <>
      <Radios<Build | typeof BY_HAND>
        legend={trans.__('How thorough')}
        value={build ?? BY_HAND}
        options={[
          ...(Object.keys(BUILDS) as Build[]).map(value => ({
            value,
            label: buildLabel(trans, value),
            hint: limits(value)
          })),
          {
            value: BY_HAND,
            label: trans.__('As I choose'),
            hint: trans.__(
              'Choose the training method and the limits yourself.'
            )
          }
        ]}
        onChange={chosen =>
          onChange({
            build: chosen === BY_HAND ? null : chosen,
            algorithms: null
          })
        }
      />
      <Radios<AutoMLMode>
        legend={fieldLabel(trans, 'mode')}
        hint={
          build === null
            ? null
            : trans.__('%1 stands for this method.', buildLabel(trans, build))
        }
        problem={problems.mode}
        disabled={build !== null}
        value={mode}
        options={MODES.map(value => ({
          value,
          label: modeLabel(trans, value),
          hint: hints[value]
        }))}
        onChange={chosen => onChange({ mode: chosen, algorithms: null })}
      />
      {mode !== 'AUTO' && <Algorithms {...props} mode={mode} />}
    </>
  );
}

function Algorithms({
  experiment,
  problems,
  mode,
  onChange
}: IPageProps & { mode: AutoMLMode }): React.JSX.Element {
  const { trans } = useHost();
  const offered = ALGORITHMS[mode];
  const chosen = new Set(experiment.algorithms ?? offered);
  return (
    <Group
      legend={fieldLabel(trans, 'algorithms')}
      hint={trans.__('All are used unless you leave some out.')}
      problem={problems.algorithms}
    >
      {offered.map(algorithm => (
        <label key={algorithm} className="jp-CanvasShare-check">
          <input
            type="checkbox"
            checked={chosen.has(algorithm)}
            onChange={event => {
              const { checked } = event.currentTarget;
              const next = offered.filter(name =>
                name === algorithm ? checked : chosen.has(name)
              );
              onChange({
                algorithms: next.length === offered.length ? null : next
              });
            }}
          />
          <span>{algorithmLabel(trans, algorithm)}</span>
        </label>
      ))}
    </Group>
  );
}
