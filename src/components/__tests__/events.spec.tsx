import '@testing-library/jest-dom';
import { screen } from '@testing-library/react';
import * as React from 'react';

import type { SharedModel } from '../../api/types';
import { sharedModel } from '../../canvas/__tests__/samples';
import { EndedSince } from '../EndedSince';
import { lastEventText } from '../events';
import { renderOn, TestHost } from './host';

const AT = '2026-11-22T08:00:00Z';

function last(
  kind: SharedModel['last_event']['kind'],
  author: string,
  more: Partial<SharedModel> = {}
): string {
  const model = sharedModel({ last_event: { kind, author, at: AT }, ...more });
  return lastEventText(new TestHost().trans, model);
}

test('what happened last says who did it, and whether that was the reader', () => {
  const mine = { owner: 'me', direction: 'by-me' } as const;
  expect(last('updated', 'me', mine)).toBe('You shared an update of the model');
  expect(last('feedback', 'ana', mine)).toBe('ana shared feedback');
  expect(last('recipients-added', 'me', mine)).toBe(
    'You shared the model with more people'
  );
  expect(last('alternate', 'maria')).toBe('maria shared an alternate model');
  expect(last('feedback', 'me')).toBe('You shared feedback');
  // one of those people reads it
  expect(last('recipients-added', 'maria')).toBe('maria shared the model');
});

test('the end of a share says since when, by whom or why', () => {
  const host = new TestHost();
  const ended = (more: Partial<SharedModel>) => {
    const { unmount } = renderOn(
      host,
      <p role="note">
        <EndedSince model={sharedModel(more)} />
      </p>
    );
    const text = screen.getByRole('note').textContent;
    unmount();
    return text;
  };
  expect(ended({ revoked_at: AT })).toMatch(
    /^No longer shared by maria since .*2026/
  );
  expect(ended({ revoked_at: AT, direction: 'by-me' })).toMatch(
    /^You revoked it on .*2026/
  );
  expect(ended({ revoked_at: AT, expires_at: AT })).toMatch(
    /^Expired on .*2026/
  );
  // refused before it was read why
  expect(ended({ revoked_at: null })).toBe('No longer shared by maria');
});
