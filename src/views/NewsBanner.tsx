import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Notification } from '../api/types';
import { useHost } from '../components/host';
import { sharedModelsIcon } from '../icons';
import { newsAction, newsSummary } from './news';
import { useStudio } from './studio';

interface INewsBannerProps {
  items: readonly Notification[];
  models: number;
  onDismiss: () => void;
}

/** What arrived while nobody looked; it stays at the top of Studio until it is dismissed. */
export default function NewsBanner({
  items,
  models,
  onDismiss
}: INewsBannerProps): React.JSX.Element | null {
  const { trans } = useHost();
  const { execute } = useStudio();
  if (items.length === 0) {
    return null;
  }
  const { label, command, args } =
    items.length === 1 && models === 1
      ? newsAction(trans, items[0])
      : newsAction(trans, { ...items[0], kind: 'shared' });
  const summary = newsSummary(trans, items, models);
  return (
    <div className="jp-CanvasShare-banner">
      <sharedModelsIcon.react tag="span" width="16px" />
      <span
        className="jp-CanvasShare-banner-text"
        role="status"
        title={summary}
      >
        {summary}
      </span>
      <Button
        className="jp-mod-styled jp-mod-accept"
        onClick={() => {
          onDismiss();
          execute(command, args);
        }}
      >
        {label}
      </Button>
      <Button className="jp-mod-styled" onClick={onDismiss}>
        {trans.__('Dismiss')}
      </Button>
    </div>
  );
}
