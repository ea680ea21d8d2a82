/** How many tasks are remembered. */
const most = 200;

/** The tasks that were shown, in their order: "back" goes to the one before, whatever led away from it. */
export class ShownBefore {
  #shown: string | undefined;
  #before: string[] = [];

  /** A task is shown now. */
  show(taskId: string): void {
    if (taskId === this.#shown) return;
    if (this.#shown !== undefined) this.#before.push(this.#shown);
    this.#before = this.#before.slice(-most);
    this.#shown = taskId;
  }

  /**
   * Gives the task before the one that is shown, and forgets the way to it; undefined: this one was the first. Where nothing is shown any
   * more (`isClosed`), that is the one that was shown last.
   */
  back(isClosed = false): string | undefined {
    if (isClosed && this.#shown !== undefined) this.#before.push(this.#shown);
    const last = this.#before.pop();
    // What is shown next is the one that was gone back to: nothing leads away from here.
    if (last !== undefined) this.#shown = undefined;
    return last;
  }
}
