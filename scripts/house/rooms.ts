/**
 * The rooms of the house, in the order of the way: a room may import itself and the rooms above it, never one below. Who adds a folder
 * to `src` or `webview` gives it a line here.
 */
export const rooms: readonly string[] = [
  'src/domain', // the words that all share: tasks, answers, runs, queues, the rubric
  'src/platform/redaction', // secrets that were sent, taken out of what is told
  'src/platform', // what everything stands on: HTTP, secrets, errors, log
  'src/stats/base', // what figures are built of: means, resampling by task, reasons why there is none
  'src/stats/agreement', // how far annotators and judges agree
  'src/stats/ranking', // models of several projects on one scale
  'src/stats/sequence', // differences that one may look at any time
  'src/stats', // means, tests and intervals of the insights
  'src/project', // touchstone.json, the rules of the rubric, versions of the guidelines
  'src/protocol', // what host and pages say to each other
  'src/annotation', // answers: checks, A and B against Response 1 and 2, the order on screen
  'src/code/text', // fences, names of languages, grammars: what is seen in a text
  'src/code/answer', // which of a response is the program that was asked for
  'src/code', // programs out of markdown, and what is seen in them
  'src/inputs', // what programs are run with: of datasets, examples, people and models
  'src/oracle', // the data set's own solution as a witness, and a program that must fail
  'src/store/api', // the store as all others see it
  'src/store/file', // the database as a file: how it is opened, whose it is, and that it stays where it is
  'src/store/sqlite', // the open database and its migrations
  'src/store/queue', // queues and search as SQL
  'src/store/content', // tasks, generations, runs and inputs; people and their names
  'src/store/sync', // what is to be sent to Argilla, and what is known of it
  'src/store/tags', // failure modes: their names, what was merged into what, what acts do to them
  'src/store/answers', // acts on answers, and what goes with them
  'src/store/sample', // what people and a judge have said in a sample project
  'src/store/queries', // lists, pace, pages of an export
  'src/store/thread', // the worker that owns the database, and its client
  'src/answers', // every change to an answer, and answers as they are shown
  'src/tasks/mapping', // rows of any source become tasks
  'src/tasks/parquet', // Parquet, decoded in a worker
  'src/tasks/file', // tasks of files
  'src/tasks/logs/reading', // zips, and values out of large JSON
  'src/tasks/logs/formats', // logs of evaluators, a module for each program
  'src/tasks/logs', // logs of evaluators as tasks with recorded responses
  'src/tasks/hub', // tasks of datasets on the Hub
  'src/tasks', // which source a project has
  'src/models/api', // asking a model over HTTP
  'src/models/templates', // chat templates
  'src/models/providers', // a module for each kind of server
  'src/models', // servers that are there, and who one is on the Hub
  'src/models/connection', // whether a model can be asked as it is configured, and what to do where not
  'src/generation/endpoint', // how many requests at once a model server gets
  'src/generation', // responses for all tasks: failures, cancelling
  'src/judge/prompt', // what judges are sent, and how their answers are understood
  'src/judge', // judges are asked about all tasks, and what they say is kept
  'src/runs/contract', // what runners, sandboxes and runs agree on
  'src/runs/process', // one process, its limits and its output
  'src/runs/runners', // interpreters and compilers that are there
  'src/runs/checks', // what counts the checks of tests in a program's own process, as text
  'src/runs/harness', // program and input in one piece
  'src/runs/judge', // tests in a process that the program cannot reach
  'src/runs/sandbox', // what stands between a run and the machine
  'src/runs/warm', // interpreters that wait for programs
  'src/runs', // one run, and the runs of a task
  'src/runs/worker', // the worker that starts programs, and its client
  'src/argilla/api', // the REST client
  'src/argilla/dataset', // settings and records of a dataset
  'src/argilla/sync', // push and pull
  'src/argilla', // what the editor's part loads at first use
  'src/export/table', // columns and their values
  'src/export/files', // a folder that appears as a whole, what waits on disk
  'src/export/split', // which tasks train and which test, with near copies on one side
  'src/export/benchmarks', // which tasks are like those of benchmarks
  'src/export/arrow', // tables as `datasets` keeps them on disk
  'src/export/training', // answers become examples for trainers; card and manifest
  'src/export', // files out: tables, training data, folders for the Hub
  'src/export/form', // what can be chosen on the page of exports, in words
  'src/export/hub', // datasets onto the Hub
  'src/insights/rows', // all that was submitted, of one moment, and what of it is chosen
  'src/insights/sections', // a module for each question: its figures and their words
  'src/insights/better', // which model is better, and whether one may stop
  'src/insights/judges', // how good judges are, and what they help to know
  'src/insights/several', // models of several projects: read, matched by task, ranked
  'src/insights', // means, pass@k, the runs of a project; the thread that counts insights
  'src/review', // what the review page is told of a task and of its answer
  'src/ui/common', // what the editor's part shares
  'src/ui/session', // the open project, and who annotates
  'src/ui/connection', // the connection test, and what is done about what it finds
  'src/ui/webview', // what any page needs of its host
  'src/ui/answers', // answers and suggestions as texts
  'src/ui/generation', // asking the models
  'src/ui/queue/pass', // going again through what one has submitted
  'src/ui/queue', // the tree, queues, acts on many tasks
  'src/ui/judge', // asking the judges
  'src/ui/editors', // responses and corrections in editors
  'src/ui/scoring', // scoring without the panel
  'src/ui/runs', // running programs, with terminals and reports
  'src/ui/inputs', // adding inputs
  'src/ui/progress', // the status bar, time and pace
  'src/ui/tags', // failure modes: naming and managing them
  'src/ui/argilla', // Argilla, signing in
  'src/ui/export', // the page of exports, where to, and the Hub
  'src/ui/guidelines', // guidelines beside the review, and what changed in them
  'src/ui/insights', // the panel of insights
  'src/ui/matrix', // all tasks and their responses, and what is done with all of them
  'src/ui/review', // the review panel
  'src/ui/projects/new', // the steps of a new project
  'src/ui/projects', // opening and making projects, the walkthrough
  'src/ui/api', // the API for other extensions
  'src/ui/app', // makes all parts and connects them
  'src', // activation
  'webview', // types of what is bundled
  'webview/common', // widgets and texts of all pages
  'webview/content', // markdown, highlighting, differences
  'webview/review/state', // what the review page knows and sends
  'webview/review/control', // what the page does with the user's acts and the host's news
  'webview/review/drawer', // what opens below the responses, one at a time
  'webview/review/runs', // the table of inputs and runs
  'webview/review/parts', // a module for each part of the panel
  'webview/review/styles', // and their styles
  'webview/review', // the review page
  'webview/guidelines', // the guidelines page
  'webview/export', // the page on which an export is put together
  'webview/insights/charts', // charts as SVG, a module for each kind
  'webview/insights/picture', // charts as files
  'webview/insights', // the page of insights
  'webview/matrix', // the page of all tasks and their responses
];
