/** What leaves the page as text, for whoever loads it when it is asked for. */
export { insightsReport } from './insightsReport.ts';
export { matrixCsv, matrixMarkdown } from './matrixTexts.ts';
export { sectionCsv, sectionMarkdown } from './sectionText.ts';
