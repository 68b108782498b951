import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import * as React from 'react';

import type { ICanvasShare } from '../tokens';

/** What a view may do outside of itself. */
export interface IStudio {
  readonly canvasShare: ICanvasShare;

  /** Run a command of the application; a failure is shown to the person. */
  execute(command: string, args?: ReadonlyPartialJSONObject): void;

  /** Open the context menu of what an element stands in, beside that element. */
  openMenu(anchor: HTMLElement): void;

  /** Let the person choose a data file; null when they changed their mind. Null without a file browser. */
  readonly browse: (() => Promise<string | null>) | null;
}

const StudioContext = React.createContext<IStudio | null>(null);

export const StudioProvider = StudioContext.Provider;

export function useStudio(): IStudio {
  const studio = React.useContext(StudioContext);
  if (studio === null) {
    throw new Error('A view was rendered outside of a StudioProvider');
  }
  return studio;
}

const VisibleContext = React.createContext(true);

export const VisibleProvider = VisibleContext.Provider;

/** Whether the view's tab is in front. */
export function useVisible(): boolean {
  return React.useContext(VisibleContext);
}
