import { runAll } from './support/harness.ts';
import './activation.ts';
import './bare.ts';
import './project.ts';
import './judging.ts';
import './inEditors.ts';
import './nothingLost.ts';
import './guidelines.ts';
import './runs.ts';
import './folders.ts';
import './pythonExtension.ts';
import './argilla.ts';

/** Entry that VS Code's test driver calls inside the extension host. */
export function run(): Promise<void> {
  return runAll();
}
