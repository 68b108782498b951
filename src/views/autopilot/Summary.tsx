import * as React from 'react';

import { ALGORITHMS, DEFAULT_CANDIDATES, OBJECTIVES } from '../../api/rules';
import type { InputPreview } from '../../api/types';
import { Fact } from '../../components/Fact';
import { formatNumber } from '../../components/format';
import { useHost, type ITrans } from '../../components/host';
import { metricLabel } from '../../components/labels';
import {
  algorithmLabel,
  buildLabel,
  featureTypeLabel,
  modeLabel,
  problemTypeLabel
} from '../labels';
import {
  effectiveType,
  featuresOf,
  limitsOf,
  positiveClass,
  secondsOf,
  type IExperiment
} from './experiment';
import type { PageId } from './fields';
import { pageTitle } from './pageTitle';

interface ISummaryProps {
  experiment: IExperiment;
  /** Null where what Auto becomes is not known. */
  preview: InputPreview | null;
  /** Go and change what stands on a page; without it this is a record. */
  onEdit?: (page: PageId) => void;
}

/** Every choice of an experiment, page by page. */
export function Summary(props: ISummaryProps): React.JSX.Element {
  const { trans } = useHost();
  const facts = factsOf(props.experiment, props.preview, trans);
  return (
    <div className="jp-CanvasShare-summary">
      {facts.map(([page, choices]) => {
        const title = pageTitle(trans, page);
        return (
          <section key={page} aria-label={title}>
            <h4>
              {title}
              {props.onEdit && (
                <button
                  type="button"
                  className="jp-CanvasShare-link"
                  aria-label={trans.__('Change: %1', title)}
                  onClick={() => props.onEdit?.(page)}
                >
                  {trans.__('Change')}
                </button>
              )}
            </h4>
            <dl className="jp-CanvasShare-facts">
              {choices.map(([label, value]) => (
                <Fact key={label} label={label}>
                  {value}
                </Fact>
              ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
}

type Choice = readonly [label: string, value: string];

function factsOf(
  experiment: IExperiment,
  preview: InputPreview | null,
  trans: ITrans
): readonly (readonly [PageId, Choice[]])[] {
  return [
    [
      'data',
      [
        [trans.__('Experiment name'), experiment.name || trans.__('None yet')],
        [trans.__('Input data'), experiment.path || trans.__('None yet')],
        [trans.__('Auto split data?'), splitOf(experiment, trans)]
      ]
    ],
    ['target', columnsOf(experiment, preview, trans)],
    ['method', methodOf(experiment, trans)],
    ['settings', settingsOf(experiment, preview, trans)]
  ];
}

function splitOf(experiment: IExperiment, trans: ITrans): string {
  switch (experiment.split) {
    case 'auto':
      return trans.__('Yes');
    case 'ratio':
      return trans.__(
        'No: %1 % of the rows to train on',
        experiment.trainPercent
      );
    case 'own':
      return trans.__(
        'No: validation set %1',
        experiment.validationPath || trans.__('None yet')
      );
  }
}

function columnsOf(
  experiment: IExperiment,
  preview: InputPreview | null,
  trans: ITrans
): Choice[] {
  const { target, features, types, weight } = experiment;
  const chosen = featuresOf(experiment, preview);
  const typed = Object.entries(types).map(([name, type]) =>
    trans.__('%1: %2', name, featureTypeLabel(trans, type))
  );
  return [
    [trans.__('Target'), target || trans.__('None yet')],
    [
      trans.__('Features'),
      features === null
        ? trans.__('All columns')
        : trans._n(
            '%2 column: %3',
            '%2 columns: %3',
            chosen.length,
            formatNumber(chosen.length, 0),
            shortList(chosen, trans)
          )
    ],
    [
      trans.__('Types'),
      typed.length === 0 ? trans.__('Auto') : shortList(typed, trans)
    ],
    [trans.__('Sample weights'), weight ?? trans.__('None')]
  ];
}

function methodOf(experiment: IExperiment, trans: ITrans): Choice[] {
  const { build, algorithms } = experiment;
  const { mode } = limitsOf(experiment);
  const method: Choice[] = [
    [trans.__('Training method'), modeLabel(trans, mode)]
  ];
  if (build !== null) {
    method.unshift([trans.__('How thorough'), buildLabel(trans, build)]);
  }
  if (mode !== 'AUTO') {
    method.push([
      trans.__('Algorithms'),
      (algorithms ?? ALGORITHMS[mode])
        .map(name => algorithmLabel(trans, name))
        .join(', ')
    ]);
  }
  return method;
}

function settingsOf(
  experiment: IExperiment,
  preview: InputPreview | null,
  trans: ITrans
): Choice[] {
  const limits = limitsOf(experiment);
  const { problemType, objective, candidateMinutes, seed } = experiment;
  const type = effectiveType(experiment, preview);
  const positive = positiveClass(experiment, preview);
  const auto = (label: string | null) =>
    label === null ? trans.__('Auto') : trans.__('Auto: %1', label);
  const settings: Choice[] = [
    [
      trans.__('Problem type'),
      problemType !== null
        ? problemTypeLabel(trans, problemType)
        : auto(type && problemTypeLabel(trans, type))
    ],
    [
      trans.__('Objective'),
      objective !== null
        ? metricLabel(trans, objective, positive)
        : auto(type && metricLabel(trans, OBJECTIVES[type][0], positive))
    ]
  ];
  if (positive !== null) {
    settings.push([trans.__('Positive class'), positive]);
  }
  settings.push(
    [
      trans.__('Max candidates'),
      limits.max_candidates !== null
        ? formatNumber(limits.max_candidates, 0)
        : auto(
            limits.mode === 'AUTO'
              ? null
              : String(DEFAULT_CANDIDATES[limits.mode])
          )
    ],
    [
      trans.__('Max time per candidate'),
      candidateMinutes.trim() === ''
        ? trans.__('No limit of its own')
        : duration(secondsOf(candidateMinutes), trans)
    ],
    [trans.__('Max total time'), duration(limits.time_budget_seconds, trans)],
    [trans.__('Seed'), seed]
  );
  return settings;
}

/** A time as people say it: seconds below two minutes, else minutes. */
function duration(seconds: number, trans: ITrans): string {
  return seconds < 120
    ? trans._n('%1 second', '%1 seconds', seconds)
    : trans.__('%1 minutes', formatNumber(seconds / 60, 1));
}

const SHOWN = 20;

function shortList(names: readonly string[], trans: ITrans): string {
  const shown = names.slice(0, SHOWN).join(', ');
  const more = names.length - SHOWN;
  return more > 0
    ? trans._n('%2 and %1 more', '%2 and %1 more', more, shown)
    : shown;
}
