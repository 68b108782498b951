import * as React from 'react';

import { useHost } from '../components/host';
import { blockQuestion, unblockQuestion } from '../components/questions';
import { ConfirmDialog } from './ConfirmDialog';
import { useCanvas } from './context';

interface IBlockDialogProps {
  name: string;
  /** Whether the profile is blocked now. */
  blocked: boolean;
  onClose: () => void;
  /** Called once it is done. */
  onChange: () => void;
}

/** **Block** or **Unblock** a profile. */
export function BlockDialog({
  name,
  blocked,
  onClose,
  onChange
}: IBlockDialogProps): React.JSX.Element {
  const { trans } = useHost();
  const { client } = useCanvas();
  return (
    <ConfirmDialog
      question={
        blocked ? unblockQuestion(trans, name) : blockQuestion(trans, name)
      }
      onConfirm={() => client.block(name, !blocked)}
      onDone={onChange}
      onClose={onClose}
    />
  );
}
