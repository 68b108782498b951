import * as React from 'react';

import { formatNumber } from '../../components/format';

/** A number with more digits than are read or compared. */
const LONG_NUMBER = /^-?\d+\.\d{5,}(e[+-]?\d+)?$/;

/** The value of a hyperparameter; of a long number the digits that count, and all of them as its tooltip. */
export function Setting({ value }: { value: string }): React.JSX.Element {
  return LONG_NUMBER.test(value) ? (
    <code title={value}>{formatNumber(Number(value))}</code>
  ) : (
    <code>{value}</code>
  );
}
