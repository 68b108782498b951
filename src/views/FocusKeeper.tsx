import * as React from 'react';

interface IFocusKeeperProps extends React.HTMLAttributes<HTMLElement> {
  children: React.ReactNode;
}

/**
 * A section that takes the focus when a change takes away what had it: else the keyboard would
 * start again at the top of the application.
 */
export class FocusKeeper extends React.Component<IFocusKeeperProps> {
  getSnapshotBeforeUpdate(): boolean {
    return this._section.current!.contains(document.activeElement);
  }

  componentDidUpdate(_: unknown, __: unknown, wasInside: boolean): void {
    if (wasInside && document.activeElement === document.body) {
      this._section.current!.focus({ preventScroll: true });
    }
  }

  render(): React.ReactNode {
    return <section {...this.props} ref={this._section} tabIndex={-1} />;
  }

  private readonly _section = React.createRef<HTMLElement>();
}
