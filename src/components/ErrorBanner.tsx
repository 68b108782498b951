import * as React from 'react';

import { ApiError } from '../api/errors';
import { useHost } from './host';

interface IErrorBannerProps {
  /** What was thrown; nothing is shown for null. */
  error: unknown;
  onRetry?: () => void;
  onDismiss?: () => void;
}

/** A failure on the open surface: what was wrong, each problem, and what can be done. */
export function ErrorBanner({
  error,
  onRetry,
  onDismiss
}: IErrorBannerProps): React.JSX.Element | null {
  const { trans } = useHost();
  if (error === null || error === undefined) {
    return null;
  }
  const problems = problemsOf(error);
  return (
    <div className="jp-CanvasShare-error" role="alert">
      <div className="jp-CanvasShare-error-text">
        <p>{error instanceof Error ? error.message : String(error)}</p>
        {problems.length > 0 && (
          <ul>
            {problems.map((problem, index) => (
              <li key={index}>{problem}</li>
            ))}
          </ul>
        )}
      </div>
      <div className="jp-CanvasShare-error-actions">
        {onRetry && (
          <button
            type="button"
            className="jp-CanvasShare-button"
            onClick={onRetry}
          >
            {trans.__('Try again')}
          </button>
        )}
        {onDismiss && (
          <button
            type="button"
            className="jp-CanvasShare-button"
            onClick={onDismiss}
          >
            {trans.__('Dismiss')}
          </button>
        )}
      </div>
    </div>
  );
}

/** `details.problems` of a refusal. One alone that only repeats the message is left out. */
function problemsOf(error: unknown): string[] {
  if (!(error instanceof ApiError)) {
    return [];
  }
  const problems = error.body.details?.problems;
  if (!Array.isArray(problems)) {
    return [];
  }
  const texts = problems.map(problem =>
    typeof problem === 'object' && problem !== null
      ? `${problem.field}: ${problem.problem}`
      : String(problem)
  );
  const repeated = texts.length === 1 && error.message.startsWith(texts[0]);
  return repeated ? [] : texts;
}
