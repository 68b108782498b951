import * as React from 'react';

import { useHost } from '../components/host';
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
      title={
        blocked ? trans.__('Unblock %1?', name) : trans.__('Block %1?', name)
      }
      confirm={blocked ? trans.__('Unblock') : trans.__('Block')}
      onConfirm={() => client.block(name, !blocked)}
      onDone={onChange}
      onClose={onClose}
    >
      <p>
        {blocked
          ? trans.__(
              'What %1 shares reaches you again, also what was shared meanwhile.',
              name
            )
          : trans.__(
              'Nothing new that %1 shares will reach you: no models, updates or feedback. What is here stays, and %1 is not told.',
              name
            )}
      </p>
    </ConfirmDialog>
  );
}
