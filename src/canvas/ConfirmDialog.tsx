import * as React from 'react';

import { ErrorBanner } from '../components/ErrorBanner';
import { useHost } from '../components/host';
import type { IQuestion } from '../components/questions';

interface IConfirmDialogProps {
  question: IQuestion;
  /** Does it; the dialog stays open and shows why when that fails. */
  onConfirm: () => Promise<unknown>;
  /** Called once it is done, and the focus is back where it was. */
  onDone: () => void;
  onClose: () => void;
}

/** Asks before something is done. The browser's own dialog keeps the focus and gives it back. */
export function ConfirmDialog({
  question,
  onConfirm,
  onDone,
  onClose
}: IConfirmDialogProps): React.JSX.Element {
  const { trans } = useHost();
  const { title, label, busyLabel, consequences } = question;
  const id = React.useId();
  const dialog = React.useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = React.useState(false);
  const [error, setError] = React.useState<unknown>(null);

  React.useLayoutEffect(() => {
    const element = dialog.current!;
    element.showModal();
    // one that is only removed does not give the focus back
    return () => element.close();
  }, []);

  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
    } catch (reason) {
      setError(reason);
      setBusy(false);
      return;
    }
    // gone already, if what was done removed the place it was asked from
    dialog.current?.close();
    onClose();
    onDone();
  };

  return (
    <dialog
      ref={dialog}
      className="jp-CanvasShare-dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={onClose}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <div id={`${id}-text`}>
        {consequences.map(consequence => (
          <p key={consequence}>{consequence}</p>
        ))}
      </div>
      <ErrorBanner error={error} />
      <div className="jp-CanvasShare-actions">
        <button
          type="button"
          className="jp-CanvasShare-button"
          onClick={onClose}
        >
          {trans.__('Cancel')}
        </button>
        <button
          type="button"
          className="jp-CanvasShare-button jp-mod-accept"
          disabled={busy}
          onClick={run}
        >
          {busy ? busyLabel : label}
        </button>
      </div>
    </dialog>
  );
}
