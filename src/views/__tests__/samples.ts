import type { AutoMLJob, Candidate, SharedModel } from '../../api/types';

export const JOB: AutoMLJob = {
  name: 'churn-1',
  status: 'Completed',
  secondary_status: 'Completed',
  created_at: '2026-11-21T09:00:00Z',
  ended_at: '2026-11-21T09:05:00Z',
  input_path: 'churn.csv',
  target: 'Churn',
  problem_type: 'BinaryClassification',
  objective: 'F1',
  positive_class: 'Yes',
  classes: ['No', 'Yes'],
  time_budget_seconds: 300,
  progress: { fraction: 1, done: 3, total: 3, message: 'Done' },
  failure_reason: null,
  best_candidate: 'lightgbm-1',
  notices: [],
  request: {
    name: 'churn-1',
    input_path: 'churn.csv',
    target: 'Churn',
    problem_type: null,
    objective: null,
    positive_class: null,
    time_budget_seconds: 300,
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
  },
  mode: 'ENSEMBLING',
  mode_reason: 'The input is smaller than 100 MB.',
  split: null,
  size: 4096,
  queued_behind: null,
  partial_failure_reasons: []
};

export function candidate(
  name: string,
  change: Partial<Candidate> = {}
): Candidate {
  return {
    name,
    model_id: `churn-1~${name}`,
    job: 'churn-1',
    algorithm: 'lightgbm',
    status: 'Completed',
    created_at: '2026-11-21T09:01:00Z',
    ended_at: '2026-11-21T09:02:00Z',
    objective: {
      name: 'F1',
      value: 0.61,
      status: 'Succeeded',
      standard_deviation: null
    },
    metrics: [
      {
        name: 'F1',
        set: 'Validation',
        value: 0.61,
        direction: 'Maximize',
        standard_deviation: null,
        best_constant: null
      },
      {
        name: 'Recall',
        set: 'Validation',
        value: 0.52,
        direction: 'Maximize',
        standard_deviation: null,
        best_constant: null
      },
      {
        name: 'Recall',
        set: 'Train',
        value: 0.99,
        direction: 'Maximize',
        standard_deviation: null,
        best_constant: null
      }
    ],
    best: false,
    shareable: true,
    not_shareable_reason: null,
    failure_reason: null,
    bundle_size: 1000,
    notice: null,
    fold_values: [],
    partial: false,
    seconds: 2,
    explanation: 'Completed',
    ...change
  };
}

export function sharedModel(change: Partial<SharedModel> = {}): SharedModel {
  return {
    id: '01JD0000000000000000000000.data-scientist',
    owner: 'data-scientist',
    direction: 'by-me',
    source: 'autopilot',
    title: 'churn-1 / lightgbm-1',
    problem_type: 'BinaryClassification',
    target: 'Churn',
    positive_class: 'Yes',
    objective: 'F1',
    objective_value: 0.61,
    note: 'For the spring campaign',
    shared_at: '2026-11-21T09:10:00Z',
    updated_at: '2026-11-21T09:10:00Z',
    recipients: ['ana'],
    undelivered: [],
    shared_to: 'Shared to: 1 Canvas user',
    state: 'ready',
    failure_reason: null,
    unseen: false,
    versions: 1,
    last_event: {
      kind: 'shared',
      author: 'data-scientist',
      at: '2026-11-21T09:10:00Z'
    },
    expires_at: null,
    revoked_at: null,
    blocked: false,
    ...change
  };
}
