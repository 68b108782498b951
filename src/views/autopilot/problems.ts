import {
  ALGORITHMS,
  CREATE_LIMITS,
  MIN_ROWS,
  OBJECTIVES
} from '../../api/rules';
import type { ITrans } from '../../components/host';
import { formatNumber } from '../../components/format';
import {
  effectiveType,
  featuresOf,
  limitsOf,
  secondsOf,
  wholeNumber,
  type IExperiment
} from './experiment';
import type { Problems } from './fields';
import type { IReading } from './usePreview';

const NAME = new RegExp(CREATE_LIMITS.name.pattern);
/** In seconds. */
const DAY = 24 * 3600;
/** Columns that are named when a file lacks many. */
const LISTED = 5;
const LARGEST_SEED = CREATE_LIMITS.seed.exclusiveMaximum - 1;

/** What is known of the files: the input, and a validation set of one's own. */
export interface IReadings {
  input: IReading;
  validation: IReading;
}

/** What keeps the experiment from being created, by field: SageMaker's rules, and those of the data. */
export function problemsOf(
  experiment: IExperiment,
  readings: IReadings,
  trans: ITrans
): Problems {
  const found: Problems = {};
  for (const check of [ofData, ofTarget, ofSettings]) {
    Object.assign(found, check(experiment, readings, trans));
  }
  return found;
}

function ofData(
  experiment: IExperiment,
  { input, validation }: IReadings,
  trans: ITrans
): Problems {
  const problems: Problems = {};
  const { name, path, split, trainPercent, validationPath } = experiment;
  const { maxLength } = CREATE_LIMITS.name;
  if (!NAME.test(name) || name.length > maxLength) {
    problems.name = trans.__(
      'Use 1 to %1 letters, digits and hyphens, beginning and ending with a letter or digit.',
      maxLength
    );
  }
  const { preview, error } = read(input, path);
  if (path.trim() === '') {
    problems.path = trans.__(
      'Choose a CSV or Parquet file, or a folder of them.'
    );
  } else if (error !== null) {
    problems.path = reasonOf(error);
  } else if (preview !== null && preview.rows < MIN_ROWS) {
    problems.path = trans.__(
      'The input has %1 rows. Autopilot needs at least %2.',
      formatNumber(preview.rows, 0),
      MIN_ROWS
    );
  }
  const percent = trainPercent.trim() === '' ? NaN : Number(trainPercent);
  if (split === 'ratio' && !(percent > 0 && percent < 100)) {
    problems.trainPercent = trans.__(
      'Give a number above 0 and below 100: the share of the rows to train on.'
    );
  }
  if (split === 'own') {
    const other = read(validation, validationPath);
    const missing = missingColumns(preview, other.preview);
    if (validationPath.trim() === '') {
      problems.validationPath = trans.__(
        'Choose the validation set, or let Autopilot split the data.'
      );
    } else if (validationPath.trim() === path.trim()) {
      problems.validationPath = trans.__(
        'This is the input itself. Choose other rows to validate with.'
      );
    } else if (other.error !== null) {
      problems.validationPath = reasonOf(other.error);
    } else if (missing.length > 0) {
      const listed = missing.slice(0, LISTED).join(', ');
      problems.validationPath =
        missing.length > LISTED
          ? trans.__(
              'It needs the columns of the input, but lacks %1 and %2 more.',
              listed,
              missing.length - LISTED
            )
          : trans.__(
              'It needs the columns of the input, but lacks %1.',
              listed
            );
    }
  }
  return problems;
}

/** What is known of this file: nothing while what was looked at last is another. */
function read(
  reading: IReading,
  path: string
): Pick<IReading, 'preview' | 'error'> {
  return reading.path === path.trim()
    ? reading
    : { preview: null, error: null };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function missingColumns(
  input: IReading['preview'],
  validation: IReading['preview']
): string[] {
  if (input === null || validation === null) {
    return [];
  }
  const there = new Set(validation.columns.map(({ name }) => name));
  return input.columns.map(({ name }) => name).filter(name => !there.has(name));
}

function ofTarget(
  experiment: IExperiment,
  { input: { preview } }: IReadings,
  trans: ITrans
): Problems {
  const problems: Problems = {};
  const { target, features, weight, algorithms } = experiment;
  const { mode } = limitsOf(experiment);
  if (target === '') {
    problems.target = trans.__('Choose the column to predict.');
  }
  if (
    (preview !== null || features !== null) &&
    featuresOf(experiment, preview).length === 0
  ) {
    problems.features = trans.__('Choose at least one column to learn from.');
  }
  if (weight !== null && weight === target) {
    problems.weight = trans.__(
      'The target cannot be the weight of its own rows.'
    );
  } else if (weight !== null && mode === 'HYPERPARAMETER_TUNING') {
    problems.weight = trans.__(
      'Only Ensembling uses sample weights: choose Ensembling or Auto as the training method, or no weights.'
    );
  }
  if (algorithms?.length === 0 && mode !== 'AUTO') {
    problems.algorithms = trans.__('Choose at least one algorithm.');
  } else if (algorithms?.some(name => !ALGORITHMS[mode].includes(name))) {
    problems.algorithms = trans.__('Choose among the algorithms below.');
  }
  return problems;
}

function ofSettings(
  experiment: IExperiment,
  { input: { preview } }: IReadings,
  trans: ITrans
): Problems {
  const problems: Problems = {};
  const { problemType, objective } = experiment;
  const type = effectiveType(experiment, preview);
  const classes =
    preview?.target === experiment.target ? preview.classes.length : 0;
  if (problemType === 'BinaryClassification' && classes > 0 && classes !== 2) {
    problems.problemType = trans.__(
      'Binary classification needs two classes, but the target has %1. Choose Multiclass classification or Auto.',
      classes
    );
  } else if (problemType === 'MulticlassClassification' && classes === 2) {
    problems.problemType = trans.__(
      'The target has two classes only. Choose Binary classification or Auto.'
    );
  }
  if (objective !== null && type !== null) {
    if (!OBJECTIVES[type].includes(objective)) {
      problems.objective = trans.__('Choose among the objectives below.');
    }
  }
  const { max_candidates, time_budget_seconds: seconds } = limitsOf(experiment);
  const candidates = CREATE_LIMITS.max_candidates;
  if (max_candidates !== null && !isWithin(max_candidates, candidates)) {
    problems.maxCandidates = trans.__(
      'Give a whole number from %1 to %2, or nothing.',
      candidates.minimum,
      candidates.maximum
    );
  }
  const budget = CREATE_LIMITS.time_budget_seconds;
  if (!isWithin(seconds, budget)) {
    problems.minutes = trans.__(
      'Give a time between %1 seconds and %2 days.',
      budget.minimum,
      budget.maximum / DAY
    );
  }
  if (experiment.candidateMinutes.trim() !== '') {
    const each = secondsOf(experiment.candidateMinutes);
    if (!(each >= CREATE_LIMITS.max_runtime_per_candidate_seconds.minimum)) {
      problems.candidateMinutes = trans.__(
        'Give a time of at least one second, or nothing.'
      );
    } else if (each > seconds) {
      problems.candidateMinutes = trans.__(
        'A candidate cannot have more time than the whole experiment.'
      );
    }
  }
  const seed = wholeNumber(experiment.seed);
  if (seed === null || !(seed <= LARGEST_SEED)) {
    problems.seed = trans.__(
      'Give a whole number from 0 to %1.',
      formatNumber(LARGEST_SEED, 0)
    );
  }
  return problems;
}

/** NaN is not. */
function isWithin(
  value: number,
  { minimum, maximum }: { minimum: number; maximum: number }
): boolean {
  return value >= minimum && value <= maximum;
}
