/** The schema of our events on Jupyter's event bus: `event_schemas/shared_model/v1.yaml`. */
export const EVENT_SCHEMA =
  'https://events.jupyterlab-canvas-share.org/shared_model/v1';
