import * as React from 'react';

import { ApiError } from '../api/errors';
import type { Column, Prediction } from '../api/types';
import { defaults, toRow, type Typed } from '../components/columnFields';
import { useCanvas } from './context';

export interface ISinglePrediction {
  form: Typed;
  set: (column: string, text: string) => void;
  /** Put every field back to its default. */
  reset: () => void;
  /** Predict from what stands in the form. */
  update: () => void;
  current: Prediction | null;
  previous: Prediction | null;
  running: boolean;
  error: unknown;
  /** Whether anything was typed or predicted. */
  used: boolean;
}

/** Whether the server said that a model is no longer shared. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.status === 410;
}

/** The state of **Single prediction**. A failure leaves the form and the last answers alone. */
export function useSinglePrediction(
  id: string,
  columns: readonly Column[],
  onGone: () => void
): ISinglePrediction {
  const { client } = useCanvas();
  const [form, setForm] = React.useState(() => defaults(columns));
  const [typed, setTyped] = React.useState(false);
  const [answers, setAnswers] = React.useState<Prediction[]>([]);
  const [running, setRunning] = React.useState(false);
  const [error, setError] = React.useState<unknown>(null);

  const update = async () => {
    setRunning(true);
    setError(null);
    try {
      const { items } = await client.predict(id, [toRow(columns, form)]);
      setAnswers(before => [items[0], ...before].slice(0, 2));
    } catch (reason) {
      if (isGone(reason)) {
        onGone();
      } else {
        setError(reason);
      }
    } finally {
      setRunning(false);
    }
  };

  return {
    form,
    set: (column, text) => {
      setTyped(true);
      setForm(before => ({ ...before, [column]: text }));
    },
    reset: () => setForm(defaults(columns)),
    update,
    current: answers[0] ?? null,
    previous: answers[1] ?? null,
    running,
    error,
    used: typed || answers.length > 0
  };
}
