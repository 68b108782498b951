import type { CreateAutoMLJob } from '../../api/types';

export type AutoMLMode = CreateAutoMLJob['mode'];
export type Build = NonNullable<CreateAutoMLJob['build']>;
export type TrainedAlgorithm = NonNullable<
  CreateAutoMLJob['algorithms']
>[number];

export const MODES: readonly AutoMLMode[] = [
  'ENSEMBLING',
  'HYPERPARAMETER_TUNING',
  'AUTO'
];

/** The algorithms of each mode. With AUTO there is no choice, as in SageMaker. */
export const ALGORITHMS: Record<AutoMLMode, readonly TrainedAlgorithm[]> = {
  AUTO: [],
  ENSEMBLING: [
    'linear-learner',
    'lightgbm',
    'xgboost',
    'extra-trees',
    'randomforest',
    'mlp'
  ],
  HYPERPARAMETER_TUNING: ['linear-learner', 'xgboost', 'mlp']
};

/** How many candidates a mode trains when nobody says. */
export const DEFAULT_CANDIDATES: Record<Exclude<AutoMLMode, 'AUTO'>, number> = {
  ENSEMBLING: 10,
  HYPERPARAMETER_TUNING: 100
};

export const MOST_CANDIDATES = 750;

export interface ILimits {
  mode: AutoMLMode;
  maxCandidates: number;
  seconds: number;
}

/** What a build stands for. */
export const BUILDS: Record<Build, ILimits> = {
  Quick: { mode: 'ENSEMBLING', maxCandidates: 6, seconds: 120 },
  Standard: { mode: 'ENSEMBLING', maxCandidates: 20, seconds: 3600 }
};

/** AUTO tunes hyperparameters of an input of more bytes than this, and ensembles up to it. */
export const LARGE_INPUT = 100_000_000;

/** What AUTO becomes for an input of so many bytes. Only ensembling uses sample weights. */
export function autoMode(
  size: number,
  weighted: boolean
): Exclude<AutoMLMode, 'AUTO'> {
  return size > LARGE_INPUT && !weighted
    ? 'HYPERPARAMETER_TUNING'
    : 'ENSEMBLING';
}
