import * as React from 'react';

import type { ModelDetails } from '../../api/types';
import { Reports } from '../../components/Reports';
import { useStudio } from '../studio';

/** The reports of a model of one's own. */
export function ModelReports({
  details
}: {
  details: ModelDetails;
}): React.JSX.Element {
  const { canvasShare } = useStudio();
  const { source, id, title } = details.model;
  return (
    <Reports
      reports={details.reports}
      title={title}
      read={report => canvasShare.client.report(source, id, report)}
    />
  );
}
