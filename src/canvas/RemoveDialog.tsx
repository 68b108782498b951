import * as React from 'react';

import type { SharedModel } from '../api/types';
import { useHost } from '../components/host';
import { removeQuestion } from '../components/questions';
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
      question={removeQuestion(trans, model)}
      onConfirm={() => client.remove(model.id)}
      onDone={() => onRemoved(model)}
      onClose={onClose}
    />
  );
}
