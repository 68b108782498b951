import '@testing-library/jest-dom';
import { act, render, screen } from '@testing-library/react';
import * as React from 'react';

import { Scroll } from '../Scroll';

test('only a table that does not fit is a tab stop', () => {
  let measure: () => void = () => undefined;
  const before = window.ResizeObserver;
  window.ResizeObserver = class extends before {
    constructor(callback: ResizeObserverCallback) {
      super(callback);
      measure = () => callback([], this as ResizeObserver);
    }
  };
  const { container } = render(
    <Scroll label="Metrics">
      <table />
    </Scroll>
  );
  window.ResizeObserver = before;
  act(measure);
  expect(screen.queryByRole('group')).not.toBeInTheDocument();

  Object.defineProperty(container.firstChild, 'scrollWidth', { value: 900 });
  act(measure);
  expect(screen.getByRole('group', { name: 'Metrics' })).toHaveAttribute(
    'tabindex',
    '0'
  );
});
