/** What stands for `node:test` and for Jest and its likes, as an expression: tests are collected, then run one after the other. */
export const javascriptFrame = String.raw`({ attempt, held, lose, show, isDeepStrictEqual, assert }) => {
  let suite = { path: [], before: [], after: [], beforeEach: [], afterEach: [] };
  const queue = [];
  const around = (kind) => (run) => { suite[kind].push(run); };
  const up = (one) => (one ? [...up(one.parent), one] : []);
  const describe = async (name, ...rest) => {
    const outer = suite;
    suite = { parent: outer, path: [...outer.path, String(name)], before: [], after: [], beforeEach: [], afterEach: [] };
    try { await rest.at(-1)?.(); } finally { suite = outer; }
  };
  const asked = (run, node, path) => {
    if (run.length === 0) return run();
    if (node) return run(contextOf(path));
    return new Promise((resolve, reject) => {
      const done = (error) => (error ? reject(error) : resolve());
      done.fail = reject;
      Promise.resolve(run(done)).then((value) => value, reject);
    });
  };
  const contextOf = (path) => ({
    name: path.at(-1), assert, mock: { fn: mocked }, diagnostic() {}, skip() {}, todo() {}, plan() {}, before() {}, after() {},
    test: async (name, ...rest) => { const run = rest.at(-1); await attempt([...path, name].join(' > '), () => asked(run, true, [...path, String(name)])); },
  });
  const adder = (node) => {
    const add = (name, ...rest) => {
      const run = rest.find((one) => typeof one === 'function');
      if (run && !(rest[0]?.skip || rest[0]?.todo)) queue.push({ suite, name: String(name), run, node });
      return Promise.resolve();
    };
    const each = (table) => (name, run) => {
      for (const row of table) {
        const all = Array.isArray(row) ? row : [row];
        let next = 0;
        const title = String(name).replace(/%[sdijop]/g, () => String(all[next++])).replace(/\$(\w+)/g, (whole, key) => (all[0] && typeof all[0] === 'object' && key in all[0] ? String(all[0][key]) : whole));
        add(title, () => run(...all));
      }
    };
    return Object.assign(add, { each, only: add, concurrent: add, skip() {}, todo() {}, failing() {} });
  };
  Object.assign(describe, { only: describe, skip() {}, each: (table) => (name, run) => { for (const row of table) describe(name, () => run(...(Array.isArray(row) ? row : [row]))); } });
  const start = async () => {
    const begun = new Set();
    for (let i = 0; i < queue.length; i++) {
      const { suite: own, name, run, node } = queue[i];
      const path = [...own.path, name];
      await attempt(path.join(' > '), async () => {
        for (const one of up(own)) if (!begun.has(one)) { begun.add(one); for (const hook of one.before) await hook(); }
        for (const one of up(own)) for (const hook of one.beforeEach) await hook();
        try { await asked(run, node, path); } finally { for (const one of up(own).reverse()) for (const hook of one.afterEach) await hook(); }
      });
      for (const one of up(own)) if (!queue.slice(i + 1).some((later) => up(later.suite).includes(one))) for (const hook of one.after) await hook();
    }
  };
  const mocked = (run) => {
    const mock = (...all) => {
      mock.mock.calls.push(all);
      return (queueOfValues.shift() ?? body)(...all);
    };
    const queueOfValues = [];
    let body = run ?? (() => undefined);
    return Object.assign(mock, {
      mock: { calls: [], results: [], callCount: () => mock.mock.calls.length },
      mockReturnValue: (value) => { body = () => value; return mock; },
      mockResolvedValue: (value) => { body = async () => value; return mock; },
      mockRejectedValue: (value) => { body = async () => { throw value; }; return mock; },
      mockImplementation: (next) => { body = next; return mock; },
      mockReturnValueOnce: (value) => { queueOfValues.push(() => value); return mock; },
      mockClear: () => { mock.mock.calls.length = 0; return mock; },
    });
  };
  const like = Symbol('like');
  const plain = (value) => typeof value === 'object' && value !== null;
  const same = (a, b, strict) => {
    if (plain(b) && b[like]) return b[like](a);
    if (!plain(a) || !plain(b)) return Object.is(a, b) || (typeof a === 'function' && a === b);
    if (isDeepStrictEqual(a, b)) return true;
    if (Array.isArray(a) !== Array.isArray(b) || a instanceof Date || a instanceof RegExp) return false;
    if (a instanceof Error && b instanceof Error) return a.message === b.message;
    if (a instanceof Map && b instanceof Map) return a.size === b.size && [...a].every(([key, value]) => b.has(key) && same(value, b.get(key), strict));
    if (a instanceof Set && b instanceof Set) return a.size === b.size && [...a].every((value) => [...b].some((other) => same(value, other, strict)));
    if (a instanceof Map || a instanceof Set || ArrayBuffer.isView(a)) return false;
    if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
    if (Array.isArray(a) && a.length !== b.length) return false;
    const keys = (value) => Object.keys(value).filter((key) => strict || value[key] !== undefined);
    return keys(a).length === keys(b).length && keys(b).every((key) => Object.hasOwn(a, key) && same(a[key], b[key], strict));
  };
  const within = (a, b) => (plain(b) && !Array.isArray(b) && !b[like] ? plain(a) && Object.keys(b).every((key) => key in a && within(a[key], b[key])) : Array.isArray(b) ? Array.isArray(a) && a.length === b.length && b.every((one, i) => within(a[i], one)) : same(a, b));
  const thrown = (value, wanted, caught) => {
    if (!caught) return false;
    const message = String(value?.message ?? value);
    if (wanted === undefined) return true;
    if (typeof wanted === 'string') return message.includes(wanted);
    if (wanted instanceof RegExp) return wanted.test(message);
    if (typeof wanted === 'function') return value instanceof wanted;
    return message === wanted.message;
  };
  const at = (value, path) => (Array.isArray(path) ? path : String(path).split('.')).reduce((found, key) => (found.there && Object(found.value) === found.value && key in found.value ? { there: true, value: found.value[key] } : { there: false }), { there: true, value });
  const matchers = {
    toBe: (a, b) => Object.is(a, b),
    toEqual: (a, b) => same(a, b),
    toStrictEqual: (a, b) => same(a, b, true),
    toMatchObject: within,
    toBeTruthy: (a) => Boolean(a),
    toBeFalsy: (a) => !a,
    toBeNull: (a) => a === null,
    toBeUndefined: (a) => a === undefined,
    toBeDefined: (a) => a !== undefined,
    toBeNaN: (a) => Number.isNaN(a),
    toBeGreaterThan: (a, b) => a > b,
    toBeGreaterThanOrEqual: (a, b) => a >= b,
    toBeLessThan: (a, b) => a < b,
    toBeLessThanOrEqual: (a, b) => a <= b,
    toBeCloseTo: (a, b, digits = 2) => a === b || Math.abs(a - b) < 10 ** -digits / 2,
    toBeInstanceOf: (a, b) => a instanceof b,
    toContain: (a, b) => (typeof a === 'string' ? a.includes(b) : [...a].includes(b)),
    toContainEqual: (a, b) => [...a].some((one) => same(one, b)),
    toHaveLength: (a, b) => a?.length === b,
    toHaveProperty: (a, path, ...value) => { const found = at(a, path); return found.there && (value.length === 0 || same(found.value, value[0])); },
    toMatch: (a, b) => (b instanceof RegExp ? b.test(a) : String(a).includes(b)),
    toHaveBeenCalled: (a) => a.mock.calls.length > 0,
    toHaveBeenCalledTimes: (a, b) => a.mock.calls.length === b,
    toHaveBeenCalledWith: (a, ...all) => a.mock.calls.some((call) => same(call, all)),
    toHaveBeenLastCalledWith: (a, ...all) => same(a.mock.calls.at(-1), all),
  };
  const failure = (value, name, not, all) => {
    const error = new Error('expected ' + (not ? 'not ' : '') + name.replace(/^to/, 'to ') + '(' + all.map(show).join(', ') + '), found ' + show(value));
    return Object.assign(error, { name: 'AssertionError', code: 'ERR_ASSERTION', generatedMessage: !not && all.length === 1, ...(not || all.length !== 1 ? {} : { expected: all[0], actual: value }) });
  };
  const judge = (value, name, not, holds, all) => {
    if (holds !== not) return held();
    const error = failure(value, name, not, all);
    lose(error);
    throw error;
  };
  const expect = (value) => {
    const chain = (not) => {
      const own = {};
      for (const [name, holds] of Object.entries(matchers)) own[name] = (...all) => judge(value, name, not, holds(value, ...all), all);
      own.toThrow = own.toThrowError = (wanted) => {
        let [caught, error] = [false, undefined];
        try { value(); } catch (raised) { [caught, error] = [true, raised]; }
        judge(error, 'toThrow', not, thrown(error, wanted, caught), wanted === undefined ? [] : [wanted]);
      };
      const later = (rejects) => new Proxy({}, {
        get: (_, name) => name === 'not' ? new Proxy({}, { get: (__, inner) => settled(inner, true, rejects) }) : settled(name, not, rejects),
      });
      const settled = (name, inverse, rejects) => async (...all) => {
        let [caught, found] = [false, undefined];
        try { found = await (typeof value === 'function' ? value() : value); } catch (error) { [caught, found] = [true, error]; }
        if (caught !== rejects) return judge(found, rejects ? 'rejects' : 'resolves', false, false, []);
        if (/^toThrow/.test(name)) return judge(found, name, inverse, thrown(found, all[0], true), all);
        return judge(found, name, inverse, matchers[name](found, ...all), all);
      };
      own.resolves = later(false);
      own.rejects = later(true);
      return own;
    };
    return Object.assign(chain(false), { not: chain(true) });
  };
  const likes = {
    any: (kind) => (a) => a instanceof kind || typeof a === kind.name.toLowerCase(),
    anything: () => (a) => a !== null && a !== undefined,
    objectContaining: (b) => (a) => within(a, b),
    arrayContaining: (b) => (a) => Array.isArray(a) && b.every((one) => a.some((other) => same(other, one))),
    stringContaining: (b) => (a) => typeof a === 'string' && a.includes(b),
    stringMatching: (b) => (a) => typeof a === 'string' && new RegExp(b).test(a),
    closeTo: (b, digits) => (a) => matchers.toBeCloseTo(a, b, digits),
  };
  for (const [name, make] of Object.entries(likes)) expect[name] = (...all) => ({ [like]: make(...all) });
  Object.assign(expect, { assertions() {}, hasAssertions() {}, extend() {} });
  const hooks = { beforeEach: around('beforeEach'), afterEach: around('afterEach') };
  const tools = { fn: mocked, spyOn: (object, name) => { const real = object[name]; const mock = mocked(real?.bind(object)); object[name] = mock; return Object.assign(mock, { mockRestore: () => { object[name] = real; } }); }, clearAllMocks() {}, resetAllMocks() {}, restoreAllMocks() {} };
  const jestTest = adder(false);
  const nodeTest = adder(true);
  const before = around('before');
  const after = around('after');
  const jest = { describe, it: jestTest, test: jestTest, expect, ...hooks, beforeAll: before, afterAll: after, before, after, jest: tools, vi: tools };
  const node = Object.assign(nodeTest, { describe, suite: describe, it: nodeTest, test: nodeTest, ...hooks, before, after, mock: tools });
  node.default = node;
  return { jest, node, start };
}`;

const globals = [
  ...[
    'Array',
    'ArrayBuffer',
    'Boolean',
    'Buffer',
    'Date',
    'Error',
    'EvalError',
    'JSON',
    'Map',
    'Math',
    'Number',
  ],
  ...[
    'Object',
    'Promise',
    'Proxy',
    'RangeError',
    'ReferenceError',
    'Reflect',
    'RegExp',
    'Set',
    'String',
    'Symbol',
  ],
  ...['SyntaxError', 'TypeError', 'URIError', 'WeakMap', 'WeakSet', 'console', 'process'],
];

/** An expression of the harness behind a program: a class or a constant of the program that is called as a builtin is none for it. */
export function withBuiltins(expression: string): string {
  return `(({ ${globals.join(', ')} }) => ${expression})(globalThis)`;
}
