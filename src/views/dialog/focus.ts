const TABBABLE =
  'a[href], button, input, select, textarea, summary, [tabindex]';

/** What Tab leads to, in order. */
function tabbable(root: HTMLElement): HTMLElement[] {
  return Array.from(root.querySelectorAll<HTMLElement>(TABBABLE)).filter(
    element =>
      element.tabIndex >= 0 &&
      !element.matches(':disabled') &&
      element.getClientRects().length > 0
  );
}

/**
 * Keep Tab inside: after the last comes the first, and before the first the last. JupyterLab's
 * dialogs look for the first before a body that comes later is there.
 */
export function trapTab(root: HTMLElement, event: KeyboardEvent): void {
  const all = tabbable(root);
  const from = all.indexOf(document.activeElement as HTMLElement);
  const edge = event.shiftKey ? 0 : all.length - 1;
  event.stopPropagation();
  if (all.length > 0 && (from < 0 || from === edge)) {
    event.preventDefault();
    all[event.shiftKey ? all.length - 1 : 0].focus();
  }
}
