/** The server's types by their own names. They are generated from openapi.yaml, never written. */
import type { components, paths } from './generated/schema';

type Schemas = components['schemas'];

export type AddRecipients = Schemas['AddRecipients'];
export type Artifact = Schemas['Artifact'];
export type AutoMLJob = Schemas['AutoMLJob'];
export type BatchPrediction = Schemas['BatchPrediction'];
export type BlockedProfile = Schemas['BlockedProfile'];
export type Candidate = Schemas['Candidate'];
export type Chart = Schemas['Chart'];
export type ClassScores = Schemas['ClassScores'];
export type Column = Schemas['Column'];
export type Comparison = Schemas['Comparison'];
export type ConfusionMatrix = Schemas['ConfusionMatrix'];
export type CreateAutoMLJob = Schemas['CreateAutoMLJob'];
export type ErrorBody = Schemas['ErrorBody'];
export type HistoryEntry = Schemas['HistoryEntry'];
export type InputPreview = Schemas['InputPreview'];
export type Me = Schemas['Me'];
export type Metric = Schemas['Metric'];
export type MetricRow = Schemas['MetricRow'];
export type ModelDetails = Schemas['ModelDetails'];
export type ModelSummary = Schemas['ModelSummary'];
export type NetworkFact = Schemas['NetworkFact'];
export type NotebookFile = Schemas['NotebookFile'];
export type Notification = Schemas['Notification'];
export type Notifications = Schemas['Notifications'];
export type Prediction = Schemas['Prediction'];
export type Predictions = Schemas['Predictions'];
export type ReportName = ModelDetails['reports'][number];
export type Revoke = Schemas['Revoke'];
export type SharedModel = Schemas['SharedModel'];
export type SharedModelDetails = Schemas['SharedModelDetails'];
export type SharedModels = Schemas['SharedModels'];
export type ShareModel = Schemas['ShareModel'];
export type UserProfile = Schemas['UserProfile'];
export type WhatTravels = Schemas['WhatTravels'];

export type App = Notification['to_app'];
export type AutoMLMode = CreateAutoMLJob['mode'];
export type Build = NonNullable<CreateAutoMLJob['build']>;
export type Direction = SharedModel['direction'];
export type FeatureType = InputPreview['columns'][number]['type'];
export type ModelSource = SharedModel['source'];
export type Objective = SharedModel['objective'];
export type ProblemType = SharedModel['problem_type'];
export type Sort = NonNullable<
  paths['/shared-models']['get']['parameters']['query']['sort']
>;
export type TrainedAlgorithm = NonNullable<
  CreateAutoMLJob['algorithms']
>[number];
export type Value = number | string | null;

export interface IPage<T> {
  items: T[];
  next: string | null;
}
