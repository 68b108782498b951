import { Button, InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { Field } from '../Field';
import { useStudio } from '../studio';
import {
  defaultName,
  problemsOf,
  toRequest,
  type IExperiment
} from './experiment';
import { InputData } from './InputData';
import { Target } from './Target';
import { usePreview } from './usePreview';

interface ICreateExperimentProps {
  /** The input file, when the person began with one. */
  path: string;
  onCreated: (job: string) => void;
}

/** The **Create experiment** tab. Whatever the server refuses, the form keeps what was typed. */
export default function CreateExperiment({
  path,
  onCreated
}: ICreateExperimentProps): React.JSX.Element {
  const { trans } = useHost();
  const { client } = useStudio().canvasShare;
  const [experiment, setExperiment] = React.useState<IExperiment>({
    name: path ? defaultName(path, new Date()) : '',
    path,
    target: '',
    problemType: null,
    objective: null,
    positiveClass: null,
    minutes: '5'
  });
  const named = React.useRef(false);
  // how often the form was sent, fit or not
  const [checked, setChecked] = React.useState(0);
  const [refusal, setRefusal] = React.useState<unknown>(null);
  const [busy, setBusy] = React.useState(false);
  const { preview, error, busy: loading, load } = usePreview();

  const change = (next: Partial<IExperiment>) => {
    setRefusal(null);
    setExperiment(old => ({ ...old, ...next }));
  };

  const choose = (chosen: string) => {
    const name = named.current ? {} : { name: defaultName(chosen, new Date()) };
    change({ path: chosen, ...name });
    load(chosen, experiment.target);
  };

  React.useEffect(() => {
    if (path) {
      load(path, '');
    }
  }, [path, load]);

  // a target that the file turned out not to have cannot be predicted
  const known =
    preview?.columns.some(({ name }) => name === experiment.target) ?? true;
  React.useEffect(() => {
    if (!known) {
      setExperiment(old => ({ ...old, target: '', positiveClass: null }));
    }
  }, [known]);

  const form = React.useRef<HTMLFormElement>(null);
  const problems = checked > 0 ? problemsOf(experiment, trans) : {};
  React.useEffect(() => {
    if (checked > 0) {
      // the button is below, what is wrong may be out of sight
      form.current!.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    }
  }, [checked]);
  React.useEffect(() => {
    if (refusal !== null) {
      form.current!.lastElementChild!.scrollIntoView({ block: 'nearest' });
    }
  }, [refusal]);

  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setChecked(checked + 1);
    if (busy || Object.keys(problemsOf(experiment, trans)).length > 0) {
      return;
    }
    setBusy(true);
    setRefusal(null);
    try {
      const job = await client.createJob(toRequest(experiment, preview));
      onCreated(job.name);
    } catch (reason) {
      setRefusal(reason);
      setBusy(false);
    }
  };

  return (
    <section
      className="jp-CanvasShare-page"
      aria-label={trans.__('Create experiment')}
    >
      <header className="jp-CanvasShare-header">
        <h2>{trans.__('Create an AutoML experiment')}</h2>
      </header>
      <form
        ref={form}
        className="jp-CanvasShare-form"
        noValidate
        onSubmit={event => void submit(event)}
      >
        <Field label={trans.__('Experiment name')} problem={problems.name}>
          {control => (
            <InputGroup
              {...control}
              value={experiment.name}
              spellCheck={false}
              onChange={event => {
                named.current = true;
                change({ name: event.currentTarget.value });
              }}
            />
          )}
        </Field>
        <InputData
          path={experiment.path}
          problem={problems.path}
          preview={preview}
          error={error}
          busy={loading}
          onType={typed => change({ path: typed })}
          onChoose={choose}
        />
        <Target
          experiment={experiment}
          preview={preview}
          problem={problems.target}
          onChange={change}
          onTarget={target => {
            change({ target, positiveClass: null, objective: null });
            load(experiment.path, target);
          }}
        />
        <Field
          label={trans.__('Time budget (minutes)')}
          hint={trans.__(
            'Training ends after this time with the best model found.'
          )}
          problem={problems.minutes}
        >
          {control => (
            <InputGroup
              {...control}
              type="number"
              min="0.2"
              step="any"
              value={experiment.minutes}
              onChange={event => change({ minutes: event.currentTarget.value })}
            />
          )}
        </Field>
        <ErrorBanner error={refusal} onDismiss={() => setRefusal(null)} />
        <div className="jp-CanvasShare-actions">
          <Button
            type="submit"
            className="jp-mod-styled jp-mod-accept"
            disabled={busy}
          >
            {busy ? trans.__('Creating…') : trans.__('Create experiment')}
          </Button>
        </div>
      </form>
    </section>
  );
}
