import * as React from 'react';
import { render, type RenderResult } from '@testing-library/react';

import { english } from '../../canvas/translate';
import { HostProvider, type IHost } from '../host';

/** A page that notes which charts stand on it and which files it handed out. */
export class TestHost implements IHost {
  readonly trans = english;
  readonly saved: { blob: Blob; filename: string }[] = [];
  readonly charts = new Set<object>();

  async renderChart(_: HTMLElement, spec: object): Promise<() => void> {
    if ('broken' in spec) {
      throw new Error('not a spec');
    }
    this.charts.add(spec);
    return () => this.charts.delete(spec);
  }

  save(blob: Blob, filename: string): void {
    this.saved.push({ blob, filename });
  }
}

export function renderOn(
  host: IHost,
  element: React.ReactElement
): RenderResult {
  return render(element, {
    wrapper: ({ children }: { children: React.ReactNode }) => (
      <HostProvider value={host}>{children}</HostProvider>
    )
  });
}
