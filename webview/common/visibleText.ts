export { escapeBidi as visibleBidi, escapeControls as visibleControls } from '../../src/platform/text.ts';
