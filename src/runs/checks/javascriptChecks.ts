/**
 * What counts checks, as an expression: a function that resolves to it. `base`: lines of the file before the tests. Names of the frameworks that tests import are answered by `javascriptFrame`.
 */
export function javascriptChecks(word: string, base: number, tests: string): string {
  return String.raw`async (load, frameOf) => {
  const [fs, util, realAssert, path] = await Promise.all([import('node:fs'), import('node:util'), import('node:assert'), import('node:path')]);
  const lines = ${JSON.stringify(tests.split('\n').map((line) => line.slice(0, 300)))};
  const base = ${String(base)};
  const file = path.basename(process.argv[1] ?? 'main');
  const state = { checks: 0, failed: 0, guarded: false, case: '', ended: false, late: undefined };
  const said = new WeakSet();
  const cut = (text) => (text.length > 300 ? text.slice(0, 299) + '\u2026' : text);
  const show = (value) => cut(util.inspect(value, { depth: 6, breakLength: Infinity, maxArrayLength: 100, maxStringLength: 300 }));
  const say = (kind, fields) => {
    let line = Buffer.from('${word} ' + JSON.stringify({ [kind]: fields }) + '\n');
    try { while (line.length > 0) line = line.subarray(fs.writeSync(3, line)); } catch {}
  };
  const placesOf = (error) => {
    const places = [];
    for (const row of String(error?.stack ?? '').split('\n')) {
      const at = row.indexOf(file + ':');
      const line = at < 0 ? NaN : Number.parseInt(row.slice(at + file.length + 1), 10);
      if (line > base && line <= base + lines.length) places.push({ line: line - base });
      else if (line > 0 && line <= base) places.push({ program_line: line });
    }
    return places;
  };
  const held = () => { state.checks++; state.guarded = false; };
  const guard = () => { state.checks++; state.guarded = true; };
  const lost = ({ line, text, ...fields }) => {
    if (!state.guarded) state.checks++;
    state.guarded = false;
    state.failed++;
    say('failed', { n: state.checks, ...(state.case ? { case: cut(state.case) } : {}), ...(line ? { line, text: text ?? lines[line - 1]?.trim(), op: '' } : {}), ...fields });
  };
  /** An error of an assertion, or one that tests throw on purpose; undefined for any other. */
  const lose = (error) => {
    const object = typeof error === 'object' && error !== null;
    if (object && said.has(error)) return true;
    const places = placesOf(error);
    const line = places.find((place) => place.line)?.line;
    const asserted = error?.code === 'ERR_ASSERTION' || error?.name === 'AssertionError';
    const builtin = [TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError].some((kind) => error instanceof kind);
    if (!asserted && object && (builtin || (error instanceof Error && places[0]?.line === undefined))) return false;
    if (object) said.add(error);
    const values = asserted && 'actual' in error && !/^(?:throws|rejects|fail|match)/.test(error.operator ?? '') ? { expected: show(error.expected), got: show(error.actual) } : {};
    const message = error?.generatedMessage === true ? undefined : cut(String(object ? error.message : error).split('\n+ actual')[0]);
    lost({ line, ...values, ...(message ? { message } : {}) });
    return true;
  };
  const raisedBy = (error) => ({ text: cut(error instanceof Error ? error.name + ': ' + error.message : show(error)), place: placesOf(error)[0] ?? {} });
  const print = (error) => {
    const rows = util.inspect(error).split('\n');
    const last = rows.findIndex((row) => row.includes('touchstoneTests'));
    try { fs.writeSync(2, 'Uncaught ' + rows.slice(0, last < 0 ? undefined : last).join('\n') + '\n'); } catch {}
  };
  const end = (obstacle) => {
    if (state.ended) return;
    state.ended = true;
    say('end', { checks: state.checks, failed: state.failed, ...(obstacle ? { obstacle } : {}) });
  };
  const wrapped = (run) => function (...all) {
    let result;
    try { result = Reflect.apply(run, this, all); } catch (error) { lose(error); throw error; }
    if (!(result instanceof Promise)) { held(); return result; }
    return result.then((value) => { held(); return value; }, (error) => { lose(error); throw error; });
  };
  const counting = (target) => {
    const own = wrapped(target);
    for (const key of Object.keys(target)) own[key] = typeof target[key] === 'function' && key !== 'strict' && !/^[A-Z]/.test(key) ? wrapped(target[key]) : target[key];
    return own;
  };
  const assert = counting(realAssert.default);
  assert.strict = counting(realAssert.strict);
  assert.strict.strict = assert.strict.default = assert.strict;
  assert.default = assert;
  const check = (line, holds) => {
    if (holds) held();
    else lost({ line });
    return holds;
  };
  const told = (line, value) => { lost({ line }); return value; };
  const exit = (code) => {
    if (Number(code ?? process.exitCode ?? 0) !== 0) lost({ message: 'exit ' + code });
    end();
    process.exit(code);
  };
  const attempt = async (name, run) => {
    const before = state.case;
    state.case = name;
    try { await run(); return true; } catch (error) {
      print(error);
      if (!lose(error)) {
        const { text, place } = raisedBy(error);
        lost({ ...place, raised: text });
      }
      return false;
    } finally { state.case = before; }
  };
  const frame = frameOf({ attempt, held, lose, show, isDeepStrictEqual: util.isDeepStrictEqual, assert });
  const modules = (name) => {
    const short = name.replace(/^node:/, '');
    if (short === 'assert') return assert;
    if (short === 'assert/strict') return assert.strict;
    if (short === 'test') return frame.node;
    return /^(?:@jest\/globals|vitest|mocha|bun:test)$/.test(name) ? frame.jest : undefined;
  };
  const loads = (name) => modules(String(name)) ?? load(name);
  const ends = async (failed, error, waits) => {
    if (waits) await new Promise((resolve) => process.once('beforeExit', resolve));
    if (!failed && state.late) [failed, error] = [true, state.late.error];
    if (!failed && Number(process.exitCode ?? 0) !== 0 && state.failed === 0) lost({ message: 'exit ' + process.exitCode });
    if (!failed) { end(); if (state.failed > 0) process.exitCode = 1; return; }
    print(error);
    const missing = error instanceof ReferenceError && placesOf(error)[0]?.line ? /^([\w$]+) is not defined$/.exec(error.message)?.[1] : undefined;
    if (lose(error)) {
      if (state.failed === 0) lost({ message: 'failed' });
      end();
    } else {
      const { text, place } = raisedBy(error);
      end(missing ? { kind: 'missing', text: missing, ...place } : { kind: 'raised', text, ...place });
    }
    process.exit(1);
  };
  return {
    frame: { ...frame.jest, assert },
    check, told, guard, exit, attempt,
    require: Object.assign((name) => loads(name), load),
    import: async (name) => modules(name),
    run: async function touchstoneTests(tests, waits) {
      console.assert = (holds, ...rest) => {
        if (holds) return held();
        const error = Object.assign(new Error(['Assertion failed', ...rest].join(' ')), { name: 'AssertionError', code: 'ERR_ASSERTION' });
        lose(error);
        throw error;
      };
      process.on('unhandledRejection', (error) => { state.late ??= { error }; });
      try { await tests(); await frame.start(); } catch (error) { return ends(true, error, false); }
      return ends(false, undefined, waits);
    },
  };
}`;
}
