/** What a new project is made from, loaded when one is made. */
export { previewFile } from '../../../tasks/previewColumns.ts';
export { previewTasksOfFile, previewTasksOfRows } from '../../../tasks/previewTasks.ts';
export { previewHub } from '../../../tasks/hub/hubSource.ts';
export { proposeColumns } from '../../../tasks/mapping/proposeColumns.ts';
export { recogniseLog } from '../../../tasks/logs/recogniseLog.ts';
