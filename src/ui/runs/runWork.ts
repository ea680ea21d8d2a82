/** What runs programs, one or those of a whole project, and what the runs say: loaded when something is run. */
export { summaryOf, taskRuns } from '../../insights/projectRuns.ts';
export { passAtOf } from '../../insights/runSummary.ts';
export { hasNews, runOracle } from '../../runs/runOracle.ts';
export { restOf, runAll, taskIdsOf } from '../../runs/runAll.ts';
export { parseRunnerSettings } from '../../runs/runners/runnerSettings.ts';
export { RunService } from '../../runs/runService.ts';
export { findSandbox, probeSandbox } from '../../runs/sandbox/probeSandbox.ts';
