import { atStart } from './support/atStart.ts';
import { runFiles } from './support/runFiles.ts';

/** Entry that VS Code's test driver calls inside the extension host. */
export async function run(): Promise<void> {
  await atStart();
  await runFiles({
    activation: () => import('./activation.test.ts'),
    bare: () => import('./bare.test.ts'),
    project: () => import('./project.test.ts'),
    dataset: () => import('./dataset/dataset.test.ts'),
    queues: () => import('./queues.test.ts'),
    judging: () => import('./judging.test.ts'),
    inEditors: () => import('./inEditors.test.ts'),
    corrections: () => import('./corrections.test.ts'),
    nothingLost: () => import('./nothingLost.test.ts'),
    guidelines: () => import('./guidelines.test.ts'),
    insights: () => import('./insights.test.ts'),
    matrix: () => import('./matrix/matrix.test.ts'),
    judge: () => import('./judges/judge.test.ts'),
    runs: () => import('./runs.test.ts'),
    folders: () => import('./folders.test.ts'),
    pythonExtension: () => import('./pythonExtension.test.ts'),
    argilla: () => import('./argilla.test.ts'),
  });
}
