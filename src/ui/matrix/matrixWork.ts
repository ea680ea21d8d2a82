/** What the matrix shows, loaded when it is opened. */
export { matrixRow, orderOf, type MatrixRules } from './matrixRow.ts';
export { MatrixRows } from './matrixRows.ts';
export { matrixState, wrongResponses, type Open } from './matrixState.ts';
export { MatrixSums } from './matrixSums.ts';
