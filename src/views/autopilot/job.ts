import type { AutoMLJob } from '../../api/types';

/** Whether the job still changes by itself. */
export function isRunning(job: AutoMLJob): boolean {
  return job.status === 'InProgress' || job.status === 'Stopping';
}
