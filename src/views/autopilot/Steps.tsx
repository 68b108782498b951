import * as React from 'react';

import { useHost } from '../../components/host';
import { PAGES, type PageId } from './fields';
import { pageTitle } from './pageTitle';

interface IStepsProps {
  page: PageId;
  /** Pages with something wrong on them. */
  wrong: ReadonlySet<PageId>;
  onPage: (page: PageId) => void;
}

/** The pages of the wizard in their order; each can be gone to at any time. */
export function Steps({ page, wrong, onPage }: IStepsProps): React.JSX.Element {
  const { trans } = useHost();
  return (
    <nav className="jp-CanvasShare-stepsPlace" aria-label={trans.__('Steps')}>
      <ol className="jp-CanvasShare-steps">
        {PAGES.map((step, index) => (
          <li key={step}>
            <button
              type="button"
              className="jp-CanvasShare-step"
              aria-current={step === page ? 'step' : undefined}
              data-wrong={wrong.has(step)}
              onClick={() => onPage(step)}
            >
              <span className="jp-CanvasShare-stepNumber" aria-hidden="true">
                {wrong.has(step) ? '!' : index + 1}
              </span>
              <span className="jp-CanvasShare-stepTitle">
                {pageTitle(trans, step)}
                {wrong.has(step) && (
                  <span className="jp-CanvasShare-problem">
                    {' '}
                    {trans.__('(to correct)')}
                  </span>
                )}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
