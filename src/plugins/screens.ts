import type { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type * as React from 'react';

import type { IStudio } from '../views/studio';
import { StudioView } from '../views/widget';

interface IScreen {
  /** Two requests with the same key get the same tab. */
  key: string;
  title: string;
  caption: string;
  icon: LabIcon;
  /** What the command needs to open this tab again after a reload. */
  args: () => ReadonlyPartialJSONObject;
  render: () => React.ReactElement;
}

/** The tabs that one command opens: reused while open, restored after a reload. */
export class Screens {
  constructor(
    private readonly _app: JupyterFrontEnd,
    private readonly _studio: IStudio,
    restorer: ILayoutRestorer | null,
    /** Of the tracker and the widgets' ids. */
    private readonly _namespace: string,
    command: string
  ) {
    this._tracker = new WidgetTracker<MainAreaWidget<StudioView>>({
      namespace: _namespace
    });
    if (restorer) {
      void restorer.restore(this._tracker, {
        command,
        args: widget => this._args.get(widget)?.() ?? {},
        name: widget => widget.id
      });
    }
  }

  /** Bring the tab to the front; make it first if it is not open. */
  open(screen: IScreen): MainAreaWidget<StudioView> {
    const id = `${this._namespace}:${screen.key}`;
    const widget =
      this._tracker.find(open => open.id === id) ?? this._make(id, screen);
    if (!widget.isAttached) {
      this._app.shell.add(widget, 'main', { type: 'Canvas Share' });
    }
    this._app.shell.activateById(widget.id);
    return widget;
  }

  /** Close the tab of what is no more; nothing if it is not open. */
  close(key: string): void {
    const id = `${this._namespace}:${key}`;
    this._tracker.find(open => open.id === id)?.dispose();
  }

  /** Remember the arguments of a tab, which changed. */
  save(widget: MainAreaWidget<StudioView>): void {
    void this._tracker.save(widget);
  }

  private _make(id: string, screen: IScreen): MainAreaWidget<StudioView> {
    const widget = new MainAreaWidget({
      content: new StudioView(this._studio, screen.render)
    });
    widget.id = id;
    widget.title.label = screen.title;
    widget.title.caption = screen.caption;
    widget.title.icon = screen.icon;
    widget.title.closable = true;
    this._args.set(widget, screen.args);
    void this._tracker.add(widget);
    return widget;
  }

  private readonly _args = new WeakMap<
    MainAreaWidget<StudioView>,
    () => ReadonlyPartialJSONObject
  >();
  private readonly _tracker: WidgetTracker<MainAreaWidget<StudioView>>;
}
