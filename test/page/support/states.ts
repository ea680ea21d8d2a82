import type { InputView, ReviewState, RunView } from '../../../src/protocol/reviewMessages.ts';

type Response = ReviewState['responses'][number];

const responseA = `Here's a function that meets your requirements:

\`\`\`python
def get_value(matrix, indices):
    try:
        return matrix[indices[0]][indices[1]]
    except IndexError:
        return None
\`\`\`

It first tries to access the value. If the indices are out of range, it catches the exception and returns \`None\`.
`;

const responseB = `Here is a Python function that does what you described:

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
`;

export function run(change: Partial<RunView> = {}): RunView {
  return {
    id: 'run-1',
    status: 'ran',
    exitCode: 0,
    durationMs: 41,
    peakMemoryBytes: 9_400_000,
    stdout: '2\nNone\n',
    stderr: '',
    truncatedBytes: 0,
    runner: 'Python 3.12.3',
    sandbox: 'bubblewrap 0.8.0 + cgroups',
    stale: false,
    ...change,
  };
}

/** Counts `tested` and `passed` from the runs, as the host does, unless they are given. */
export function response(side: 'A' | 'B', change: Partial<Response> = {}): Response {
  const runs = change.runs ?? [];
  const over = runs.filter(
    ({ inputId, stale, status }) =>
      inputId !== undefined && !stale && status !== 'running' && status !== 'waiting',
  );
  return {
    side,
    state: 'ready',
    text: side === 'A' ? responseA : responseB,
    runs,
    hints: [],
    tested: over.length,
    passed: over.filter(({ status }) => status === 'passed').length,
    ...change,
  };
}

export function input(change: Partial<InputView> = {}): InputView {
  return {
    id: 'input-1',
    origin: 'annotator',
    title: 'get_value([[1, 2], [3, 4]], (0, 1))',
    code: 'get_value([[1, 2], [3, 4]], (0, 1))',
    expectedValue: '2',
    checks: false,
    ...change,
  };
}

/** A snapshot like the ones the host sends. */
export function state(change: Partial<ReviewState> = {}): ReviewState {
  return {
    serial: 1,
    project: { name: 'code-llm', blind: true, folder: 'file:///home/someone/sample' },
    task: {
      id: 'task-17',
      title: 'get_value',
      instruction:
        'Write a Python function named `get_value` that takes a matrix (a list of lists) and a tuple of indices and returns ' +
        'the value at that index. Indices out of range give `None`.',
      language: 'python',
      context: [['concepts', 'indexing, error handling']],
      source: 'sample',
    },
    progress: { position: 17, judged: 16, total: 54 },
    responses: [response('A'), response('B')],
    inputs: [],
    hiddenInputs: 0,
    sandbox: {
      name: 'bubblewrap 0.8.0 + cgroups',
      isolated: true,
      sentence: 'Programs run without network and see nothing of this machine but their interpreter.',
    },
    rubric: {
      max: 7,
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
    guidelines: {
      text: '# Scoring two answers\n\nGive each answer **0 to 7 points**.\n\n| points | documentation |\n| --- | --- |\n| 0 | none |\n| 2 | all that helps |\n',
      version: 'v3',
    },
    status: 'none',
    answer: { points: { A: {}, B: {} }, scores: {}, correction: '', comments: '' },
    lineComments: [],
    suggestions: [],
    revision: 4,
    canRun: true,
    canGenerate: true,
    canSuggest: false,
    canUndo: true,
    canRedo: false,
    correctionOpen: false,
    ...change,
  };
}

/** Nothing is left in the queue. */
export function allDone(): ReviewState {
  return state({
    serial: 2,
    status: 'submitted',
    done: {
      title: 'All tasks of code-llm are judged',
      lines: [
        'Judged today: 12, in all: 54',
        'Usual time for a task: 95 s',
        'Submitted: 50, discarded: 4',
        'Answers not yet sent to Argilla: 3',
      ],
      ways: [
        { way: 'push', text: 'Push to Argilla' },
        { way: 'export', text: 'Export…' },
        { way: 'discarded', text: 'Show discarded tasks' },
        { way: 'queue', text: 'Choose another queue…' },
        { way: 'back', text: 'Back to the last task' },
      ],
    },
  });
}
