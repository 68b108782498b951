import * as React from 'react';

import type { ReportName } from '../api/types';
import { ErrorBanner } from './ErrorBanner';
import { useHost, type ITrans } from './host';

interface IReportsProps {
  /** Those that the server can give now. */
  reports: readonly ReportName[];
  /** What the files are called after. */
  title: string;
  read: (report: ReportName) => Promise<Blob>;
}

/** **Download Performance Reports**: a button for each; one that is drawn takes seconds. */
export function Reports({
  reports,
  title,
  read
}: IReportsProps): React.JSX.Element | null {
  const host = useHost();
  const { trans } = host;
  const label = React.useId();
  const [busy, setBusy] = React.useState<ReportName | null>(null);
  const [error, setError] = React.useState<unknown>(null);
  if (reports.length === 0) {
    return null;
  }
  const download = async (report: ReportName) => {
    setBusy(report);
    setError(null);
    try {
      host.save(await read(report), fileName(title, report));
    } catch (reason) {
      setError(reason);
    }
    setBusy(null);
  };
  return (
    <div
      className="jp-CanvasShare-reports"
      role="group"
      aria-labelledby={label}
    >
      <span id={label} className="jp-CanvasShare-reports-label">
        {trans.__('Download Performance Reports')}
      </span>
      {reports.map(report => (
        <button
          key={report}
          type="button"
          className="jp-CanvasShare-button"
          title={meaningOf(report, trans)}
          disabled={busy !== null}
          onClick={() => void download(report)}
        >
          {busy === report ? trans.__('Preparing…') : labelOf(report, trans)}
        </button>
      ))}
      <ErrorBanner error={error} onDismiss={() => setError(null)} />
    </div>
  );
}

function fileName(title: string, report: ReportName): string {
  return `${title.replace(/[^\p{L}\p{N}._-]+/gu, '-')}-${report}`;
}

function labelOf(report: ReportName, trans: ITrans): string {
  switch (report) {
    case 'performance.pdf':
      return trans.__('PDF');
    case 'performance.html':
      return trans.__('HTML');
    default:
      return report;
  }
}

function meaningOf(report: ReportName, trans: ITrans): string {
  switch (report) {
    case 'performance.pdf':
      return trans.__('Metrics, charts and sentences to print');
    case 'performance.html':
      return trans.__('The same as one page that opens without a network');
    case 'statistics.json':
      return trans.__('Metrics in the schema of model quality statistics');
    case 'analysis.json':
      return trans.__(
        'SHAP values in the schema of an explainability analysis'
      );
  }
}
