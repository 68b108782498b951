import {
  caretDownIcon,
  caretRightIcon,
  LabIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import { EmptyState } from '../../components/EmptyState';
import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { Loading } from '../../components/Loading';
import { automlIcon, sharedModelsIcon } from '../../icons';
import { CommandIDs } from '../../tokens';
import { useRead } from '../poll';
import { useStudio } from '../studio';
import { useNews } from '../unread';

/** The **Home** panel: the way to everything that works on this server. */
export default function Home(): React.JSX.Element {
  const { trans } = useHost();
  const { canvasShare, execute } = useStudio();
  const read = React.useCallback(() => canvasShare.me(), [canvasShare]);
  const { data: me, error, refresh } = useRead(read);
  const news = useNews(canvasShare.news);
  const [open, setOpen] = React.useState(true);
  const list = React.useId();
  const nothing =
    me !== null && !me.capabilities.train && !me.capabilities.studio;

  return (
    <div className="jp-CanvasShare-home">
      <h2>{trans.__('Home')}</h2>
      {me && (
        <p className="jp-CanvasShare-quiet">
          {trans.__('%1 in the Domain %2', me.profile.display_name, me.domain)}
        </p>
      )}
      <ErrorBanner error={error} onRetry={refresh} />
      {me === null && error === null && <Loading />}
      {nothing && (
        <EmptyState
          title={trans.__('This profile has no Studio app')}
          hint={trans.__(
            'Set CanvasShare.apps to include Studio, and install jupyterlab-canvas-share[autopilot] to train models.'
          )}
        />
      )}
      <nav aria-label={trans.__('Home')}>
        <ul>
          {me?.capabilities.train && (
            <li>
              <Entry
                icon={automlIcon}
                label={trans.__('AutoML')}
                onClick={() => execute(CommandIDs.openAutopilot)}
              />
            </li>
          )}
          {me?.capabilities.studio && (
            <li>
              <button
                type="button"
                className="jp-CanvasShare-entry"
                aria-expanded={open}
                aria-controls={list}
                onClick={() => setOpen(!open)}
              >
                <LabIcon.resolveReact
                  icon={open ? caretDownIcon : caretRightIcon}
                  tag="span"
                  width="16px"
                />
                {trans.__('Models')}
              </button>
              <ul id={list} hidden={!open}>
                <li>
                  <Entry
                    icon={sharedModelsIcon}
                    label={trans.__('Shared models')}
                    unread={news?.answer.unread}
                    onClick={() => execute(CommandIDs.openSharedModels)}
                  />
                </li>
              </ul>
            </li>
          )}
        </ul>
      </nav>
    </div>
  );
}

function Entry(props: {
  icon: LabIcon;
  label: string;
  unread?: number;
  onClick: () => void;
}): React.JSX.Element {
  const { trans } = useHost();
  return (
    <button
      type="button"
      className="jp-CanvasShare-entry"
      onClick={props.onClick}
    >
      <props.icon.react tag="span" width="16px" />
      {props.label}
      {Boolean(props.unread) && (
        <span
          className="jp-CanvasShare-badge jp-mod-new"
          aria-label={trans.__('%1 new', props.unread)}
        >
          {props.unread}
        </span>
      )}
    </button>
  );
}
