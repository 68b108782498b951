import type { AutoMLJob } from '../../api/types';
import { formatBytes } from '../../components/format';
import { confirm } from '../actions/confirm';
import type { IStudio } from '../studio';

/** Delete a job with its models, once that was confirmed. Null for a change of mind. */
export async function deleteJob(
  studio: IStudio,
  name: string
): Promise<AutoMLJob | null> {
  const { client, host } = studio.canvasShare;
  const { trans } = host;
  const { size } = await client.job(name);
  const consequences = [
    trans.__(
      'Its models, their explanations and its files are deleted. This cannot be undone.'
    ),
    trans.__(
      'The input data stays, and so does what was shared: every share has a copy of its model.'
    )
  ];
  if (size !== null) {
    consequences.unshift(trans.__('This frees %1 on disk.', formatBytes(size)));
  }
  return confirm(
    studio,
    {
      title: trans.__('Delete %1?', name),
      label: trans.__('Delete'),
      busyLabel: trans.__('Deleting…'),
      consequences
    },
    () => client.deleteJob(name)
  );
}
