/** The first moment after a day of the reader's calendar, given as `2026-12-31`; ISO 8601. */
export function endOfDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year, month - 1, date + 1).toISOString();
}

/** Today in the reader's calendar, as a date field writes it. */
export function today(): string {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, '0');
  return [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join(
    '-'
  );
}
