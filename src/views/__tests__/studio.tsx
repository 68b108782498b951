import { Signal } from '@lumino/signaling';
import { render, type RenderResult } from '@testing-library/react';
import * as React from 'react';

import { CanvasShareClient } from '../../api/client';
import type { Me } from '../../api/types';
import { ME as ANALYST, type Wire } from '../../canvas/__tests__/wire';
import { TestHost } from '../../components/__tests__/host';
import { HostProvider } from '../../components/host';
import type { ICanvasShare, ISharedModelChange } from '../../tokens';
import { NewsReader } from '../../plugins/newsReader';
import { StudioProvider, VisibleProvider, type IStudio } from '../studio';

export const ME: Me = {
  ...ANALYST,
  profile: {
    ...ANALYST.profile,
    name: 'data-scientist',
    apps: ['Studio', 'Canvas']
  },
  capabilities: { train: true, studio: true, canvas: true }
};

export interface ITestStudio extends IStudio {
  /** What views asked the application to do. */
  readonly executed: [command: string, args: unknown][];
  /** Beside which elements a menu was opened. */
  readonly menus: HTMLElement[];
  /** What the person chooses when asked for a file. */
  chosen: string | null;
  emit(change: ISharedModelChange): void;
}

/** An application that notes what it is asked to do, over a server played on the wire. */
export function createStudio(wire: Wire): ITestStudio {
  const client = new CanvasShareClient(wire.transport);
  const sender = {
    client,
    host: new TestHost(),
    me: () => client.me(),
    refresh: () => stale.emit(),
    ready: Promise.resolve(ME)
  } as unknown as ICanvasShare;
  const changed = new Signal<ICanvasShare, ISharedModelChange>(sender);
  const stale = new Signal<ICanvasShare, void>(sender);
  const news = new NewsReader(client, changed);
  const canvasShare = Object.assign(sender, { changed, stale, news });
  const studio: ITestStudio = {
    canvasShare,
    executed: [],
    chosen: null,
    menus: [],
    openMenu: anchor => void studio.menus.push(anchor),
    browse: async () => studio.chosen,
    execute: (command, args) => void studio.executed.push([command, args]),
    emit: change => changed.emit(change)
  };
  return studio;
}

export function renderIn(
  studio: IStudio,
  element: React.ReactElement
): RenderResult {
  return render(element, {
    wrapper: ({ children }: { children: React.ReactNode }) => (
      <HostProvider value={studio.canvasShare.host}>
        <StudioProvider value={studio}>
          <VisibleProvider value={true}>{children}</VisibleProvider>
        </StudioProvider>
      </HostProvider>
    )
  });
}
