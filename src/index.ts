import { autopilot } from './plugins/autopilot';
import { compareModels } from './plugins/compareModels';
import { createExperiment } from './plugins/createExperiment';
import { entries } from './plugins/entries';
import { failures } from './plugins/failures';
import { home } from './plugins/home';
import { modelDetails } from './plugins/modelDetails';
import { notifications } from './plugins/notifications';
import { service } from './plugins/service';
import { share } from './plugins/share';
import { shareActions } from './plugins/shareActions';
import { sharedModels } from './plugins/sharedModels';

export * from './tokens';

export default [
  service,
  failures,
  home,
  entries,
  autopilot,
  createExperiment,
  modelDetails,
  compareModels,
  share,
  shareActions,
  sharedModels,
  notifications
];
