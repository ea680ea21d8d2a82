import { attempt } from '../../platform/errors.ts';
import { serve, type Call, type Handlers } from '../../platform/workerServer.ts';
import type { PlainChange } from '../sqlite/changeLog.ts';
import type { Database } from '../sqlite/database.ts';
import { askedAbout, backUp, keptElsewhere, type BackupPlace, type KeptCopy } from '../file/backups.ts';
import { busyTimeoutMs } from '../file/connection.ts';
import { storeError } from '../sqlite/sqliteErrors.ts';
import { BackupWatch } from './backupWatch.ts';
import { BusyLine } from './busyLine.ts';
import { LongReads } from './longReads.ts';
import { handle, isLong, isRead, isTyped, storeMethods, type StoreCalls } from './handlers.ts';
import { openDatabase, own, type OpenRequest, type OpenResult } from './openDatabase.ts';
import { restoreAnswers } from './restoreAnswers.ts';

/** The thread that owns the database: SQLite blocks here and nowhere else. */

export interface StoreThread extends StoreCalls {
  /** Opens (or makes) a project's database. */
  open(request: OpenRequest): OpenedStore;
  /** Makes the open database this editor's own: see `Store.claim`. */
  claim(): void;
  /** Takes the answers of a copy into the open database. */
  restore(path: string): void;
  /** The user does not want those of that copy. */
  leave(path: string): void;
  /** Copies what is saved under a path. Asked of a thread of its own, in which no database is open. */
  backUp(path: string, place: BackupPlace): string | undefined;
  /** Whether to look for other windows' changes. */
  listen(on: boolean): void;
  /** Looks for other windows' changes now; they are told with the answer. */
  refresh(): void;
  /** Whether to tell what each call costs. */
  measure(on: boolean): void;
}

export interface OpenedStore extends OpenResult {
  /** A copy with answers that are not in it. */
  kept?: KeptCopy;
  /** The names of the store's methods. */
  methods: string[];
}

/** What a call cost. */
export interface CallCost {
  method: string;
  /** SQL statements, BEGIN and COMMIT among them. */
  statements: number;
  ms: number;
}

export interface StoreEvent {
  change?: PlainChange;
  /** The database's folder or file had gone, and was written again from what this window held. */
  writtenAnew?: true;
  /** Whether something waits for another program, which is writing to the database. */
  busy?: boolean;
  /** A copy of it is due in the editor's storage. */
  backupDue?: true;
  /** Where the database lies from now on. */
  path?: string;
  /** Of the call that is answered, where it is asked for. */
  cost?: CallCost;
}

/** How long a statement waits for another program's write while it holds this thread. What takes longer waits in line. */
const busyMs = 20;

/** How often other windows' changes are looked for, in milliseconds. */
const pollMs = 500;

/** How long (ms) nothing must have been asked before free space is given back, the pause between two parts, and how long closing does it. */
const quietMs = 3_000;
const betweenMs = 50;
const closingMs = 300;

let db: Database | undefined;
let quiet: NodeJS.Timeout | undefined;
let key = '';
let backups: BackupPlace | undefined;
let watch: BackupWatch | undefined;
let wasAway = false;
let timer: NodeJS.Timeout | undefined;
let measuring = false;
let cost: CallCost | undefined;
let others: PlainChange | undefined;

function opened(): Database {
  if (!db) throw new Error('The database is not open.');
  return db;
}

function open(request: OpenRequest): OpenedStore {
  const { database, ...result } = openDatabase(request, {
    onWrittenAnew: () => tell({ writtenAnew: true }),
    onMoved: (path) => tell({ path }),
  });
  db = database;
  db.waitAtMost(busyMs);
  key = request.key;
  backups = request.backups === undefined ? undefined : { folder: request.backups, key };
  watch = backups && new BackupWatch(database, backups, () => tell({ backupDue: true }));
  waitForQuiet(quietMs);
  const kept = backups && keptIn(database, backups);
  return { ...result, methods: storeMethods, ...(kept && { kept }) };
}

/** A copy is told of only when the project is open all the same. */
function keptIn(database: Database, place: BackupPlace): KeptCopy | undefined {
  return attempt(() => database.use((open) => keptElsewhere(open, place)));
}

async function restore(path: string): Promise<void> {
  if (backups) await restoreAnswers(opened(), backups, path, patiently);
}

function leave(path: string): void {
  if (backups) askedAbout(backups.folder, path);
}

function claim(): void {
  patiently(() => own(opened(), key));
}

/** What must not fail because another window writes just then. */
function patiently<T>(act: () => T): T {
  const database = opened();
  database.waitAtMost(busyTimeoutMs);
  try {
    return act();
  } finally {
    database.waitAtMost(busyMs);
  }
}

function poll(): void {
  try {
    const database = opened();
    // Seen twice before anything is done: whoever removes or restores the folder gets to the end of it.
    const { isAway } = database;
    if (isAway && wasAway) database.settle();
    wasAway = isAway;
    const change = database.changes.poll();
    if (change) tell({ change });
  } catch {
    // Another window is busy: looked at again next time. What keeps the file from being written is told by the next act.
  }
}

function waitForQuiet(ms: number): void {
  clearTimeout(quiet);
  quiet = setTimeout(() => {
    // What keeps the file from being written is told by the next act.
    if (attempt(() => db?.isAway === false && db.giveBack(), false)) waitForQuiet(betweenMs);
    else watch?.look();
  }, ms).unref();
}

function giveBackAtEnd(): void {
  const until = performance.now() + closingMs;
  attempt(() => {
    while (db?.isAway === false && db.giveBack() && performance.now() < until);
  });
}

function listen(on: boolean): void {
  clearInterval(timer);
  if (!on) return;
  timer = setInterval(poll, pollMs).unref();
}

function refresh(): void {
  others = opened().changes.poll();
}

function measure(on: boolean): void {
  measuring = on;
}

function alongside(): StoreEvent | undefined {
  const change = db?.changes.takeOwn() ?? others;
  const told = cost;
  cost = others = undefined;
  return change || told ? { ...(change && { change }), ...(told && { cost: told }) } : undefined;
}

function call<M extends keyof StoreCalls>(method: M, args: Parameters<StoreCalls[M]>): unknown {
  const database = opened();
  waitForQuiet(quietMs);
  if (!measuring) return handle(database, method, args);
  const before = database.statements;
  const start = performance.now();
  const value = handle(database, method, args);
  cost = { method, statements: database.statements - before, ms: performance.now() - start };
  return value;
}

const line = new BusyLine((busy) => tell({ busy }));
const longReads = new LongReads();

/** A method of the store; where another program is writing it waits, and holds up nothing but other writes. */
const waiting =
  <M extends keyof StoreCalls>(method: M) =>
  (asked: Call<StoreEvent>, ...args: Parameters<StoreCalls[M]>): unknown => {
    const waits = {
      inLine: !isRead(method),
      typed: isTyped(method),
      inOrder: method === 'undo' || method === 'redo',
      get signal() {
        return asked.signal;
      },
    };
    const take = (): unknown => line.take(() => call(method, args), waits);
    const value = guarded(() => (isLong(method, args) ? longReads.take(take) : take()))();
    return value instanceof Promise
      ? value.catch((error: unknown) => Promise.reject(storeError(error)))
      : value;
  };

/** A handler whose errors are the store's. */
const guarded =
  <A extends unknown[], R>(work: (...args: A) => R) =>
  (_?: Call<StoreEvent>, ...args: A): R => {
    try {
      return work(...args);
    } catch (error) {
      throw storeError(error);
    }
  };

const calls = storeMethods.map((method) => [method, waiting(method)]);

const tell = serve<StoreThread, StoreEvent>(
  {
    ...(Object.fromEntries(calls) as Handlers<StoreCalls, StoreEvent>),
    open: guarded(open),
    claim: guarded(claim),
    restore: guarded(restore),
    leave: guarded(leave),
    backUp: guarded((path: string, place: BackupPlace) => backUp(path, place)),
    listen: guarded(listen),
    refresh: guarded(refresh),
    measure: guarded(measure),
  },
  {
    alongside,
    close: guarded(() => {
      clearInterval(timer);
      clearTimeout(quiet);
      giveBackAtEnd();
      watch?.end();
      db?.waitAtMost(busyTimeoutMs);
      db?.close();
    }),
  },
);
