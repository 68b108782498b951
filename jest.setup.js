/** What browsers have, jsdom has not, and Lumino or JupyterLab need to be loaded. */
global.DragEvent ??= class DragEvent extends MouseEvent {};
global.requestIdleCallback ??= callback => setTimeout(callback, 0);
const { TextDecoder, TextEncoder } = require('util');
global.TextDecoder ??= TextDecoder;
global.TextEncoder ??= TextEncoder;
global.ResizeObserver ??= class ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
};
// jsdom draws nothing, so there is nothing to scroll
window.scrollTo = () => {};
Element.prototype.scrollIntoView ??= () => {};
window.matchMedia ??= media => ({
  media,
  matches: false,
  addEventListener: () => {},
  removeEventListener: () => {}
});
// a busy machine must not make a test fail
require('@testing-library/dom').configure({ asyncUtilTimeout: 10_000 });
