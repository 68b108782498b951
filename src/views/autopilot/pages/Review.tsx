import * as React from 'react';

import { useHost } from '../../../components/host';
import { fieldLabel } from '../fieldLabel';
import { PAGE_OF, type FieldName, type PageId } from '../fields';
import type { IPageProps } from '../page';
import { Summary } from '../Summary';

interface IReviewProps extends IPageProps {
  onPage: (page: PageId) => void;
  /** Go to a page, and there to what is wrong. */
  onProblem: (page: PageId) => void;
}

/** **Review and create**: every choice, and what still keeps it from being created. */
export function Review(props: IReviewProps): React.JSX.Element {
  const { experiment, problems, input, onPage, onProblem } = props;
  const { trans } = useHost();
  const wrong = Object.entries(problems) as [FieldName, string][];
  return (
    <>
      {wrong.length > 0 && (
        <div className="jp-CanvasShare-error" role="alert">
          <div className="jp-CanvasShare-error-text">
            <p>{trans.__('Before it can be created:')}</p>
            <ul>
              {wrong.map(([field, problem]) => (
                <li key={field}>
                  <button
                    type="button"
                    className="jp-CanvasShare-link"
                    onClick={() => onProblem(PAGE_OF[field])}
                  >
                    {fieldLabel(trans, field)}
                  </button>
                  {': '}
                  {problem}
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      <Summary
        experiment={experiment}
        preview={input.preview}
        onEdit={onPage}
      />
    </>
  );
}
