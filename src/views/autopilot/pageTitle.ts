import type { ITrans } from '../../components/host';
import type { PageId } from './fields';

/** The names of the wizard's pages, as SageMaker has them. */
export function pageTitle(trans: ITrans, page: PageId): string {
  switch (page) {
    case 'data':
      return trans.__('Experiment and data details');
    case 'target':
      return trans.__('Target and features');
    case 'method':
      return trans.__('Training method');
    case 'settings':
      return trans.__('Deployment and advanced settings');
    case 'review':
      return trans.__('Review and create');
  }
}
