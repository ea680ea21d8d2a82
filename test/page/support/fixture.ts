import type { Project } from '../../../src/project/loadProject.ts';
import { configSchema } from '../../../src/project/config.ts';
import type { StateCounts, Task } from '../../../src/domain/task.ts';

/** What is stored of one task and its project: the data that all states of the page are made of. */

export const folder = 'file:///home/someone/sample';

export const project: Pick<Project, 'config' | 'guidelines'> = {
  config: configSchema.parse({
    name: 'code-llm',
    tasks: { source: 'sample' },
    models: [
      { name: 'meta-llama/Meta-Llama-3-70B-Instruct', provider: 'hf-inference' },
      { name: 'mistralai/Mixtral-8x7B-Instruct-v0.1', provider: 'hf-inference' },
    ],
    rubric: {
      correctAtOrBelow: 4,
      criteria: [
        {
          id: 'documentation',
          evidence: 'comments',
          title: 'Comments, docstrings',
          max: 2,
          description: 'Comments and docstrings of the code',
          levels: [
            'Nothing explains the code',
            'Some comments or a docstring',
            'Docstrings and comments where they help',
          ],
        },
        {
          id: 'example',
          evidence: 'example',
          title: 'Test example',
          max: 2,
          levels: [
            'No example',
            'An example, but thin or without its result',
            'A good example that one can run',
          ],
        },
        {
          id: 'correctness',
          evidence: 'runs',
          title: 'Runs, works',
          max: 3,
          levels: [
            'Does not run or is wrong',
            'Right in the main, with faults',
            'Right but for rare cases',
            'Right and robust',
          ],
        },
      ],
    },
  }),
  guidelines: {
    text: '# Scoring two answers\n\nGive each answer **0 to 7 points**.\n\n| points | documentation |\n| --- | --- |\n| 0 | none |\n| 2 | all that helps |\n',
    version: 'v3',
  },
};

export const task: Task = {
  id: 'task-17',
  position: 16,
  instruction:
    'Write a Python function named `get_value` that takes a matrix (a list of lists) and a tuple of indices and returns ' +
    'the value at that index. Indices out of range give `None`.',
  language: 'python',
  context: { concepts: 'indexing, error handling' },
  source: 'sample',
};

/** The text that is shown as A, and the one that is shown as B. */
export const texts = {
  A: `Here's a function that meets your requirements:

\`\`\`python
def get_value(matrix, indices):
    try:
        return matrix[indices[0]][indices[1]]
    except IndexError:
        return None
\`\`\`

It first tries to access the value. If the indices are out of range, it catches the exception and returns \`None\`.
`,
  B: `Here is a Python function that does what you described:

\`\`\`python
def get_value(matrix, indices):
    """Return matrix[row][col], or None when out of range."""
    try:
        row, col = indices
        return matrix[row][col]
    except IndexError:  # also raised for a row that is too short, whatever the caller meant by an index like that
        return None
\`\`\`

Example:

\`\`\`python
matrix = [[1, 2], [3, 4]]
print(get_value(matrix, (0, 1)))  # 2
print(get_value(matrix, (5, 0)))  # None
\`\`\`

See the [tutorial](https://docs.python.org/3/tutorial/errors.html) on errors.
`,
};

/** How far the annotator is, when so many are judged. */
export function counts(
  judged: number,
): Pick<StateCounts, 'total' | 'byState' | 'unsent' | 'blocked' | 'held'> {
  const discarded = Math.min(4, judged);
  const byState = { 'to-generate': 0, failed: 0, 'to-score': 54 - judged, draft: 0, withdrawn: 0 };
  return {
    total: 54,
    byState: { ...byState, submitted: judged - discarded, discarded },
    unsent: 3,
    blocked: 0,
    held: 0,
  };
}
