import * as React from 'react';

import type { Me } from '../api/types';
import { useHost } from '../components/host';
import { useConnection } from './context';
import { ModelsLink } from './ModelsLink';

interface IHeaderProps {
  me: Me | null;
  /** How many models have something new. */
  unread: number;
}

/** The head of the page: where to go, who one is, and whether the server can be reached. */
export function Header({ me, unread }: IHeaderProps): React.JSX.Element {
  const { trans } = useHost();
  return (
    <header className="jp-CanvasShare-header">
      <ModelsLink className="jp-CanvasShare-brand">
        {trans.__('Canvas')}
      </ModelsLink>
      <nav aria-label={trans.__('Pages')}>
        <ModelsLink
          aria-label={
            unread > 0
              ? trans.__('Models, %1 with something new', unread)
              : undefined
          }
        >
          {trans.__('Models')}
          {unread > 0 && (
            <span className="jp-CanvasShare-unread">{unread}</span>
          )}
        </ModelsLink>
      </nav>
      <ConnectionLine />
      {me && (
        <p className="jp-CanvasShare-who">
          <strong>{me.profile.display_name || me.profile.name}</strong>{' '}
          <span className="jp-CanvasShare-quiet">
            {me.profile.display_name &&
            me.profile.display_name !== me.profile.name
              ? trans.__('%1 · Domain %2', me.profile.name, me.domain)
              : trans.__('Domain %1', me.domain)}
          </span>
        </p>
      )}
    </header>
  );
}

/** Why nothing new shows, while that is so. Always in the document, or it would not be read out. */
function ConnectionLine(): React.JSX.Element {
  const { trans } = useHost();
  const connection = useConnection();
  return (
    <p className="jp-CanvasShare-connection" role="status">
      {connection === 'lost' && trans.__('Connection lost, trying again')}
      {connection === 'signed-out' && (
        <>
          {trans.__('You are signed out.')}{' '}
          <a href="" onClick={() => window.location.reload()}>
            {trans.__('Sign in again')}
          </a>
        </>
      )}
    </p>
  );
}
