import { ApiError } from '../../api/errors';
import type { IExperiment } from './experiment';
import type { FieldName } from './fields';

/** The fields of a request by the names it has in the server's messages. */
const FIELDS: Record<string, FieldName> = {
  name: 'name',
  input_path: 'path',
  validation_path: 'validationPath',
  validation_fraction: 'trainPercent',
  target: 'target',
  features: 'features',
  feature_types: 'features',
  sample_weight_column: 'weight',
  mode: 'mode',
  build: 'mode',
  algorithms: 'algorithms',
  problem_type: 'problemType',
  objective: 'objective',
  positive_class: 'positiveClass',
  max_candidates: 'maxCandidates',
  max_runtime_per_candidate_seconds: 'candidateMinutes',
  time_budget_seconds: 'minutes',
  seed: 'seed'
};

/** What the codes of refusals are about. */
const CODES: Record<string, FieldName> = {
  job_exists: 'name',
  no_such_file: 'path',
  path_outside_root: 'path',
  too_few_rows: 'path',
  not_readable: 'path',
  too_many_parts: 'path',
  parts_differ: 'path',
  no_such_target: 'target',
  target_missing: 'target',
  target_is_date: 'target',
  constant_target: 'target',
  target_not_telling: 'target',
  too_many_classes: 'target',
  class_too_small: 'target',
  no_usable_columns: 'features',
  problem_type_mismatch: 'problemType',
  objective_mismatch: 'objective',
  no_such_class: 'positiveClass'
};

/** A refusal that is about one field. */
export interface IFieldRefusal {
  field: FieldName;
  message: string;
}

/** Which field the server refused, null if that cannot be told. */
export function fieldOf(
  error: unknown,
  experiment: IExperiment
): IFieldRefusal | null {
  if (!(error instanceof ApiError)) {
    return null;
  }
  const { message, code } = error;
  const named = /^(?:body: Value error, )?(\w+): (.+)$/s.exec(message);
  if (named && Object.hasOwn(FIELDS, named[1])) {
    return { field: FIELDS[named[1]], message: named[2] };
  }
  if (!Object.hasOwn(CODES, code)) {
    return null;
  }
  const own = experiment.split === 'own' ? experiment.validationPath : '';
  const field = CODES[code];
  // both files can be missing, or unreadable; the message names the one that is
  return field === 'path' && own !== '' && message.includes(own)
    ? { field: 'validationPath', message }
    : { field, message };
}
