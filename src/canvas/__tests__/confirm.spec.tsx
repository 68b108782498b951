/** A question whose answer removes the place it was asked from. */

import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { renderOn, TestHost } from '../../components/__tests__/host';
import { ConfirmDialog } from '../ConfirmDialog';
import { withDialogs } from './wire';

const QUESTION = {
  title: 'Remove churn?',
  label: 'Remove',
  busyLabel: 'Removing…',
  consequences: []
};

function Card({ onDone }: { onDone: () => void }): React.JSX.Element | null {
  const [gone, setGone] = React.useState(false);
  const remove = async () => setGone(true);
  return gone ? null : (
    <ConfirmDialog
      question={QUESTION}
      onConfirm={remove}
      onDone={onDone}
      onClose={() => undefined}
    />
  );
}

test('a dialog that goes with its card still tells that it is done', async () => {
  withDialogs();
  const done = jest.fn();
  renderOn(new TestHost(), <Card onDone={done} />);
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }));
  expect(done).toHaveBeenCalledTimes(1);
});
