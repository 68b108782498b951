import {
  BUILDS,
  CREATE_DEFAULTS,
  OBJECTIVES,
  VALIDATION_FRACTION,
  type Limits
} from '../../api/rules';
import type {
  AutoMLMode,
  Build,
  CreateAutoMLJob,
  FeatureType,
  InputPreview,
  Objective,
  ProblemType,
  TrainedAlgorithm
} from '../../api/types';

/** How rows are held back: by the engine, by a ratio, or as a set of their own. */
export type Split = 'auto' | 'ratio' | 'own';

/** What is entered into the wizard, as it was typed. Null is Auto, or the default. */
export interface IExperiment {
  name: string;
  path: string;
  split: Split;
  trainPercent: string;
  validationPath: string;
  target: string;
  features: string[] | null;
  types: Record<string, FeatureType>;
  weight: string | null;
  build: Build | null;
  mode: AutoMLMode;
  algorithms: TrainedAlgorithm[] | null;
  problemType: ProblemType | null;
  objective: Objective | null;
  positiveClass: string | null;
  maxCandidates: string;
  candidateMinutes: string;
  minutes: string;
  seed: string;
}

export const EMPTY: IExperiment = {
  name: '',
  path: '',
  split: 'auto',
  trainPercent: trainPercentOf(VALIDATION_FRACTION),
  validationPath: '',
  target: '',
  features: null,
  types: {},
  weight: null,
  build: null,
  mode: CREATE_DEFAULTS.mode,
  algorithms: null,
  problemType: null,
  objective: null,
  positiveClass: null,
  maxCandidates: '',
  candidateMinutes: '',
  minutes: minutesOf(CREATE_DEFAULTS.time_budget_seconds),
  seed: String(CREATE_DEFAULTS.seed)
};

/** A job's name out of a file's or a folder's: only what the pattern allows, and the time to make it unique. */
export function defaultName(path: string, now: Date): string {
  const file = path.split('/').filter(Boolean).pop() ?? '';
  const stem = file.replace(/\.(csv|tsv|parquet)(\.gz)?$/i, '');
  const allowed = stem.replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const start = allowed.slice(0, 40).replace(/-+$/, '') || 'experiment';
  return `${start}-${day}-${time}`;
}

/** The problem type in effect: the chosen one, else what the server saw in the target. */
export function effectiveType(
  { problemType }: IExperiment,
  preview: InputPreview | null
): ProblemType | null {
  return problemType ?? preview?.problem_type ?? null;
}

/** The positive class in effect, null unless the problem is binary. */
export function positiveClass(
  experiment: IExperiment,
  preview: InputPreview | null
): string | null {
  const type = effectiveType(experiment, preview);
  if (type !== null && type !== 'BinaryClassification') {
    return null;
  }
  if (preview === null || preview.target !== experiment.target) {
    return experiment.positiveClass;
  }
  const { classes } = preview;
  const chosen = classes.find(({ name }) => name === experiment.positiveClass);
  return chosen?.name ?? rarerClass(classes);
}

/** The class one usually looks for: the rarer. Null unless there are two. */
function rarerClass(classes: InputPreview['classes']): string | null {
  if (classes.length !== 2) {
    return null;
  }
  const [one, other] = classes;
  return other.rows <= one.rows ? other.name : one.name;
}

/** Mode and limits in effect: those of the build, else those entered. */
export function limitsOf(experiment: IExperiment): Limits {
  return experiment.build !== null
    ? BUILDS[experiment.build]
    : {
        mode: experiment.mode,
        max_candidates: wholeNumber(experiment.maxCandidates),
        time_budget_seconds: secondsOf(experiment.minutes)
      };
}

/** The columns to learn from, as far as the input is known. */
export function featuresOf(
  { features, target, weight }: IExperiment,
  preview: InputPreview | null
): string[] {
  const all = preview?.columns.map(({ name }) => name) ?? [];
  return (features ?? all).filter(name => name !== target && name !== weight);
}

/** Seconds out of minutes as typed; NaN if that is no number. */
export function secondsOf(minutes: string): number {
  return minutes.trim() === '' ? NaN : Math.round(Number(minutes) * 60);
}

/** What was typed, null for nothing; NaN unless it is a whole number. */
export function wholeNumber(text: string): number | null {
  const typed = text.trim();
  return typed === '' ? null : /^\d+$/.test(typed) ? Number(typed) : NaN;
}

/** The request. An objective goes together with its problem type, as in SageMaker. */
export function toRequest(
  experiment: IExperiment,
  preview: InputPreview | null
): CreateAutoMLJob {
  const type = effectiveType(experiment, preview);
  const limits = limitsOf(experiment);
  const { split, features, target, weight } = experiment;
  // while the data is still being read, the server tells whether it fits
  const fits =
    type === null ||
    OBJECTIVES[type].some(name => name === experiment.objective);
  const objective = fits ? experiment.objective : null;
  const isFeature = (name: string) =>
    name !== target && name !== weight && (features?.includes(name) ?? true);
  return {
    name: experiment.name,
    input_path: experiment.path.trim(),
    target,
    problem_type: experiment.problemType ?? (objective === null ? null : type),
    objective,
    positive_class: positiveClass(experiment, preview),
    validation_path: split === 'own' ? experiment.validationPath.trim() : null,
    validation_fraction:
      split === 'ratio'
        ? rounded(1 - Number(experiment.trainPercent) / 100)
        : null,
    features: features?.filter(isFeature) ?? null,
    feature_types: Object.fromEntries(
      Object.entries(experiment.types).filter(([name]) => isFeature(name))
    ),
    sample_weight_column: weight,
    ...limits,
    algorithms: limits.mode === 'AUTO' ? null : experiment.algorithms,
    build: experiment.build,
    max_runtime_per_candidate_seconds:
      experiment.candidateMinutes.trim() === ''
        ? null
        : secondsOf(experiment.candidateMinutes),
    seed: wholeNumber(experiment.seed) ?? CREATE_DEFAULTS.seed
  };
}

/** What has to be entered for this request; `toRequest` makes the request of it again. */
export function fromRequest(request: CreateAutoMLJob): IExperiment {
  const fraction = request.validation_fraction;
  const each = request.max_runtime_per_candidate_seconds;
  return {
    name: request.name,
    path: request.input_path,
    split:
      request.validation_path !== null
        ? 'own'
        : fraction !== null
          ? 'ratio'
          : 'auto',
    trainPercent:
      fraction === null ? EMPTY.trainPercent : trainPercentOf(fraction),
    validationPath: request.validation_path ?? '',
    target: request.target,
    features: request.features,
    types: { ...request.feature_types },
    weight: request.sample_weight_column,
    build: request.build,
    mode: request.mode,
    algorithms: request.algorithms,
    problemType: request.problem_type,
    objective: request.objective,
    positiveClass: request.positive_class,
    maxCandidates:
      request.max_candidates === null ? '' : String(request.max_candidates),
    candidateMinutes: each === null ? '' : minutesOf(each),
    minutes: minutesOf(request.time_budget_seconds),
    seed: String(request.seed)
  };
}

/** Without the columns that another input does not have. */
export function fitTo(
  experiment: IExperiment,
  preview: InputPreview
): IExperiment {
  const known = new Set(preview.columns.map(({ name }) => name));
  const { target, features, types, weight } = experiment;
  const kept = features?.filter(name => known.has(name)) ?? null;
  const lostTarget = target !== '' && !known.has(target);
  const lostWeight = weight !== null && !known.has(weight);
  const lostType = Object.keys(types).some(name => !known.has(name));
  if (
    !lostTarget &&
    !lostWeight &&
    !lostType &&
    kept?.length === features?.length
  ) {
    return experiment;
  }
  return {
    ...experiment,
    target: lostTarget ? '' : target,
    positiveClass: lostTarget ? null : experiment.positiveClass,
    features: kept?.length === 0 ? null : kept,
    types: Object.fromEntries(
      Object.entries(types).filter(([name]) => known.has(name))
    ),
    weight: lostWeight ? null : weight
  };
}

/** The share of the rows to train on, where that fraction is held back. */
function trainPercentOf(fraction: number): string {
  return String(rounded(100 - fraction * 100));
}

/** Minutes with as many digits as it takes to come back to the second. */
function minutesOf(seconds: number): string {
  return String(Number((seconds / 60).toFixed(4)));
}

/** Without what binary fractions add at the end: 1 - 0.8 is 0.2. */
function rounded(value: number): number {
  return Number(value.toFixed(10));
}
