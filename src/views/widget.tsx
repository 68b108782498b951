import { ReactWidget } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

import { HostProvider } from '../components/host';
import { StudioProvider, VisibleProvider, type IStudio } from './studio';

const Frame = React.lazy(() => import('./Frame'));

/** A screen as a Lumino widget. Its code may be lazy; its state outlives a move of the tab. */
export class StudioView extends ReactWidget {
  constructor(
    private readonly _studio: IStudio,
    private readonly _screen: () => React.ReactElement
  ) {
    super();
    this.addClass('jp-CanvasShare-view');
  }

  dispose(): void {
    if (!this.isDisposed) {
      super.onBeforeDetach(Widget.Msg.BeforeDetach);
      super.dispose();
    }
  }

  protected render(): React.ReactElement {
    return (
      <HostProvider value={this._studio.canvasShare.host}>
        <StudioProvider value={this._studio}>
          <VisibleProvider value={this.isVisible}>
            <React.Suspense fallback={null}>
              <Frame>{this._screen()}</Frame>
            </React.Suspense>
          </VisibleProvider>
        </StudioProvider>
      </HostProvider>
    );
  }

  protected onAfterShow(): void {
    this.update();
  }

  protected onAfterHide(): void {
    this.update();
  }

  protected onBeforeDetach(): void {
    // dragging a tab detaches it: unmounting here would lose what was typed
  }
}
