import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunTerminal } from '../../../../src/ui/runs/runTerminal.ts';

/** A terminal with a child that notes what it is told. */
function terminalOf({ open = true } = {}) {
  const terminal = new RunTerminal();
  const child: string[] = [];
  let screen = '';
  let closed: number | undefined;
  terminal.onDidWrite((text) => (screen += text));
  terminal.onDidClose((code) => (closed = code ?? -1));
  if (open) terminal.open();
  terminal.attach({
    write: (text) => void child.push(text),
    end: () => void child.push('end'),
    stop: () => void child.push('stop'),
  });
  return {
    terminal,
    child,
    type: (keys: string) => terminal.handleInput(keys),
    screen: () => screen,
    closed: () => closed,
  };
}

const up = '\x1b[A';
const down = '\x1b[B';

test('what is typed is echoed, and a line is sent by Enter', () => {
  const { type, child, screen } = terminalOf();
  type('3 4');
  assert.deepEqual(child, []);
  type('\r');
  assert.deepEqual(child, ['3 4\n']);
  assert.equal(screen(), '3 4\r\n');
  type('a\tb\rc\n');
  assert.deepEqual(child.slice(1), ['a\tb\n', 'c\n'], 'pasted lines are sent one by one');
});

test('Backspace takes back one character of the line, whole, and nothing before it', () => {
  const { type, child, screen } = terminalOf();
  type('\x7f');
  assert.equal(screen(), '');
  type('a😀\x7fb\r');
  assert.deepEqual(child, ['ab\n']);
  assert.equal(screen(), 'a😀\b \bb\r\n');
});

test('Ctrl+C ends the child; Ctrl+D closes its input, but not within a line', () => {
  const { type, child, screen } = terminalOf();
  type('x\x04');
  assert.deepEqual(child, []);
  type('\r\x04');
  assert.deepEqual(child, ['x\n', 'end']);
  type('\x03');
  assert.equal(child.at(-1), 'stop');
  assert.ok(screen().endsWith('^C\r\n'));
});

test('the arrows bring former lines back; other keys and controls do nothing', () => {
  const { type, child } = terminalOf();
  type('one\rtwo\rtwo\r');
  type(`${up}${up}\r`);
  assert.equal(child.at(-1), 'one\n', 'a line that was sent twice is there once');
  type(`${up}${up}${up}${up}${up}${up}${down}\r`);
  assert.equal(child.at(-1), 'two\n', 'not beyond the oldest');
  type(`${up}${down}${down}x\x1b[C\x1b[3~\x1bOP\x01\r`);
  assert.equal(child.at(-1), 'x\n');
});

test('what is printed before the terminal is there comes first; the oldest goes where it is too much', () => {
  const { terminal, screen } = terminalOf({ open: false });
  terminal.print('early\r\n');
  assert.equal(screen(), '');
  terminal.open();
  assert.equal(screen(), 'early\r\n');
  const flooded = terminalOf({ open: false });
  for (const letter of ['a', 'b', 'c']) flooded.terminal.print(letter.repeat(900_000));
  flooded.terminal.open();
  assert.equal(flooded.screen(), 'b'.repeat(900_000) + 'c'.repeat(900_000));
});

test('a line of ours begins on a line of its own', () => {
  const { terminal, screen } = terminalOf();
  terminal.print('open');
  terminal.freshLine();
  terminal.freshLine();
  terminal.print('red\r\n\x1b[39m');
  terminal.freshLine();
  terminal.note('ended', 'bad');
  assert.equal(screen(), 'open\r\nred\r\n\x1b[39m\x1b[31mended\x1b[0m\r\n');
});

test('it closes without a fault once the child has ended and was seen; a closed one takes its child along', async () => {
  const { terminal, closed } = terminalOf({ open: false });
  terminal.finish();
  await terminal.ended;
  assert.deepEqual([terminal.finished, closed()], [true, undefined]);
  terminal.open();
  assert.equal(closed(), 0);
  const other = terminalOf();
  other.terminal.close();
  assert.deepEqual(other.child, ['stop']);
  const late = new RunTerminal();
  late.close();
  let stopped = false;
  late.attach({ write: () => undefined, end: () => undefined, stop: () => void (stopped = true) });
  assert.ok(stopped, 'a child that comes after the end');
});
