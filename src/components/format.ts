/** Numbers, shares and sizes as text, in the reader's own locale. */

export const NOT_AVAILABLE = 'n/a';

function isMissing(
  value: number | null | undefined
): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value);
}

/** A number: grouped, at most `digits` after the point; one too small for that keeps two figures. */
export function formatNumber(
  value: number | null | undefined,
  digits = 4
): string {
  if (isMissing(value)) {
    return NOT_AVAILABLE;
  }
  const tiny = value !== 0 && Math.abs(value) < 10 ** -digits;
  return new Intl.NumberFormat(
    undefined,
    tiny ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: digits }
  ).format(value);
}

/** A metric: figures of one column stand below each other, and large ones keep what matters. */
export function formatMetric(
  value: number | null | undefined,
  digits = 4
): string {
  if (isMissing(value)) {
    return NOT_AVAILABLE;
  }
  const size = Math.abs(value);
  if (value !== 0 && size < 10 ** -digits) {
    return new Intl.NumberFormat(undefined, {
      minimumSignificantDigits: 2,
      maximumSignificantDigits: 2
    }).format(value);
  }
  const shown = size >= 1000 ? 0 : size >= 10 ? Math.min(2, digits) : digits;
  return new Intl.NumberFormat(undefined, {
    minimumFractionDigits: shown,
    maximumFractionDigits: shown
  }).format(value);
}

/** A metric with its standard deviation over folds, where there is one. */
export function withDeviation(
  value: number | null,
  deviation: number | null,
  digits = 4
): string {
  const shown = formatMetric(value, digits);
  return value === null || deviation === null
    ? shown
    : `${shown} ± ${formatMetric(deviation, digits)}`;
}

/** A fraction from 0 to 1 as a percentage. */
export function percent(
  fraction: number | null | undefined,
  digits = 1
): string {
  if (isMissing(fraction)) {
    return NOT_AVAILABLE;
  }
  return new Intl.NumberFormat(undefined, {
    style: 'percent',
    maximumFractionDigits: digits
  }).format(fraction);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** A file size in decimal units, as file managers show it. */
export function formatBytes(size: number | null | undefined): string {
  if (isMissing(size)) {
    return NOT_AVAILABLE;
  }
  const power =
    size < 1000
      ? 0
      : Math.min(UNITS.length - 1, Math.floor(Math.log10(size) / 3));
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: UNITS[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 ? 0 : 1
  }).format(size / 1000 ** power);
}
