import * as React from 'react';

import type { Prediction, Value } from '../../api/types';
import { formatNumber, NOT_AVAILABLE, percent } from '../../components/format';
import { useHost, type ITrans } from '../../components/host';
import { Scroll } from '../../components/Scroll';
import { ShowAll } from './ShowAll';

/** More are shown when asked for; until then the others are one line. */
const SHOWN = 10;

/** Of a longer text the beginning tells which it is. */
const LONG_TEXT = 100;

interface IContributionsProps {
  target: string;
  row: Record<string, Value>;
  prediction: Prediction;
}

interface ILine {
  label: string;
  value: string;
  amount: number;
}

/** What each column adds to the prediction of one row: in words, as bars and as figures. */
export function Contributions(props: IContributionsProps): React.JSX.Element {
  const { target, row, prediction } = props;
  const { trans } = useHost();
  const [all, setAll] = React.useState(false);
  const ranked: ILine[] = [...prediction.contributions]
    .sort((one, other) => Math.abs(other.value) - Math.abs(one.value))
    .map(({ column, value }) => ({
      label: column,
      value: shownValue(row[column] ?? null, trans),
      amount: value
    }));
  const lines = all ? ranked : folded(ranked, trans);
  const most = Math.max(...lines.map(({ amount }) => Math.abs(amount)), 0);
  const { total, change } = figuresOf(prediction, trans);
  const expected = prediction.expected_value ?? 0;
  const answer = expected + sum(ranked);
  return (
    <>
      <p className="jp-CanvasShare-verdict">
        {sentences(target, prediction, ranked, trans).join(' ')}
      </p>
      {prediction.notices.length > 0 && (
        <ul>
          {prediction.notices.map((notice, index) => (
            <li key={index}>{notice}</li>
          ))}
        </ul>
      )}
      <Scroll label={trans.__('Contributions')}>
        <table className="jp-CanvasShare-table jp-CanvasShare-contributions">
          <caption>
            {typeof prediction.value === 'number'
              ? trans.__('What each column adds to the predicted %1', target)
              : trans.__(
                  'What each column adds to the probability of %1',
                  prediction.value
                )}
          </caption>
          <thead>
            <tr>
              <th scope="col">{trans.__('Column')}</th>
              <th scope="col">{trans.__('Value')}</th>
              <th scope="col" className="jp-mod-number">
                {typeof prediction.value === 'number'
                  ? trans.__('Contribution')
                  : trans.__('Percentage points')}
              </th>
              <td aria-hidden="true" />
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{trans.__('Made-up rows, on average')}</th>
              <td />
              <td className="jp-mod-number">{total(expected)}</td>
              <td aria-hidden="true" />
            </tr>
            {lines.map(({ label, value, amount }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{value}</td>
                <td className="jp-mod-number">{change(amount)}</td>
                <td aria-hidden="true">
                  <Diverging amount={amount} most={most} />
                </td>
              </tr>
            ))}
            <tr>
              <th scope="row">{trans.__('Prediction')}</th>
              <td>
                {typeof prediction.value === 'string' && prediction.value}
              </td>
              <td className="jp-mod-number">{total(answer)}</td>
              <td aria-hidden="true" />
            </tr>
          </tbody>
        </table>
      </Scroll>
      {ranked.length > SHOWN && (
        <ShowAll
          all={all}
          onChange={setAll}
          few={SHOWN}
          label={trans.__('Show all %1 columns', ranked.length)}
        />
      )}
    </>
  );
}

/** A bar to the right for what raises the prediction, to the left for what lowers it. */
function Diverging({
  amount,
  most
}: {
  amount: number;
  most: number;
}): React.JSX.Element {
  const share = most === 0 ? 0 : (Math.abs(amount) / most) * 50;
  return (
    <span className="jp-CanvasShare-diverging">
      <span
        data-sign={amount < 0 ? 'lowers' : 'raises'}
        style={{
          width: `${share}%`,
          insetInlineStart: `${amount < 0 ? 50 - share : 50}%`
        }}
      />
    </span>
  );
}

/** The first lines, and one for the sum of the others, so that all still add up. */
function folded(ranked: readonly ILine[], trans: ITrans): readonly ILine[] {
  const rest = ranked.slice(SHOWN);
  return rest.length === 0
    ? ranked
    : [
        ...ranked.slice(0, SHOWN),
        {
          label: trans._n('%1 other column', '%1 other columns', rest.length),
          value: '',
          amount: sum(rest)
        }
      ];
}

function sum(lines: readonly ILine[]): number {
  return lines.reduce((total, { amount }) => total + amount, 0);
}

/** How totals and changes are written: as numbers, or of a probability as percentages. */
function figuresOf(
  { value }: Prediction,
  trans: ITrans
): {
  total: (value: number) => string;
  change: (value: number) => string;
  spoken: (value: number) => string;
} {
  if (typeof value === 'string') {
    const points = (amount: number, digits: number) =>
      new Intl.NumberFormat(undefined, {
        signDisplay: 'exceptZero',
        minimumFractionDigits: digits,
        maximumFractionDigits: 2
      }).format(100 * amount);
    // figures of one column stand below each other
    const change = (amount: number) => points(amount, 2);
    const spoken = (amount: number) =>
      trans.__('%1 percentage points', points(amount, 0));
    return { total: percent, change, spoken };
  }
  const numbers = new Intl.NumberFormat(undefined, {
    signDisplay: 'exceptZero',
    maximumSignificantDigits: 4
  });
  const change = (amount: number) => numbers.format(amount);
  return {
    total: number => formatNumber(number, Math.abs(number) < 100 ? 4 : 1),
    change,
    spoken: change
  };
}

/** The answer, what it would be without the row, and what raises and lowers it most. */
function sentences(
  target: string,
  prediction: Prediction,
  ranked: readonly ILine[],
  trans: ITrans
): string[] {
  const { total, spoken } = figuresOf(prediction, trans);
  const { value, expected_value } = prediction;
  const found =
    typeof value === 'string'
      ? [
          trans.__(
            '%1 is predicted as %2, with a probability of %3.',
            target,
            value,
            percent(
              prediction.probabilities.find(({ name }) => name === value)
                ?.probability
            )
          )
        ]
      : [trans.__('%1 is predicted as %2.', target, total(value))];
  if (expected_value !== null) {
    found.push(
      trans.__(
        'The made-up rows that it is compared with get %1 on average.',
        total(expected_value)
      )
    );
  }
  const up = ranked.find(({ amount }) => amount > 0);
  const down = ranked.find(({ amount }) => amount < 0);
  if (up) {
    found.push(
      trans.__(
        '%1 (%2) raises it most: %3.',
        up.label,
        up.value,
        spoken(up.amount)
      )
    );
  }
  if (down) {
    found.push(
      trans.__(
        '%1 (%2) lowers it most: %3.',
        down.label,
        down.value,
        spoken(down.amount)
      )
    );
  }
  if (!up && !down) {
    found.push(trans.__('No column changes it.'));
  }
  return found;
}

function shownValue(value: Value, trans: ITrans): string {
  if (value === null) {
    return trans.__('missing');
  }
  if (typeof value === 'number') {
    return formatNumber(value);
  }
  const letters = Array.from(value);
  return letters.length > LONG_TEXT
    ? `${letters.slice(0, LONG_TEXT).join('')}…`
    : value || NOT_AVAILABLE;
}
