import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { ApiError } from '../../api/errors';
import type { SharedModelDetails } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { ErrorBanner } from '../../components/ErrorBanner';
import { untilExpiry } from '../../components/expiry';
import { Fact } from '../../components/Fact';
import { formatMetric } from '../../components/format';
import { History } from '../../components/History';
import { useHost } from '../../components/host';
import { metricLabel } from '../../components/labels';
import { sourceLabel } from '../../components/lists';
import { Loading } from '../../components/Loading';
import { Time } from '../../components/Time';
import { CommandIDs } from '../../tokens';
import { actionLabel, actionsOf, factsOf } from '../actions/rules';
import { FocusKeeper } from '../FocusKeeper';
import { problemTypeLabel } from '../labels';
import { usePoll } from '../poll';
import { useStudio, useVisible } from '../studio';
import { Analysis } from './Analysis';
import { Expiry, State, Undelivered } from './Standing';
import { useChanges } from './useChanges';

/** One share: what its recipients see of the model, its Shared History, what one can do with it. */
export default function SharedModel({ id }: { id: string }): React.JSX.Element {
  const { trans } = useHost();
  const { canvasShare, execute } = useStudio();
  const { client } = canvasShare;
  const read = React.useCallback(() => client.sharedModel(id), [client, id]);
  const { data, error, refresh } = usePoll(read, nextLook);
  useChanges(canvasShare, refresh, id);
  const visible = useVisible();
  const unseen = data?.shared_model.unseen === true && visible;
  React.useEffect(() => {
    if (unseen) {
      // whether it is marked as read is not worth an error: the next look tries again
      client.seen(id).catch(reason => console.warn(reason));
    }
  }, [client, id, unseen]);

  const removed = error instanceof ApiError && error.code === 'removed';
  return (
    <FocusKeeper
      className="jp-CanvasShare-page"
      aria-label={trans.__('Shared model')}
      data-ended={data !== null && data.shared_model.revoked_at !== null}
    >
      {removed ? (
        <EmptyState
          title={trans.__('You have removed this model')}
          hint={error.message}
          action={{
            label: trans.__('View shared models'),
            onClick: () => execute(CommandIDs.openSharedModels)
          }}
        />
      ) : (
        <>
          <ErrorBanner error={error} onRetry={refresh} />
          {data === null && error === null && <Loading />}
          {data && <Details details={data} />}
        </>
      )}
    </FocusKeeper>
  );
}

function Details({
  details
}: {
  details: SharedModelDetails;
}): React.JSX.Element {
  const { trans } = useHost();
  return (
    <>
      <header className="jp-CanvasShare-header">
        <h2>{details.shared_model.title}</h2>
        <Actions details={details} />
      </header>
      <Facts details={details} />
      <div className="jp-CanvasShare-withAside">
        <section aria-label={trans.__('Analysis')}>
          <Analysis details={details} />
        </section>
        <aside aria-label={trans.__('Shared History')}>
          <h3>{trans.__('Shared History')}</h3>
          <History
            entries={details.history}
            usable={details.shared_model.state === 'ready'}
          />
        </aside>
      </div>
    </>
  );
}

/** In how many ms to look again without being told: until it is imported, and when it expires. */
function nextLook({ shared_model }: SharedModelDetails): number | null {
  return shared_model.state === 'importing' ? 1000 : untilExpiry(shared_model);
}

function Actions({
  details: { shared_model }
}: {
  details: SharedModelDetails;
}): React.JSX.Element {
  const { trans } = useHost();
  const { execute } = useStudio();
  const facts = factsOf(shared_model);
  return (
    <div
      className="jp-CanvasShare-actions"
      role="group"
      aria-label={trans.__('Actions')}
    >
      {actionsOf(facts).map(action => (
        <Button
          key={action}
          className="jp-mod-styled"
          onClick={() => execute(action, { ...facts })}
        >
          {actionLabel(trans, action, facts.owner)}
        </Button>
      ))}
    </div>
  );
}

function Facts({
  details
}: {
  details: SharedModelDetails;
}): React.JSX.Element {
  const { trans } = useHost();
  const { shared_model: model } = details;
  const { positive_class } = model;
  return (
    <section aria-label={trans.__('Status')}>
      <p
        className="jp-CanvasShare-sharedTo"
        title={model.recipients.join(', ')}
      >
        {model.direction === 'by-me'
          ? model.shared_to
          : trans.__('Shared by: %1', model.owner)}
      </p>
      {model.recipients.length > 0 && (
        <p className="jp-CanvasShare-quiet">{model.recipients.join(', ')}</p>
      )}
      <div role="status">
        <Undelivered model={model} />
        <State model={model} />
        <Expiry model={model} />
      </div>
      <dl className="jp-CanvasShare-facts">
        <Fact label={trans.__('Source')}>
          {sourceLabel(trans, model.source)}
        </Fact>
        <Fact label={trans.__('Target')}>{model.target}</Fact>
        <Fact label={trans.__('Problem type')}>
          {problemTypeLabel(trans, model.problem_type)}
        </Fact>
        <Fact label={metricLabel(trans, model.objective, positive_class)}>
          {formatMetric(model.objective_value)}
        </Fact>
        <Fact label={trans.__('Shared')}>
          <Time value={model.shared_at} />
        </Fact>
      </dl>
    </section>
  );
}
