/** The server's lists and limits by their own names. They are generated from its code, never written. */
import * as generated from './generated/rules';
import type {
  AutoMLMode,
  Build,
  CreateAutoMLJob,
  FeatureType,
  ModelSource,
  Objective,
  ProblemType,
  Sort,
  TrainedAlgorithm
} from './types';

export {
  AUTO_BYTES,
  CREATE_DEFAULTS,
  CREATE_LIMITS,
  DEFAULT_CANDIDATES,
  MIN_ROWS,
  SHOWN_CLASSES,
  VALIDATION_FRACTION
} from './generated/rules';

/** What lists of shared models can be sorted by. */
export const SORTS: readonly Sort[] = generated.SORTS;

/** What they can be narrowed to. */
export const SOURCES: readonly ModelSource[] = generated.SOURCES;

export const PROBLEM_TYPES: readonly ProblemType[] = generated.PROBLEM_TYPES;

/** The objectives of each problem type, its default first. */
export const OBJECTIVES: Record<ProblemType, readonly Objective[]> =
  generated.OBJECTIVES;

export const FEATURE_TYPES: readonly FeatureType[] = generated.FEATURE_TYPES;

export const MODES: readonly AutoMLMode[] = generated.MODES;

/** The algorithms of each mode; with AUTO there is no choice. */
export const ALGORITHMS: Record<AutoMLMode, readonly TrainedAlgorithm[]> =
  generated.ALGORITHMS;

/** The fields of a request that a build stands for. */
export type Limits = Pick<
  CreateAutoMLJob,
  'mode' | 'max_candidates' | 'time_budget_seconds'
>;

export const BUILDS: Record<Build, Limits> = generated.BUILDS;
