import * as React from 'react';

/** The part of JupyterLab's TranslationBundle that components use. */
export interface ITrans {
  __(text: string, ...args: any[]): string;
  _n(singular: string, plural: string, count: number, ...args: any[]): string;
}

/** What a component needs from the page it stands on: JupyterLab or Canvas. */
export interface IHost {
  readonly trans: ITrans;

  /** Render a Vega-Lite v5 spec into `element`; the promise gives the function that removes it. */
  renderChart(element: HTMLElement, spec: object): Promise<() => void>;

  /** Hand a file to the person as a download. */
  save(blob: Blob, filename: string): void;
}

const HostContext = React.createContext<IHost | null>(null);

export const HostProvider = HostContext.Provider;

/** The page's services. A component outside of a HostProvider is a bug. */
export function useHost(): IHost {
  const host = React.useContext(HostContext);
  if (host === null) {
    throw new Error('A component was rendered outside of a HostProvider');
  }
  return host;
}
