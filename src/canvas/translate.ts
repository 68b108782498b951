import type { ITrans } from '../components/host';

/** Put arguments in the places that a message leaves for them: %1, %2, … */
function fill(text: string, args: unknown[]): string {
  return text.replace(/%(\d+)/g, (place, number) =>
    Number(number) <= args.length ? String(args[Number(number) - 1]) : place
  );
}

/** The page speaks English: the messages as they are written. */
export const english: ITrans = {
  __: (text, ...args) => fill(text, args),
  _n: (singular, plural, count, ...args) =>
    fill(count === 1 ? singular : plural, [count, ...args])
};
