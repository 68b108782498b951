import { Button, HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ModelDetails, Prediction, Value } from '../../api/types';
import { ColumnField } from '../../components/ColumnField';
import { toRow, type Typed } from '../../components/columnFields';
import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { Field } from '../Field';
import { useStudio } from '../studio';
import { Contributions } from './Contributions';
import { inputRows, madeUpRows, type IRowChoice } from './rows';

/** What stands in the choice of rows once a field was changed. */
const TYPED = 'typed';

interface IExplained {
  row: Record<string, Value>;
  prediction: Prediction;
}

/** A row is picked or typed, and what each column adds to its prediction is shown. */
export function RowExplanation({
  details
}: {
  details: ModelDetails;
}): React.JSX.Element {
  const { columns, model } = details;
  const { trans } = useHost();
  const { canvasShare } = useStudio();
  const title = React.useId();
  const madeUp = madeUpRows(details, trans);
  const [fromInput, setFromInput] = React.useState<IRowChoice[] | null>(null);
  const [chosen, setChosen] = React.useState('made-up 0');
  const [form, setForm] = React.useState<Typed>(madeUp[0].form);
  const [explained, setExplained] = React.useState<IExplained | null>(null);
  const [error, setError] = React.useState<unknown>(null);
  const [busy, setBusy] = React.useState(false);
  const newest = React.useRef(0);
  const source = React.useRef<HTMLDivElement>(null);
  const input = details.artifacts.find(
    ({ group, path }) => group === 'Inputs' && path !== null
  );

  const explain = async (filled: Typed) => {
    const asked = ++newest.current;
    const row = toRow(columns, filled);
    setBusy(true);
    setError(null);
    try {
      const { items } = await canvasShare.client.explain(
        model.source,
        model.id,
        row
      );
      if (asked === newest.current) {
        setExplained({ row, prediction: items[0] });
      }
    } catch (reason) {
      if (asked === newest.current) {
        setError(reason);
      }
    }
    if (asked === newest.current) {
      setBusy(false);
    }
  };
  const take = (key: string, choice: IRowChoice | undefined) => {
    if (choice) {
      setChosen(key);
      setForm(choice.form);
      void explain(choice.form);
    }
  };
  const load = async () => {
    setError(null);
    try {
      const preview = await canvasShare.client.wholeRows(input!.path!);
      const rows = inputRows(columns, preview, trans);
      setFromInput(rows);
      // begin with the first; the others are in the list, for the button that was pressed goes
      take('input 0', rows[0]);
      source.current!.querySelector('select')!.focus();
    } catch (reason) {
      setError(reason);
    }
  };
  const choose = (key: string) => {
    const [group, index] = key.split(' ');
    const rows = group === 'input' ? fromInput : madeUp;
    take(key, rows?.[Number(index)]);
  };
  const options = (group: string, rows: readonly IRowChoice[]) =>
    rows.map(({ label }, index) => (
      <option key={label} value={`${group} ${index}`}>
        {label}
      </option>
    ));

  return (
    <section className="jp-CanvasShare-rowExplained" aria-labelledby={title}>
      <h3 id={title}>{trans.__('One row explained')}</h3>
      <p className="jp-CanvasShare-quiet">
        {trans.__(
          'Pick a row or type one, and see what each column adds to its prediction.'
        )}
      </p>
      <div ref={source} className="jp-CanvasShare-rowSource">
        <Field label={trans.__('Start from')}>
          {control => (
            <HTMLSelect
              {...control}
              value={chosen}
              onChange={event => choose(event.currentTarget.value)}
            >
              {chosen === TYPED && (
                <option value={TYPED}>{trans.__('Values typed below')}</option>
              )}
              {options('made-up', madeUp)}
              {fromInput && (
                <optgroup label={input!.path!}>
                  {options('input', fromInput)}
                </optgroup>
              )}
            </HTMLSelect>
          )}
        </Field>
        {input && fromInput === null && (
          <Button className="jp-mod-styled" onClick={() => void load()}>
            {trans.__('Pick from %1', input.path!)}
          </Button>
        )}
      </div>
      <form
        aria-labelledby={title}
        onSubmit={event => {
          event.preventDefault();
          void explain(form);
        }}
      >
        <div className="jp-CanvasShare-rowFields">
          {columns.map(column => (
            <ColumnField
              key={column.name}
              column={column}
              text={form[column.name]}
              onChange={text => {
                setChosen(TYPED);
                setForm(before => ({ ...before, [column.name]: text }));
              }}
            />
          ))}
        </div>
        <Button
          type="submit"
          className="jp-mod-styled jp-mod-accept"
          disabled={busy}
        >
          {busy ? trans.__('Explaining…') : trans.__('Explain')}
        </Button>
      </form>
      <ErrorBanner error={error} onDismiss={() => setError(null)} />
      <div aria-live="polite" aria-busy={busy}>
        {explained && <Contributions target={model.target} {...explained} />}
      </div>
    </section>
  );
}
