import type {
  AutoMLJob,
  AutoMLMode,
  Build,
  Candidate,
  FeatureType,
  ProblemType,
  TrainedAlgorithm
} from '../api/types';
import type { ITrans } from '../components/host';

export function problemTypeLabel(trans: ITrans, type: ProblemType): string {
  switch (type) {
    case 'BinaryClassification':
      return trans.__('Binary classification');
    case 'MulticlassClassification':
      return trans.__('Multiclass classification');
    case 'Regression':
      return trans.__('Regression');
  }
}

export function jobStatusLabel(trans: ITrans, job: AutoMLJob): string {
  switch (job.status) {
    case 'InProgress':
      return job.queued_behind === null
        ? stageLabel(trans, job.secondary_status)
        : trans.__('Waiting');
    case 'Completed':
      return endLabel(trans, job.secondary_status);
    case 'Failed':
      return trans.__('Failed');
    case 'Stopping':
      return trans.__('Stopping');
    case 'Stopped':
      return trans.__('Stopped');
  }
}

function endLabel(trans: ITrans, end: AutoMLJob['secondary_status']): string {
  switch (end) {
    case 'MaxAutoMLJobRuntimeReached':
      return trans.__('Completed (time budget used up)');
    case 'MaxCandidatesReached':
      return trans.__('Completed (all candidates trained)');
    case 'ExplainabilityError':
      return trans.__('Completed (with errors in explanations)');
    case 'ModelInsightsError':
      return trans.__('Completed (with errors in performance reports)');
    default:
      return trans.__('Completed');
  }
}

function stageLabel(
  trans: ITrans,
  stage: AutoMLJob['secondary_status']
): string {
  switch (stage) {
    case 'Starting':
      return trans.__('Starting');
    case 'PreTraining':
      return trans.__('Pre-processing');
    case 'AnalyzingData':
      return trans.__('Analyzing data');
    case 'CandidateDefinitionsGenerated':
      return trans.__('Candidate definitions generated');
    case 'FeatureEngineering':
      return trans.__('Feature engineering');
    case 'ModelTuning':
      return trans.__('Model tuning');
    case 'TrainingModels':
      return trans.__('Training models');
    case 'GeneratingExplainabilityReport':
      return trans.__('Generating explainability report');
    case 'GeneratingModelInsightsReport':
      return trans.__('Generating model insights report');
    default:
      return trans.__('In progress');
  }
}

export function candidateStatusLabel(
  trans: ITrans,
  status: Candidate['status']
): string {
  switch (status) {
    case 'InProgress':
      return trans.__('In progress');
    case 'Completed':
      return trans.__('Completed');
    case 'Failed':
      return trans.__('Failed');
    case 'Stopping':
      return trans.__('Stopping');
    case 'Stopped':
      return trans.__('Stopped');
  }
}

export function explanationLabel(
  trans: ITrans,
  explanation: Candidate['explanation']
): string {
  switch (explanation) {
    case 'Pending':
      return trans.__('Waiting');
    case 'InProgress':
      return trans.__('In progress');
    case 'Completed':
      return trans.__('Completed');
    case 'Skipped':
      return trans.__('Not computed: the time budget ended');
    case 'Failed':
      return trans.__('Failed');
  }
}

export function featureTypeLabel(trans: ITrans, type: FeatureType): string {
  switch (type) {
    case 'Numerical':
      return trans.__('Numerical');
    case 'Categorical':
      return trans.__('Categorical');
    case 'Datetime':
      return trans.__('Datetime');
    case 'Text':
      return trans.__('Text');
  }
}

export function modeLabel(trans: ITrans, mode: AutoMLMode): string {
  switch (mode) {
    case 'ENSEMBLING':
      return trans.__('Ensembling');
    case 'HYPERPARAMETER_TUNING':
      return trans.__('Hyperparameter optimization (HPO)');
    case 'AUTO':
      return trans.__('Auto');
  }
}

export function buildLabel(trans: ITrans, build: Build): string {
  return build === 'Quick'
    ? trans.__('Quick build')
    : trans.__('Standard build');
}

export function algorithmLabel(
  trans: ITrans,
  algorithm: TrainedAlgorithm
): string {
  switch (algorithm) {
    case 'linear-learner':
      return trans.__('Linear learner');
    case 'lightgbm':
      return trans.__('LightGBM');
    case 'xgboost':
      return trans.__('XGBoost');
    case 'extra-trees':
      return trans.__('Extra trees');
    case 'randomforest':
      return trans.__('Random forest');
    case 'mlp':
      return trans.__('Neural network (MLP)');
  }
}
