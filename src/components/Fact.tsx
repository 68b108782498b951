import * as React from 'react';

/** One line of a list of facts: what it is, and what it says. */
export function Fact({
  label,
  children
}: {
  label: string;
  children: React.ReactNode;
}): React.JSX.Element {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
