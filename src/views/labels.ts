import type { AutoMLJob, Candidate, SharedModel } from '../api/types';
import type { ITrans } from '../components/host';

export type ProblemType = SharedModel['problem_type'];
export type Objective = SharedModel['objective'];

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
      return stageLabel(trans, job.secondary_status);
    case 'Completed':
      return job.secondary_status === 'MaxAutoMLJobRuntimeReached'
        ? trans.__('Completed (time budget used up)')
        : trans.__('Completed');
    case 'Failed':
      return trans.__('Failed');
    case 'Stopping':
      return trans.__('Stopping');
    case 'Stopped':
      return trans.__('Stopped');
  }
}

function stageLabel(
  trans: ITrans,
  stage: AutoMLJob['secondary_status']
): string {
  switch (stage) {
    case 'Starting':
      return trans.__('Starting');
    case 'AnalyzingData':
      return trans.__('Analyzing data');
    case 'FeatureEngineering':
      return trans.__('Feature engineering');
    case 'TrainingModels':
      return trans.__('Training models');
    case 'GeneratingExplainabilityReport':
      return trans.__('Generating explainability report');
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
