import * as React from 'react';

import type { Me, UserProfile } from '../../api/types';
import { useStudio } from '../studio';

const DEBOUNCE = 150;
const LIMIT = 50;

export interface IOptions {
  /** Who can be chosen; null before the first answer. */
  options: readonly UserProfile[] | null;
  /** Whether anybody else is in the Domain, with the Canvas app or not; null when not known. */
  alone: boolean | null;
  error: unknown;
  retry: () => void;
}

/** The Domain's Canvas users that match what is typed, without oneself. */
export function useOptions(me: Me, query: string): IOptions {
  const { client } = useStudio().canvasShare;
  const [options, setOptions] = React.useState<readonly UserProfile[] | null>(
    null
  );
  const [alone, setAlone] = React.useState<boolean | null>(null);
  const [error, setError] = React.useState<unknown>(null);
  const [attempt, setAttempt] = React.useState(0);
  const myself = me.profile.name;

  React.useEffect(() => {
    let current = true;
    const timer = setTimeout(
      async () => {
        try {
          const { items } = await client.profiles({
            app: 'Canvas',
            q: query,
            limit: LIMIT
          });
          const others = items.filter(({ name }) => name !== myself);
          if (current) {
            setOptions(others);
            setError(null);
          }
          if (current && query === '') {
            const everybody =
              others.length > 0 ? null : await client.profiles({ limit: 2 });
            setAlone(
              everybody?.items.every(({ name }) => name === myself) ?? false
            );
          }
        } catch (reason) {
          if (current) {
            setError(reason);
          }
        }
      },
      query === '' ? 0 : DEBOUNCE
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, myself, query, attempt]);

  return { options, alone, error, retry: () => setAttempt(attempt + 1) };
}
