import type { CreateAutoMLJob, InputPreview } from '../../api/types';
import type { ITrans } from '../../components/host';
import type { Objective, ProblemType } from '../labels';
import { OBJECTIVES, rarerClass } from './objectives';

const NAME_PATTERN = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;
const SHORTEST_BUDGET = 10;
const LONGEST_BUDGET = 30 * 24 * 3600;

/** What is typed into the form, as it was typed. Null is Auto, or the default. */
export interface IExperiment {
  name: string;
  path: string;
  target: string;
  problemType: ProblemType | null;
  objective: Objective | null;
  positiveClass: string | null;
  minutes: string;
}

/** A job's name out of a file's: only what the pattern allows, and the time to make it unique. */
export function defaultName(path: string, now: Date): string {
  const file = path.split('/').pop() ?? '';
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
  const classes = preview?.target === experiment.target ? preview.classes : [];
  if (
    effectiveType(experiment, preview) !== 'BinaryClassification' ||
    classes.length !== 2
  ) {
    return null;
  }
  const chosen = classes.find(({ name }) => name === experiment.positiveClass);
  return chosen?.name ?? rarerClass(classes);
}

export type Problems = Partial<
  Record<'name' | 'path' | 'target' | 'minutes', string>
>;

/** What keeps the form from being sent, by field. */
export function problemsOf(experiment: IExperiment, trans: ITrans): Problems {
  const problems: Problems = {};
  if (!NAME_PATTERN.test(experiment.name)) {
    problems.name = trans.__(
      'Use 1 to 63 letters, digits and hyphens, beginning and ending with a letter or digit.'
    );
  }
  if (experiment.path.trim() === '') {
    problems.path = trans.__('Choose a CSV or Parquet file.');
  }
  if (experiment.target === '') {
    problems.target = trans.__('Choose the column to predict.');
  }
  const seconds = budgetSeconds(experiment);
  if (!(seconds >= SHORTEST_BUDGET && seconds <= LONGEST_BUDGET)) {
    problems.minutes = trans.__('Give a time between 0.2 minutes and 30 days.');
  }
  return problems;
}

/** The request. An objective goes together with its problem type, as in SageMaker. */
export function toRequest(
  experiment: IExperiment,
  preview: InputPreview | null
): CreateAutoMLJob {
  const type = effectiveType(experiment, preview);
  const fits =
    type !== null &&
    OBJECTIVES[type].some(name => name === experiment.objective);
  const objective = fits ? experiment.objective : null;
  return {
    name: experiment.name,
    input_path: experiment.path.trim(),
    target: experiment.target,
    problem_type: experiment.problemType ?? (objective === null ? null : type),
    objective,
    positive_class: positiveClass(experiment, preview),
    time_budget_seconds: budgetSeconds(experiment),
    seed: 0,
    validation_path: null,
    validation_fraction: null,
    features: null,
    feature_types: {},
    sample_weight_column: null,
    mode: 'AUTO',
    algorithms: null,
    build: null,
    max_candidates: null,
    max_runtime_per_candidate_seconds: null
  };
}

function budgetSeconds({ minutes }: IExperiment): number {
  return minutes.trim() === '' ? NaN : Math.round(Number(minutes) * 60);
}
