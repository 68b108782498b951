import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { Tabs } from '../Tabs';

const TABS = ['one', 'two', 'three'].map(id => ({ id, title: `Tab ${id}` }));

function Page(): React.JSX.Element {
  const [selected, setSelected] = React.useState('one');
  return (
    <Tabs
      label="Numbers"
      tabs={TABS}
      selected={selected}
      onSelect={setSelected}
    >
      <p>Panel {selected}</p>
    </Tabs>
  );
}

const tab = (name: string) => screen.getByRole('tab', { name: `Tab ${name}` });

test('the arrow keys, Home and End select and focus, around the ends', async () => {
  render(<Page />);
  await userEvent.tab();
  expect(tab('one')).toHaveFocus();

  await userEvent.keyboard('{ArrowRight}');
  expect(tab('two')).toHaveFocus();
  expect(tab('two')).toHaveAttribute('aria-selected', 'true');
  expect(screen.getByRole('tabpanel', { name: 'Tab two' })).toHaveTextContent(
    'Panel two'
  );

  await userEvent.keyboard('{End}');
  expect(tab('three')).toHaveFocus();
  await userEvent.keyboard('{ArrowRight}');
  expect(tab('one')).toHaveFocus();
  await userEvent.keyboard('{ArrowLeft}');
  expect(tab('three')).toHaveFocus();
  await userEvent.keyboard('{Home}');
  expect(tab('one')).toHaveFocus();
});

test('the row of tabs is one tab stop, and the panel is the next', async () => {
  render(<Page />);
  await userEvent.click(tab('two'));
  await userEvent.tab();
  expect(screen.getByRole('tabpanel')).toHaveFocus();
  await userEvent.tab({ shift: true });
  expect(tab('two')).toHaveFocus();
});
