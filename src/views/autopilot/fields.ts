/** The pages of the wizard, in their order. */
export const PAGES = [
  'data',
  'target',
  'method',
  'settings',
  'review'
] as const;

export type PageId = (typeof PAGES)[number];

/** Where each field stands. */
export const PAGE_OF = {
  name: 'data',
  path: 'data',
  trainPercent: 'data',
  validationPath: 'data',
  target: 'target',
  features: 'target',
  weight: 'target',
  mode: 'method',
  algorithms: 'method',
  problemType: 'settings',
  objective: 'settings',
  positiveClass: 'settings',
  maxCandidates: 'settings',
  candidateMinutes: 'settings',
  minutes: 'settings',
  seed: 'settings'
} as const satisfies Record<string, PageId>;

export type FieldName = keyof typeof PAGE_OF;

/** What is wrong, by field. */
export type Problems = Partial<Record<FieldName, string>>;
