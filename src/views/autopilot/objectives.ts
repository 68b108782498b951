import type { InputPreview } from '../../api/types';
import type { Objective, ProblemType } from '../labels';

export const PROBLEM_TYPES: readonly ProblemType[] = [
  'BinaryClassification',
  'MulticlassClassification',
  'Regression'
];

/** SageMaker's objectives for each problem type, its default first. */
export const OBJECTIVES: Record<ProblemType, readonly Objective[]> = {
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
};

/** The class one usually looks for: the rarer. Null unless there are two. */
export function rarerClass(classes: InputPreview['classes']): string | null {
  if (classes.length !== 2) {
    return null;
  }
  const [one, other] = classes;
  return other.rows <= one.rows ? other.name : one.name;
}
