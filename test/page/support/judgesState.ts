import type { InsightsState } from '../../../src/protocol/insightsMessages.ts';
import { madeProject } from '../../unit/insights/judges/madeJudges.ts';
import { insightsOf } from '../../unit/insights/sections/support.ts';

/** What is told of two judges and their jury: one gives more for length, the other prefers what it reads first. */
export async function judgesState(): Promise<InsightsState> {
  const long = madeProject(
    1,
    { length: 1 },
    { tasks: 164, people: 60, judge: 'org/long-name-of-a-judge-70B' },
  );
  const first = madeProject(2, { position: 1 }, { tasks: 164, people: 0, judge: 'strict' });
  const judges = ['org/long-name-of-a-judge-70B', 'strict'].map((id) => ({ id, label: id, isOwn: false }));
  const { insights } = await insightsOf(long.rows, { judges }, [...long.judged, ...first.judged]);
  return { title: 'Insights: judges', models: ['One', 'Two'], busy: false, ...insights };
}
