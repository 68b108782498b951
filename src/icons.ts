import { LabIcon } from '@jupyterlab/ui-components';

import automl from '../style/icons/automl.svg';
import house from '../style/icons/house.svg';
import shared from '../style/icons/shared.svg';

export const homeIcon = new LabIcon({
  name: 'jupyterlab-canvas-share:home',
  svgstr: house
});

export const automlIcon = new LabIcon({
  name: 'jupyterlab-canvas-share:automl',
  svgstr: automl
});

export const sharedModelsIcon = new LabIcon({
  name: 'jupyterlab-canvas-share:shared-models',
  svgstr: shared
});
