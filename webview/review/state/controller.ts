import type { AnswerView, HostToReview, ReviewState, Side } from '../../../src/protocol/reviewMessages.ts';
import { stillTaken } from '../../../src/annotation/acceptSuggestions.ts';
import { announce } from '../../common/announce.ts';
import type { Actions } from './actions.ts';
import type { Channel } from './hostChannel.ts';
import {
  goesOnFrom,
  responseOf,
  sameAnswer,
  sides,
  subjectsOf,
  type Model,
  type Refusal,
  type View,
} from './model.ts';
import { Moving, type Left } from './navigation.ts';
import { postingActions } from './hostRequests.ts';
import { PageMemory } from './pageMemory.ts';
import { Inputs } from './inputChanges.ts';
import { runActions } from './runActions.ts';
import { Saving } from './draftSaver.ts';
import { strings } from '../../common/strings.ts';
import { hindranceOf } from './submitCheck.ts';
import { takingActions } from './acceptActions.ts';
import { tied } from './copyPoints.ts';

export interface Page {
  render(): void;
  /** Another task is shown now. */
  taskChanged(): void;
  /** Goes on with the keys that were pressed while it was not yet known which task comes; or drops them, where none came. */
  moved(cameOn: boolean): void;
  /** A task that is likely to be shown next. */
  prepare(state: ReviewState): void;
  focusOpen(side: Side): void;
  /** Goes to the choice of which response was corrected. */
  focusCorrected(): void;
  /** Goes to the choice between this window's answer and another's. */
  focusConflict(): void;
  toggleGuidelines(): void;
  toggleKeys(): void;
}

/** Holds the model, turns what the user does into messages, and what the host says into the model. */
export class Controller {
  model: Model | undefined;
  readonly actions: Actions;
  readonly memory: PageMemory;
  #channel: Channel;
  #saving: Saving;
  #inputs: Inputs;
  #moving = new Moving();
  #page: Page;
  #refusal: Refusal | undefined;
  #submitting = false;
  #pace: readonly string[] = [];
  /** A submit was held back to ask for a correction. */
  #asked = false;
  #view: View;
  #renderSoon = false;

  constructor(channel: Channel, page: Page) {
    this.#channel = channel;
    this.#page = page;
    this.#saving = new Saving(channel);
    this.memory = new PageMemory(this.#saving, () => this.model?.state.task.id);
    this.#inputs = new Inputs((message) => channel.post(message));
    this.#view = this.#saving.page.view ?? 'side-by-side';
    this.actions = this.#makeActions();
  }

  /** Keys belong to the task that comes, which is not known yet. */
  get moving(): boolean {
    return this.#submitting;
  }

  receiveAhead(ahead: Extract<HostToReview, { type: 'ahead' }>): void {
    this.#moving.received(ahead);
    this.#page.prepare(ahead.state);
  }

  receiveStepped({ taskId }: Extract<HostToReview, { type: 'stepped' }>): void {
    if (this.#saving.page.judging?.taskId === taskId) this.#saving.remember({ judging: undefined });
    const here = this.model?.state.task.id === taskId && this.#submitting;
    if (here) this.#submitting = false;
    if (this.#moving.stepped(taskId) || here) this.#refresh();
    if (here) this.#page.moved(false);
  }

  receiveState(state: ReviewState): void {
    // The host is about to hear that the page has gone on.
    if (this.#moving.isBehind(state)) return;
    this.#show(state);
  }

  #show(state: ReviewState): void {
    const before = this.model;
    const { folder } = state.project;
    const sameTask = before?.state.task.id === state.task.id && before.state.project.folder === folder;
    // What was typed for the task that goes away is sent under its own name.
    if (!sameTask) this.#saving.flush();
    const came = !sameTask && this.#submitting;
    if (!sameTask) this.#submitting = false;
    let answer = before?.answer ?? state.answer;
    if (!sameTask) {
      this.#refusal = undefined;
      this.#asked = false;
      const kept = this.#saving.page.unsaved;
      this.#saving.remember({
        taskId: state.task.id,
        folder: folder ?? this.#saving.page.folder,
      });
      const ours = kept?.taskId === state.task.id && (kept.folder ?? folder) === folder;
      // VS Code may have kept this page's state a moment before or after the store got its last draft: what goes on from the
      // stored answer is newer, anything else older. Sent with the old revision it would look like another window's change.
      const newer =
        ours &&
        !sameAnswer(kept.answer, state.answer) &&
        (kept.revision >= state.revision || goesOnFrom(kept.answer, state.answer));
      if (newer) {
        answer = kept.answer;
        this.#saving.restore({ ...kept, revision: state.revision });
      } else {
        answer = structuredClone(state.answer);
        this.#saving.adopt(state.task.id, state.revision, answer);
      }
      if (before && this.#view === 'onlyB') this.#view = 'onlyA';
    } else if (!this.#saving.unsaved || sameAnswer(answer, state.answer)) {
      answer = structuredClone(state.answer);
      this.#saving.adopt(state.task.id, state.revision, answer);
      if (!this.#refusal?.judging) this.#refusal = undefined;
    }
    const added = this.#inputs.received(state, sameTask);
    this.#set(state, answer);
    if (added !== undefined && this.model) this.actions.run(subjectsOf(this.model), added);
    if (before && !sameTask) this.#page.taskChanged();
    if (came) this.#page.moved(true);
    if (!before) this.#sendJudging();
  }

  /** What a page before this one had submitted and was not told that it is stored: nothing of it may be lost. */
  #sendJudging(): void {
    const { judging } = this.#saving.page;
    if (!judging) return;
    this.#channel.post({ type: 'draft', edit: 0, ...judging });
    this.#saving.remember({ judging: undefined });
  }

  receiveText({ taskId, side, delta }: Extract<HostToReview, { type: 'text' }>): void {
    if (!this.model || this.model.state.task.id !== taskId) return;
    const response = responseOf(this.model, side);
    response.text += delta;
    if (response.state !== 'ready') response.state = 'generating';
    if (this.#renderSoon) return;
    this.#renderSoon = true;
    requestAnimationFrame(() => {
      this.#renderSoon = false;
      this.#page.render();
    });
  }

  receivePace(lines: string[]): void {
    this.#pace = lines;
    this.#refresh();
  }

  receiveSaved({ taskId, edit, revision }: Extract<HostToReview, { type: 'saved' }>): void {
    this.#saving.acknowledge(taskId, edit, revision);
    if (this.model?.state.task.id === taskId && !this.#saving.unsaved) {
      if (!this.#refusal?.judging) this.#refusal = undefined;
      if (this.model.state.status === 'none') this.model.state.status = 'draft';
    }
    this.#refresh();
  }

  receiveRefused({ taskId, message, action }: Extract<HostToReview, { type: 'refused' }>): void {
    const back = this.#moving.back(taskId);
    if (back) this.#goBack(back);
    if (this.model?.state.task.id !== taskId) return;
    const judging = !!back || this.#submitting;
    this.#submitting = false;
    this.#inputs.refused();
    this.#refuse({ message, ...(action === undefined ? {} : { action }), ...(judging ? { judging } : {}) });
    if (judging) this.#page.moved(false);
  }

  /** To the task that could not be stored, with the answer as it was. What was typed meanwhile is sent under its own name. */
  #goBack({ state, answer, revision }: Left): void {
    this.#show({ ...state, answer });
    this.#saving.back(state.task.id, revision, answer);
    this.#saving.remember({ judging: undefined });
  }

  flush(): void {
    this.#saving.flush();
  }

  #set(state: ReviewState, answer: AnswerView): void {
    this.model = {
      state,
      answer,
      view: this.#view,
      saving: 'idle',
      pace: this.#pace,
      inputs: this.#inputs.model,
      conflict: false,
    };
    this.#refresh();
  }

  #refresh(): void {
    if (!this.model) return;
    this.model.view = this.#view;
    this.model.saving =
      this.#submitting || this.#moving.left ? 'submitting' : this.#saving.unsaved ? 'saving' : 'idle';
    this.model.pace = this.#pace;
    this.model.refusal = this.#refusal;
    this.model.inputs = this.#inputs.model;
    this.model.conflict =
      !!this.#refusal && this.#saving.unsaved && this.#saving.revision !== this.model.state.revision;
    this.#page.render();
  }

  #refuse(refusal: Refusal): void {
    this.#refusal = refusal;
    announce([refusal.message, refusal.action].filter(Boolean).join(' '), true);
    this.#refresh();
  }

  #change(change: Partial<AnswerView>): void {
    // What is being submitted stays as it was when Enter was pressed.
    if (!this.model || this.#submitting) return;
    const before = this.model.answer;
    const after = { ...before, ...change };
    this.model.answer = { ...after, taken: change.taken ?? stillTaken(before, after) };
    if (change.points || change.corrected) this.#asked = false;
    // A complaint about the answer is out of date; a conflict stays until it is decided.
    if (!this.model.conflict) this.#refusal = undefined;
    this.#saving.changed(this.model.answer);
    this.#refresh();
  }

  /** Submits or discards what is shown, after the draft went out. */
  #send(type: 'submit' | 'discard'): void {
    if (!this.model || this.#submitting) return;
    if (this.model.conflict) {
      announce(strings.decideFirst, true);
      this.#page.focusConflict();
      return;
    }
    this.#saving.flush();
    this.#refusal = undefined;
    const { state, answer } = this.model;
    const { folder } = state.project;
    const { revision } = this.#saving;
    const taskId = state.task.id;
    const next = this.#moving.next(state, true);
    this.#saving.remember({ judging: { folder, taskId, revision, answer } });
    this.#channel.post({ type, folder, taskId, revision, answer, ...(next ? { shown: next.task.id } : {}) });
    if (next) {
      this.#moving.leave({ state, answer, revision });
      this.#show(next);
    } else {
      this.#submitting = true;
      this.#refresh();
    }
  }

  #submit(): void {
    const model = this.model;
    if (!model) return;
    const hindrance = hindranceOf(model, this.#asked);
    if (hindrance) {
      const { refusal, open, choose } = hindrance;
      if (refusal.asking) this.#asked = true;
      if (this.#view === 'onlyA' && open === 'B') this.#setView('onlyB');
      if (this.#view === 'onlyB' && open === 'A') this.#setView('onlyA');
      this.#refuse(refusal);
      if (open) this.#page.focusOpen(open);
      if (choose) this.#page.focusCorrected();
      return;
    }
    this.#send('submit');
  }

  #setView(view: View): void {
    this.#view = view;
    this.#saving.remember({ view });
    this.#refresh();
  }

  /** Sends what is typed, then leaves the task. */
  #leave(type: 'next' | 'previous' | 'undo' | 'redo'): void {
    this.#saving.flush();
    this.#channel.post({ type });
  }

  #goOn(): void {
    const next = this.model && !this.#submitting ? this.#moving.next(this.model.state, false) : undefined;
    if (!this.model || !next) return this.#leave('next');
    this.#saving.flush();
    const { state, answer } = this.model;
    this.#channel.post({ type: 'next', taskId: state.task.id, shown: next.task.id });
    this.#moving.leave({ state, answer, revision: this.#saving.revision });
    this.#show(next);
  }

  #makeActions(): Actions {
    const post: Channel['post'] = (message) => this.#channel.post(message);
    const withTask = (act: (taskId: string) => void) => {
      if (this.model) act(this.model.state.task.id);
    };
    return {
      ...postingActions(post, withTask),
      ...runActions({
        model: () => this.model,
        inputs: this.#inputs,
        memory: this.memory,
        post,
        refresh: () => this.#refresh(),
      }),
      setPoints: (side, criterion, points) => {
        if (!this.model || responseOf(this.model, side).state !== 'ready') return;
        const { [criterion]: _old, ...others } = this.model.answer.points[side];
        const given = points === undefined ? others : { ...others, [criterion]: points };
        const { [side]: _bare, ...scores } = this.model.answer.scores;
        this.#change({ points: { ...this.model.answer.points, [side]: given }, scores, skipped: undefined });
      },
      ...takingActions(
        () => (this.#submitting ? undefined : this.model),
        (change) => this.#change(change),
      ),
      change: (change) => this.#change(change),
      flush: () => this.#saving.flush(),
      setView: (view) => this.#setView(view),
      submit: () => this.#submit(),
      discard: () => this.#send('discard'),
      undo: () => {
        if (this.model?.state.canUndo) this.#leave('undo');
      },
      redo: () => {
        if (this.model?.state.canRedo) this.#leave('redo');
      },
      reopen: () => {
        const status = this.model?.state.status;
        if (status === 'submitted' || status === 'discarded')
          withTask((taskId) => post({ type: 'reopen', taskId }));
      },
      skip: () => {
        this.#saving.flush();
        withTask((taskId) => post({ type: 'skip', taskId }));
      },
      unskip: () => this.#change({ skipped: undefined }),
      tie: () => {
        if (!this.model || sides.some((side) => this.model && responseOf(this.model, side).state !== 'ready'))
          return;
        const same = tied(this.model);
        if (same) this.#change({ ...same, skipped: undefined });
        announce(same ? strings.tied : strings.nothingToTie, !same);
      },
      showHistory: () => {
        this.#saving.flush();
        withTask((taskId) => post({ type: 'showHistory', taskId }));
      },
      next: () => this.#goOn(),
      previous: () => this.#leave('previous'),
      correct: (side) => {
        this.#saving.flush();
        const chosen = side ?? this.model?.answer.corrected;
        const known = chosen === 'A' || chosen === 'B' ? chosen : undefined;
        withTask((taskId) => post({ type: 'correct', taskId, ...(known ? { side: known } : {}) }));
      },
      showGuidelines: () => this.#page.toggleGuidelines(),
      showKeys: () => this.#page.toggleKeys(),
      keepMine: () => {
        if (!this.model) return;
        this.#refusal = undefined;
        this.#saving.insist(this.model.state.revision);
        this.#refresh();
      },
      takeTheirs: () => {
        if (!this.model) return;
        const { state, answer } = this.model;
        const { folder } = state.project;
        // The host keeps what was written here in the history.
        post({ type: 'takeTheirs', folder, taskId: state.task.id, revision: state.revision, answer });
        this.#refusal = undefined;
        this.model.answer = structuredClone(state.answer);
        this.#saving.adopt(state.task.id, state.revision, this.model.answer);
        this.#refresh();
      },
      compareAnswers: () =>
        withTask(
          (taskId) => this.model && post({ type: 'compareAnswers', taskId, answer: this.model.answer }),
        ),
    };
  }
}
