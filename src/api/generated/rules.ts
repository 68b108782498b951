/** Made from the Python code: run `make generate`. */
export const SOURCES = [
  'autopilot',
  'jumpstart',
  'model-registry',
  'canvas',
  'mlflow'
] as const;
export const SORTS = ['updated', 'title', '-title'] as const;
export const SHOWN_CLASSES = 15 as const;
export const PROBLEM_TYPES = [
  'BinaryClassification',
  'MulticlassClassification',
  'Regression'
] as const;
export const OBJECTIVES = {
  BinaryClassification: [
    'F1',
    'Accuracy',
    'AUC',
    'BalancedAccuracy',
    'Precision',
    'Recall'
  ],
  MulticlassClassification: [
    'Accuracy',
    'BalancedAccuracy',
    'F1macro',
    'PrecisionMacro',
    'RecallMacro'
  ],
  Regression: ['MSE', 'MAE', 'R2', 'RMSE']
} as const;
export const FEATURE_TYPES = [
  'Numerical',
  'Categorical',
  'Datetime',
  'Text'
] as const;
export const MODES = ['ENSEMBLING', 'HYPERPARAMETER_TUNING', 'AUTO'] as const;
export const ALGORITHMS = {
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
} as const;
export const DEFAULT_CANDIDATES = {
  ENSEMBLING: 10,
  HYPERPARAMETER_TUNING: 100
} as const;
export const BUILDS = {
  Quick: { mode: 'ENSEMBLING', max_candidates: 6, time_budget_seconds: 120 },
  Standard: {
    mode: 'ENSEMBLING',
    max_candidates: 20,
    time_budget_seconds: 3600
  }
} as const;
export const AUTO_BYTES = 100000000 as const;
export const MIN_ROWS = 500 as const;
export const VALIDATION_FRACTION = 0.2 as const;
export const CREATE_DEFAULTS = {
  mode: 'AUTO',
  time_budget_seconds: 300,
  seed: 0
} as const;
export const CREATE_LIMITS = {
  name: { pattern: '^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$', maxLength: 63 },
  validation_fraction: { exclusiveMinimum: 0, exclusiveMaximum: 1 },
  max_candidates: { minimum: 1, maximum: 750 },
  max_runtime_per_candidate_seconds: { minimum: 1 },
  time_budget_seconds: { minimum: 10, maximum: 2592000 },
  seed: { minimum: 0, exclusiveMaximum: 2147483648 }
} as const;
