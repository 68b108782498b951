import '@testing-library/jest-dom';
import { screen } from '@testing-library/react';
import * as React from 'react';

import { Chart } from '../Chart';
import { renderOn, TestHost } from './host';

const CHART = {
  id: 'roc',
  title: 'ROC curve',
  sentence: 'Better than guessing.',
  spec: { mark: 'line' }
};

test('draws the spec once, says it in words, and cleans up', async () => {
  const host = new TestHost();
  const { rerender, unmount } = renderOn(host, <Chart chart={CHART} />);
  const picture = await screen.findByRole('img', { name: 'ROC curve' });
  expect(picture).toHaveAccessibleDescription('Better than guessing.');
  expect(screen.getByRole('heading')).toHaveTextContent('ROC curve');
  expect(host.charts.size).toBe(1);

  // an equal spec that was read again is not drawn again
  rerender(<Chart chart={{ ...CHART, spec: { ...CHART.spec } }} />);
  expect([...host.charts][0]).toBe(CHART.spec);
  rerender(<Chart chart={{ ...CHART, spec: { mark: 'bar' } }} />);
  await screen.findByRole('img');
  expect([...host.charts]).toEqual([{ mark: 'bar' }]);
  unmount();
  expect(host.charts.size).toBe(0);
});

test('leaves the words where the picture cannot be drawn', async () => {
  jest.spyOn(console, 'error').mockImplementation(() => {});
  renderOn(
    new TestHost(),
    <Chart chart={{ ...CHART, spec: { broken: true } }} />
  );
  expect(await screen.findByText(/could not be drawn/)).toBeInTheDocument();
  expect(screen.getByText('Better than guessing.')).toBeInTheDocument();
  expect(screen.queryByRole('img')).not.toBeInTheDocument();
});
