import { equal } from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Workbench } from '../../host/harness/index.mjs';
import type { Person } from './person.ts';

export type Step = (name: string, play: () => Promise<void>) => Promise<void>;

/** Steps that need the ones before them: the first that fails leaves a picture and the extension's log, and none after it is played. */
export function stepsOf(t: TestContext, me: Person, workbench: Workbench): Step {
  let broken = '';
  return (name, play) =>
    t.test(name, async () => {
      equal(broken, '', 'an earlier step failed');
      try {
        await play();
      } catch (error) {
        broken = name;
        await me.failurePicture(`${me.name}-${name}`);
        console.log(workbench.extHostLog().split('\n').slice(-80).join('\n'));
        throw error;
      }
    });
}
