import { reviewKeys } from '../../../src/protocol/reviewKeys.ts';

/** As the page's keys are spelt by the browser. */
export const bindings: Record<string, string> = {
  ...Object.fromEntries(
    Object.entries(reviewKeys).map(([action, key]) => [
      key.replace(/^enter$/, 'Enter').replace(/^shift\+(.)$/, 'Shift+$1'),
      action,
    ]),
  ),
  'Control+Enter': 'submit',
  'Control+z': 'undo',
  'Control+Shift+z': 'redo',
};
