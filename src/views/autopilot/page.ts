import type { IExperiment } from './experiment';
import type { Problems } from './fields';
import type { IPreview } from './usePreview';

/** What each page of the wizard shows and may do. */
export interface IPageProps {
  experiment: IExperiment;
  /** What to say of each field: what is wrong, once that was asked for. */
  problems: Problems;
  input: IPreview;
  validation: IPreview;
  onChange: (next: Partial<IExperiment>) => void;
}
