import * as React from 'react';

import { ErrorBanner } from '../components/ErrorBanner';
import { Loading } from '../components/Loading';

/** Around every screen: waits for its code, and shows what went wrong instead of an empty tab. */
export default class Frame extends React.Component<
  { children: React.ReactNode },
  { error: unknown }
> {
  state = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  render(): React.ReactNode {
    const { error } = this.state;
    return error === null ? (
      <React.Suspense fallback={<Loading />}>
        {this.props.children}
      </React.Suspense>
    ) : (
      <ErrorBanner
        error={error}
        onRetry={() => this.setState({ error: null })}
      />
    );
  }
}
