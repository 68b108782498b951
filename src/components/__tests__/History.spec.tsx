import '@testing-library/jest-dom';
import { screen } from '@testing-library/react';
import * as React from 'react';

import type { HistoryEntry } from '../../api/types';
import { History } from '../History';
import { renderOn, TestHost } from './host';

const VERSION: HistoryEntry['version'] = {
  source: 'autopilot',
  title: 'churn',
  problem_type: 'BinaryClassification',
  target: 'Churn',
  positive_class: 'Yes',
  objective: 'F1',
  candidates: [],
  dataset: null
};

function entry(
  day: number,
  kind: HistoryEntry['kind'],
  more: Partial<HistoryEntry> = {}
): HistoryEntry {
  return {
    id: `${day}.maria`,
    author: 'maria',
    kind,
    at: `2026-11-0${day}T10:00:00Z`,
    note: '',
    version: kind === 'feedback' ? null : VERSION,
    current: false,
    ...more
  };
}

const lines = () =>
  screen.getAllByRole('listitem').map(item => item.textContent);

test('numbers the versions by time and shows the newest first', () => {
  renderOn(
    new TestHost(),
    <History
      usable
      entries={[
        entry(3, 'feedback', { note: 'Nice' }),
        entry(1, 'shared'),
        entry(4, 'alternate', { current: true }),
        entry(2, 'updated')
      ]}
    />
  );
  const shown = lines();
  expect(shown[0]).toMatch(/^V3 maria shared an alternate model In use/);
  expect(shown[1]).toMatch(/^maria shared feedback/);
  expect(shown[2]).toMatch(/^V2 maria shared an update of the model/);
  expect(shown[3]).toMatch(/^V1 maria shared the model/);
});

test('what could not be imported is not in use', () => {
  renderOn(
    new TestHost(),
    <History usable={false} entries={[entry(1, 'shared', { current: true })]} />
  );
  expect(screen.queryByText('In use')).not.toBeInTheDocument();
});

test('adding people makes no version, except for who came in by it', () => {
  const { unmount } = renderOn(
    new TestHost(),
    <History
      usable
      entries={[entry(1, 'shared'), entry(2, 'recipients-added')]}
    />
  );
  expect(lines()[0]).toMatch(/^maria/);
  unmount();
  renderOn(
    new TestHost(),
    <History
      usable
      entries={[entry(2, 'recipients-added'), entry(3, 'updated')]}
    />
  );
  expect(lines()[0]).toMatch(/^V2/);
  expect(lines()[1]).toMatch(/^V1/);
});

test('shows a note as it was typed, never as markup', () => {
  const note = 'Mind this:\n<img src=x onerror=alert(1)> **bold**';
  renderOn(
    new TestHost(),
    <History usable entries={[entry(1, 'shared', { note })]} />
  );
  expect(
    screen.getByText((_, element) => element?.textContent === note)
  ).toBeInTheDocument();
  expect(screen.queryByRole('img')).not.toBeInTheDocument();
});
