import type { ITrans } from '../../components/host';
import type { FieldName } from './fields';

/** The names of the wizard's fields, those of SageMaker where it has them. */
export function fieldLabel(trans: ITrans, field: FieldName): string {
  switch (field) {
    case 'name':
      return trans.__('Experiment name');
    case 'path':
      return trans.__('Input data');
    case 'trainPercent':
      return trans.__('Rows to train on (%)');
    case 'validationPath':
      return trans.__('Validation data');
    case 'target':
      return trans.__('Target');
    case 'features':
      return trans.__('Features');
    case 'weight':
      return trans.__('Sample weights');
    case 'mode':
      return trans.__('Training method');
    case 'algorithms':
      return trans.__('Algorithms');
    case 'problemType':
      return trans.__('Select the machine learning problem type');
    case 'objective':
      return trans.__('Objective');
    case 'positiveClass':
      return trans.__('Positive class');
    case 'maxCandidates':
      return trans.__('Max candidates');
    case 'candidateMinutes':
      return trans.__('Max time per candidate (minutes)');
    case 'minutes':
      return trans.__('Max total time (minutes)');
    case 'seed':
      return trans.__('Seed');
  }
}
