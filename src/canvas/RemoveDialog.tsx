import * as React from 'react';

import type { SharedModel } from '../api/types';
import { useHost } from '../components/host';
import { ConfirmDialog } from './ConfirmDialog';
import { useCanvas } from './context';

interface IRemoveDialogProps {
  model: SharedModel;
  onClose: () => void;
  onRemoved: (model: SharedModel) => void;
}

/** **Remove**: put a model away. */
export function RemoveDialog({
  model,
  onClose,
  onRemoved
}: IRemoveDialogProps): React.JSX.Element {
  const { trans } = useHost();
  const { client } = useCanvas();
  return (
    <ConfirmDialog
      title={trans.__('Remove %1?', model.title)}
      confirm={trans.__('Remove')}
      onConfirm={() => client.remove(model.id)}
      onDone={() => onRemoved(model)}
      onClose={onClose}
    >
      <p>
        {trans.__(
          'It comes back only if %1 shares a new version of it.',
          model.owner
        )}
      </p>
      <p>
        {trans.__(
          'Its batch predictions can no longer be downloaded then. Nobody else is affected.'
        )}
      </p>
    </ConfirmDialog>
  );
}
