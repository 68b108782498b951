import type {
  BatchPrediction,
  Column,
  Notification,
  SharedModel,
  SharedModelDetails
} from '../../api/types';

export const ID = '01JD0000000000000000000001.maria';

export function sharedModel(more: Partial<SharedModel> = {}): SharedModel {
  return {
    id: ID,
    owner: 'maria',
    direction: 'with-me',
    source: 'autopilot',
    title: 'churn',
    problem_type: 'BinaryClassification',
    target: 'Churn',
    positive_class: 'Yes',
    objective: 'F1',
    objective_value: 0.6312,
    note: 'Try it on March.',
    shared_at: '2026-11-20T10:00:00Z',
    updated_at: '2026-11-20T10:00:00Z',
    recipients: [],
    undelivered: [],
    shared_to: '',
    state: 'ready',
    failure_reason: null,
    unseen: false,
    versions: 1,
    last_event: {
      kind: 'shared',
      author: 'maria',
      at: '2026-11-20T10:00:00Z'
    },
    expires_at: null,
    revoked_at: null,
    blocked: false,
    ...more
  };
}

/** What somebody did with the sample model. */
export function notice(
  id: string,
  kind: Notification['kind'],
  more: Partial<Notification> = {}
): Notification {
  return {
    id,
    shared_model: ID,
    kind,
    author: 'maria',
    at: '2026-11-20T10:00:00Z',
    title: 'churn',
    direction: 'with-me',
    to_app: 'Canvas',
    ...more
  };
}

export function column(
  name: string,
  type: Column['type'],
  more: Partial<Column> = {}
): Column {
  return {
    name,
    type,
    integer: false,
    minimum: null,
    maximum: null,
    categories: null,
    words: null,
    date_format: null,
    default: null,
    missing_fraction: 0,
    ...more
  };
}

export const COLUMNS = [
  column('tenure', 'Numerical', {
    integer: true,
    minimum: 1,
    maximum: 72,
    default: 29
  }),
  column('Contract', 'Categorical', {
    categories: ['Monthly, rolling', 'Two year'],
    default: 'Two year'
  }),
  column('signup', 'Datetime', { default: '2024-05-17' })
];

export function details(
  more: Partial<SharedModelDetails> = {}
): SharedModelDetails {
  const model = more.shared_model ?? sharedModel();
  return {
    shared_model: model,
    history: [
      {
        id: model.id,
        author: model.owner,
        kind: 'shared',
        at: model.shared_at,
        note: model.note,
        version: {
          source: 'autopilot',
          title: model.title,
          problem_type: model.problem_type,
          target: model.target,
          positive_class: model.positive_class,
          objective: model.objective,
          candidates: [],
          dataset: null
        },
        current: true
      }
    ],
    columns: COLUMNS,
    classes: ['No', 'Yes'],
    reports: [],
    analysis: {
      score: {
        name: 'F1',
        set: 'Validation',
        value: 0.6312,
        direction: 'Maximize',
        standard_deviation: null,
        best_constant: null
      },
      score_sentence: 'It finds the balance.',
      column_impact: [
        { column: 'Contract', impact: 0.6 },
        { column: 'tenure', impact: 0.4 }
      ],
      column_impact_chart: {
        id: 'column-impact',
        title: 'Column impact',
        sentence: 'Contract matters most.',
        spec: { mark: 'bar' }
      },
      column_impact_definition: 'The weight relative to all others.',
      metrics: [
        {
          name: 'Recall',
          value: 0.573,
          direction: 'Maximize',
          sentence: 'The model found 57.3% of Yes.',
          standard_deviation: null,
          best_constant: null
        }
      ],
      charts: [],
      decision: null,
      per_class: []
    },
    ...more
  };
}

export function batch(more: Partial<BatchPrediction> = {}): BatchPrediction {
  return {
    id: 'b1',
    shared_model: ID,
    filename: 'march.csv',
    status: 'InProgress',
    created_at: '2026-11-21T10:00:00Z',
    rows_done: 0,
    rows_total: 200,
    rows_failed: 0,
    notices: [],
    failure_reason: null,
    preview: [],
    ...more
  };
}
