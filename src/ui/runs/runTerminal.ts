import type * as vscode from 'vscode';
import { Emitter } from '../../platform/emitter.ts';

/** The child behind a terminal. */
export interface TerminalChild {
  write(text: string): void;
  end(): void;
  stop(): void;
}

/** Characters. */
const mostWaiting = 2_000_000;

/**
 * A terminal of ours around a child with pipes. There is no tty behind it, so it does what a tty's line discipline would: echo,
 * backspace, Enter sends a line, Ctrl+C ends the child, Ctrl+D closes its input. What is written to it must be neutralised.
 */
export class RunTerminal implements vscode.Pseudoterminal {
  readonly #write = new Emitter<string>();
  readonly #close = new Emitter<number>();
  /** What is printed before the terminal is there; the oldest goes where it is too much. */
  #waiting: string[] = [];
  #waitingLength = 0;
  #child: TerminalChild | undefined;
  #line = '';
  /** Lines that were sent, oldest first, and which of them is shown. */
  readonly #sent: string[] = [];
  #recalled = 0;
  #atStart = true;
  #closed = false;
  #opened = false;
  #finished = false;
  readonly #whenFinished = Promise.withResolvers<void>();
  readonly #whenShown = Promise.withResolvers<void>();

  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#close.event;

  /** Called once by VS Code. The child does not wait for it. */
  open(): void {
    this.#opened = true;
    this.#whenShown.resolve();
    for (const text of this.#waiting.splice(0)) this.#write.fire(text);
    if (this.#finished) this.#end();
  }

  /** The child has ended, and what is to be said of it is printed. */
  finish(): void {
    this.#finished = true;
    this.#whenFinished.resolve();
    if (this.#opened) this.#end();
  }

  /** Resolves when VS Code has made the terminal. */
  get shown(): Promise<void> {
    return this.#whenShown.promise;
  }

  /** A line that was typed elsewhere: as if it had been typed here. */
  type(line: string): void {
    this.handleInput(`${line}\r`);
  }

  /** Resolves when the child has ended. */
  get ended(): Promise<void> {
    return this.#whenFinished.promise;
  }

  get finished(): boolean {
    return this.#finished;
  }

  attach(child: TerminalChild): void {
    this.#child = child;
    if (this.#closed) child.stop();
  }

  /** Neutralised text, with CRLF. */
  print(text: string): void {
    if (text === '') return;
    // eslint-disable-next-line no-control-regex -- our own end of a colour
    this.#atStart = /\n(?:\x1b\[39m)?$/.test(text);
    this.#show(text);
  }

  #show(text: string): void {
    if (this.#opened) return this.#write.fire(text);
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    while (this.#waitingLength > mostWaiting) this.#waitingLength -= this.#waiting.shift()?.length ?? 0;
  }

  /** Ends a line that the program left open. */
  freshLine(): void {
    if (!this.#atStart) this.print('\r\n');
  }

  /** A line of ours, set apart from the program's output. */
  note(text: string, tone: 'plain' | 'good' | 'bad' = 'plain'): void {
    const color = { plain: '2', good: '32', bad: '31' }[tone];
    this.#show(`\x1b[${color}m${text}\x1b[0m\r\n`);
  }

  handleInput(data: string): void {
    // Keys that are sent as an escape sequence: the arrows up and down bring former lines back, others do nothing.
    // eslint-disable-next-line no-control-regex -- that is what keys send
    for (const key of data.match(/\x1b(?:\[[\d;?]*[ -/]*[@-~]|O.|.)?|[^\x1b]/gsu) ?? []) {
      if (key.startsWith('\x1b')) this.#escape(key.at(-1));
      else this.#key(key);
    }
  }

  #key(character: string): void {
    if (character === '\x03') {
      this.#write.fire('^C\r\n');
      this.#child?.stop();
    } else if (character === '\x04') {
      if (this.#line === '') this.#child?.end();
    } else if (character === '\r' || character === '\n') {
      this.#write.fire('\r\n');
      this.#child?.write(`${this.#line}\n`);
      if (this.#line !== '' && this.#line !== this.#sent.at(-1)) this.#sent.push(this.#line);
      this.#recalled = this.#sent.length;
      this.#line = '';
    } else if (character === '\x7f' || character === '\b') {
      if (this.#line === '') return;
      this.#line = [...this.#line].slice(0, -1).join('');
      this.#write.fire('\b \b');
    } else if (character >= ' ' || character === '\t') {
      this.#line += character;
      this.#write.fire(character);
    }
  }

  #escape(final: string | undefined): void {
    if (final !== 'A' && final !== 'B') return;
    const wanted = this.#recalled + (final === 'A' ? -1 : 1);
    if (wanted < 0 || wanted > this.#sent.length) return;
    this.#recalled = wanted;
    this.#write.fire('\b \b'.repeat([...this.#line].length));
    this.#line = this.#sent[wanted] ?? '';
    this.#write.fire(this.#line);
  }

  /** The user closed the terminal: the child must not outlive it. */
  close(): void {
    this.#closed = true;
    this.#child?.stop();
  }

  #end(): void {
    // A failing program is an expected outcome and shown as such; a task that fails would put up a notification.
    this.#close.fire(0);
    this.#write.dispose();
    this.#close.dispose();
  }
}
