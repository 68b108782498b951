import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { useStudio } from '../studio';
import type { IDraft } from './draft';
import { defaultName, fitTo, toRequest, type IExperiment } from './experiment';
import { PAGE_OF, PAGES, type FieldName, type PageId } from './fields';
import type { IPageProps } from './page';
import { Data } from './pages/Data';
import { Method } from './pages/Method';
import { Review } from './pages/Review';
import { Settings } from './pages/Settings';
import { Target } from './pages/Target';
import { pageTitle } from './pageTitle';
import { problemsOf } from './problems';
import { fieldOf, type IFieldRefusal } from './refusal';
import { Steps } from './Steps';
import { usePreview } from './usePreview';

interface IWizardProps {
  /** Where it begins: empty, a clone, or as it was before a reload. */
  start: IDraft;
  /** Something was entered, or another page is open. */
  onDraft: (draft: IDraft) => void;
  onCreated: (job: string) => void;
}

/** The five pages. Going back and forth, and what the server refuses, keeps all that was entered. */
export function Wizard(props: IWizardProps): React.JSX.Element {
  const { start, onDraft, onCreated } = props;
  const { trans } = useHost();
  const { client } = useStudio().canvasShare;
  const [draft, setDraft] = React.useState(start);
  const { experiment, page } = draft;
  /** Pages that were left or sent: those say what is wrong. */
  const [checked, setChecked] = React.useState<ReadonlySet<PageId>>(new Set());
  /** Counts how often the person is to be led to what is wrong. */
  const [led, setLed] = React.useState(0);
  const [refused, setRefused] = React.useState<IFieldRefusal | null>(null);
  const [refusal, setRefusal] = React.useState<unknown>(null);
  const [busy, setBusy] = React.useState(false);
  const input = usePreview();
  const validation = usePreview(true);

  const { load } = input;
  const { load: loadValidation } = validation;
  React.useEffect(() => {
    const { path, target, split, validationPath } = start.experiment;
    if (path.trim() !== '') {
      load(path.trim(), target);
    }
    if (split === 'own' && validationPath.trim() !== '') {
      loadValidation(validationPath.trim());
    }
  }, [start, load, loadValidation]);

  React.useEffect(() => {
    if (draft !== start) {
      onDraft(draft);
    }
  }, [draft, start, onDraft]);

  const change = (next: Partial<IExperiment>) => {
    setRefused(null);
    setRefusal(null);
    setDraft(old => ({
      ...old,
      named: old.named || 'name' in next,
      experiment: { ...old.experiment, ...next }
    }));
  };

  const onInput = (path: string) => {
    setRefused(null);
    setDraft(old => ({
      ...old,
      experiment: {
        ...old.experiment,
        path,
        name: old.named ? old.experiment.name : defaultName(path, new Date())
      }
    }));
    load(path, experiment.target);
  };

  // what was chosen of another file's columns
  const { preview } = input;
  React.useEffect(() => {
    if (preview !== null) {
      setDraft(old => {
        const fitting = fitTo(old.experiment, preview);
        return fitting === old.experiment
          ? old
          : { ...old, experiment: fitting };
      });
    }
  }, [preview]);

  const problems = problemsOf(experiment, { input, validation }, trans);
  const asked = (field: FieldName) => checked.has(PAGE_OF[field]);
  const shown = Object.fromEntries(
    Object.entries(problems).filter(([field]) => asked(field as FieldName))
  );
  if (refused !== null) {
    shown[refused.field] = refused.message;
  }
  const wrong = new Set(
    Object.keys(shown).map(field => PAGE_OF[field as FieldName])
  );

  const body = React.useRef<HTMLDivElement>(null);
  const heading = React.useRef<HTMLHeadingElement>(null);
  const opened = React.useRef(page);
  React.useEffect(() => {
    const first = body.current!.querySelector<HTMLElement>(
      '[aria-invalid=true], [data-invalid=true]'
    );
    if (led > 0 && first) {
      first.focus();
    } else if (opened.current !== page) {
      heading.current!.focus();
    }
    opened.current = page;
  }, [page, led]);

  const go = (to: PageId) => {
    setChecked(old => new Set([...old, ...(to === 'review' ? PAGES : [page])]));
    setLed(0);
    setDraft(old => ({ ...old, page: to }));
    body.current!.closest('.jp-CanvasShare-view')?.scrollTo(0, 0);
  };
  /** Say what is wrong on a page, and bring the focus there. */
  const lead = (to: PageId, pages: readonly PageId[]) => {
    setChecked(old => new Set([...old, ...pages]));
    setLed(times => times + 1);
    setDraft(old => ({ ...old, page: to }));
  };

  const index = PAGES.indexOf(page);
  const next = () => {
    const path = experiment.path.trim();
    const own = experiment.validationPath.trim();
    // Enter in a field or a click from it, at which it does not look by itself
    if (page === 'data' && path !== '' && path !== input.path) {
      onInput(path);
    }
    if (
      page === 'data' &&
      experiment.split === 'own' &&
      own !== '' &&
      own !== validation.path
    ) {
      validation.load(own);
    }
    if (
      Object.keys(problems).some(field => PAGE_OF[field as FieldName] === page)
    ) {
      lead(page, [page]);
    } else {
      go(PAGES[index + 1]);
    }
  };

  const create = async () => {
    const [first] = Object.keys(problems) as FieldName[];
    if (first !== undefined) {
      lead(PAGE_OF[first], PAGES);
      return;
    }
    setBusy(true);
    setRefusal(null);
    setRefused(null);
    try {
      const job = await client.createJob(toRequest(experiment, preview));
      onCreated(job.name);
    } catch (reason) {
      setBusy(false);
      const field = fieldOf(reason, experiment);
      if (field === null) {
        setRefusal(reason);
      } else {
        setRefused(field);
        lead(PAGE_OF[field.field], []);
      }
    }
  };

  const pageProps: IPageProps = {
    experiment,
    problems: shown,
    input,
    validation,
    onChange: change
  };
  const last = page === 'review';
  return (
    <>
      <Steps page={page} wrong={wrong} onPage={go} />
      <form
        className="jp-CanvasShare-form"
        noValidate
        onSubmit={event => {
          event.preventDefault();
          if (!busy) {
            void (last ? create() : next());
          }
        }}
      >
        <h3 ref={heading} tabIndex={-1}>
          {pageTitle(trans, page)}
        </h3>
        <div ref={body} className="jp-CanvasShare-form">
          {page === 'data' && <Data {...pageProps} onInput={onInput} />}
          {page === 'target' && <Target {...pageProps} />}
          {page === 'method' && <Method {...pageProps} />}
          {page === 'settings' && <Settings {...pageProps} />}
          {page === 'review' && (
            <Review
              {...pageProps}
              onPage={go}
              onProblem={to => lead(to, PAGES)}
            />
          )}
        </div>
        <ErrorBanner error={refusal} onDismiss={() => setRefusal(null)} />
        <div className="jp-CanvasShare-actions">
          {index > 0 && (
            <Button
              type="button"
              className="jp-mod-styled"
              onClick={() => go(PAGES[index - 1])}
            >
              {trans.__('Back')}
            </Button>
          )}
          <Button
            type="submit"
            className="jp-mod-styled jp-mod-accept"
            disabled={busy}
          >
            {!last
              ? trans.__('Next: %1', pageTitle(trans, PAGES[index + 1]))
              : busy
                ? trans.__('Creating…')
                : trans.__('Create experiment')}
          </Button>
        </div>
      </form>
    </>
  );
}
