import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { removeTemporaryDir, temporaryDir } from '../../servers/lib/processes.mjs';
import type { Counter } from './counter.ts';

const prompt = 'judge> ';
const limitMs = 20_000;

/** A person's terminal window: an interactive bash at a pseudoterminal, in an empty folder. */
export class Shell {
  readonly folder: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  #output = '';
  #arrived: (() => void) | undefined;

  private constructor() {
    this.folder = temporaryDir('terminal');
    const settings = join(this.folder, '.bashrc');
    writeFileSync(settings, `PS1='${prompt}'\nunset HISTFILE\n`);
    const program = 'import pty, sys; pty.spawn(["bash", "--rcfile", sys.argv[1], "-i"])';
    this.#child = spawn('python3', ['-c', program, settings], {
      cwd: this.folder,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TERM: 'dumb' },
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
      this.#arrived?.();
    });
  }

  static async open(): Promise<Shell> {
    const shell = new Shell();
    await shell.#until(() => shell.#output.includes(prompt), 'the first prompt');
    return shell;
  }

  hands(counter: Counter): ShellHands {
    return new ShellHands(this, counter);
  }

  /** Sends what keys send. */
  send(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Does something and waits for the prompt; resolves to what was shown meanwhile. */
  async untilPrompt(act: () => void): Promise<string> {
    this.#output = '';
    act();
    await this.#until(() => this.#output.includes(prompt), 'the prompt');
    return this.#output;
  }

  /** Does something and waits until the terminal has shown this. */
  async untilShown(text: string, act: () => void): Promise<void> {
    this.#output = '';
    act();
    await this.#until(() => this.#output.includes(text), text);
  }

  async #until(done: () => boolean, what: string): Promise<void> {
    const end = Date.now() + limitMs;
    while (!done()) {
      const left = end - Date.now();
      if (left <= 0)
        throw new Error(
          `the terminal did not show ${JSON.stringify(what)}; it shows: ${this.#output.slice(-500)}`,
        );
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  close(): void {
    this.#child.kill();
    removeTemporaryDir(this.folder);
  }
}

/** Hands on the terminal: each act is really done, and counted. */
export class ShellHands {
  readonly #shell: Shell;
  readonly #counter: Counter;

  constructor(shell: Shell, counter: Counter) {
    this.#shell = shell;
    this.#counter = counter;
  }

  /** Types a command line and presses Enter; waits for its end. Resolves to what it showed. */
  command(line: string): Promise<string> {
    this.#counter.add('text', line.length);
    this.#counter.add('key');
    return this.#shell.untilPrompt(() => this.#shell.send(`${line}\n`));
  }

  /** Types a command line that goes on to read from the terminal, and presses Enter; waits until it shows `sign`. */
  async start(line: string, sign: string): Promise<void> {
    this.#counter.add('text', line.length);
    this.#counter.add('key');
    await this.#shell.untilShown(sign, () => this.#shell.send(`${line}\n`));
  }

  /** The same with the last command line, fetched by the arrow key. */
  async startAgain(sign: string): Promise<void> {
    this.#counter.add('key');
    this.#counter.add('key');
    await this.#shell.untilShown(sign, () => this.#shell.send('\u001b[A\n'));
  }

  async paste(text: string): Promise<void> {
    this.#counter.add('paste');
    const last = text.trimEnd().split('\n').at(-1) ?? '';
    // The terminal's driver shows what it was given.
    await this.#shell.untilShown(last, () => this.#shell.send(text));
  }

  /** Enter alone, where what was pasted does not end its last line. */
  enter(): void {
    this.#counter.add('key');
    this.#shell.send('\n');
  }

  /** Ctrl+D: the end of what is read. Waits for the prompt; resolves to what came before it. */
  end(): Promise<string> {
    this.#counter.add('key');
    return this.#shell.untilPrompt(() => this.#shell.send('\u0004'));
  }
}
