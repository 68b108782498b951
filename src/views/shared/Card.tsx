import { Button, ellipsesIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { SharedModel } from '../../api/types';
import { Ago } from '../../components/Ago';
import { lastEventText } from '../../components/events';
import { formatMetric } from '../../components/format';
import { useHost } from '../../components/host';
import { metricLabel } from '../../components/labels';
import { sourceLabel } from '../../components/lists';
import { CommandIDs } from '../../tokens';
import { factsOf } from '../actions/rules';
import { useStudio } from '../studio';
import { Expiry, State, Undelivered } from './Standing';

interface ICardProps {
  model: SharedModel;
  /** Its number in the list, from 0, and how many there are; -1 while that is not known. */
  index: number;
  count: number;
  /** Whether Tab leads to it. */
  tabStop: boolean;
  /** Distance from the top of the list, in px. */
  top: number;
}

/** One shared model in a feed. Its data attributes are what commands know of it. */
export const Card = React.forwardRef<HTMLElement, ICardProps>(
  ({ model, index, count, tabStop, top }, ref) => {
    const { trans } = useHost();
    const { execute, openMenu } = useStudio();
    const id = React.useId();
    const facts = factsOf(model);
    return (
      <article
        ref={ref}
        className="jp-CanvasShare-card"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-whom`}
        aria-posinset={index + 1}
        aria-setsize={count}
        tabIndex={tabStop ? 0 : -1}
        data-index={index}
        data-id={model.id}
        data-share={JSON.stringify(facts)}
        data-ended={facts.ended}
        data-unseen={model.unseen}
        style={{ transform: `translateY(${top}px)` }}
      >
        <div className="jp-CanvasShare-card-text">
          <h3 id={`${id}-title`}>
            {model.title}
            {model.unseen && (
              <>
                {' '}
                <span className="jp-CanvasShare-badge jp-mod-new">
                  {trans.__('New')}
                </span>
              </>
            )}
          </h3>
          <p className="jp-CanvasShare-card-facts">
            <span id={`${id}-whom`} className="jp-CanvasShare-sharedTo">
              {model.direction === 'by-me'
                ? model.shared_to
                : trans.__('Shared by: %1', model.owner)}
            </span>
            <span>{sourceLabel(trans, model.source)}</span>
            <span>{trans._n('%1 version', '%1 versions', model.versions)}</span>
            <span>
              {trans.__(
                'Predicts %1 · %2: %3',
                model.target,
                metricLabel(trans, model.objective, model.positive_class),
                formatMetric(model.objective_value)
              )}
            </span>
          </p>
          {!facts.ended && (
            <p className="jp-CanvasShare-quiet">
              {lastEventText(trans, model)}, <Ago value={model.last_event.at} />
            </p>
          )}
          <Undelivered model={model} />
          <State model={model} />
          <Expiry model={model} />
          {model.note && <p className="jp-CanvasShare-note">{model.note}</p>}
        </div>
        <div className="jp-CanvasShare-card-actions">
          <Button
            className="jp-mod-styled"
            aria-describedby={`${id}-title`}
            onClick={() =>
              execute(CommandIDs.openSharedModel, {
                id: model.id,
                title: model.title
              })
            }
          >
            {trans.__('View model')}
          </Button>
          <button
            type="button"
            className="jp-CanvasShare-iconButton"
            aria-haspopup="menu"
            aria-label={trans.__('More actions for %1', model.title)}
            title={trans.__('More actions')}
            onClick={event => openMenu(event.currentTarget)}
          >
            <ellipsesIcon.react tag="span" />
          </button>
        </div>
      </article>
    );
  }
);
Card.displayName = 'Card';
