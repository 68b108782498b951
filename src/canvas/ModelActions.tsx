import * as React from 'react';

import type { SharedModel } from '../api/types';
import { useHost } from '../components/host';
import { BlockDialog } from './BlockDialog';
import { Menu } from './Menu';
import { RemoveDialog } from './RemoveDialog';

interface IModelActionsProps {
  model: SharedModel;
  /** Called when the model should be read again. */
  onChange: () => void;
  onRemoved: (model: SharedModel) => void;
}

/** What can be done with a model that somebody shared, beside using it. */
export function ModelActions({
  model,
  onChange,
  onRemoved
}: IModelActionsProps): React.JSX.Element {
  const { trans } = useHost();
  const [asked, setAsked] = React.useState<'remove' | 'block' | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      <Menu
        label={trans.__('More actions')}
        items={[
          {
            label: trans.__('Remove…'),
            run: () => setAsked('remove')
          },
          {
            label: model.blocked
              ? trans.__('Unblock %1…', model.owner)
              : trans.__('Block %1…', model.owner),
            run: () => setAsked('block')
          }
        ]}
      />
      {asked === 'remove' && (
        <RemoveDialog model={model} onClose={close} onRemoved={onRemoved} />
      )}
      {asked === 'block' && (
        <BlockDialog
          name={model.owner}
          blocked={model.blocked}
          onClose={close}
          onChange={onChange}
        />
      )}
    </>
  );
}
