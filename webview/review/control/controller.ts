import type { Input } from '../../../src/protocol/channel.ts';
import { reviewRequests, type ReviewEvents } from '../../../src/protocol/reviewMessages.ts';
import type { ReviewState, SentAnswer } from '../../../src/protocol/reviewState.ts';
import type { AnswerView } from '../../../src/protocol/reviewViews.ts';
import { stillTaken } from '../../../src/annotation/acceptSuggestions.ts';
import { withFields } from '../../../src/annotation/mergeViews.ts';
import { announce } from '../../common/announce.ts';
import { format, strings } from '../../common/strings.ts';
import { AnswerSteps } from './answerSteps.ts';
import type { Actions, Page, ReviewHost } from '../state/actions.ts';
import { answerActions } from './answerActions.ts';
import { Saving, type SavedDraft } from './draftSaver.ts';
import { Leaving } from './leaving.ts';
import { goOn, mergedWith } from '../state/unsavedState.ts';
import { isJudged, refusalText, sameAnswer, withResponse } from '../state/model.ts';
import type { KeptState, Model, Refusal, View } from '../state/model.ts';
import { PageMemory } from './pageMemory.ts';
import { withRuns } from '../state/liveChanges.ts';
import { Inputs, runActions } from './runActions.ts';
import { tagActions } from './tagActions.ts';
import { refusalOf } from '../state/submitCheck.ts';

/** Holds the model, turns what the user does into requests, and what the host says into the model. */
export class Controller {
  model: Model | undefined;
  readonly actions: Actions;
  readonly memory: PageMemory;
  readonly #host: ReviewHost;
  readonly #saving: Saving;
  readonly #inputs: Inputs;
  readonly #leaving: Leaving;
  readonly #page: Page;
  readonly #steps = new AnswerSteps();
  #refusal: Refusal | undefined;
  /** The host has refused what others had changed as well: it stays until it is decided. */
  #conflict = false;
  #lacking = false;
  #pace: readonly string[] = [];
  #verdict = '';
  #view: View;
  #renderSoon = false;

  constructor(host: ReviewHost, kept: KeptState, page: Page) {
    this.#host = host;
    this.#page = page;
    this.#saving = new Saving({
      ...kept,
      save: (draft) => host.request('saveDraft', draft),
      onSaved: (sent, saved) => this.#saved(sent, saved),
      onRefused: ({ taskId, revision }, error) => {
        const refusal = refusalOf(error);
        if (refusal.exchanged) this.#outlived(taskId, refusal);
        else if (this.model?.state.task.id !== taskId) this.#refresh();
        // A snapshot came before the refusal, and the other one's fields are in the answer by now.
        else if (refusal.conflict && this.#saving.revision > revision) this.#saving.resend();
        else this.#refuse(refusal);
      },
      passes: (error) => refusalOf(error).passes === true,
      outlived: (error) => refusalOf(error).exchanged === true,
    });
    this.memory = new PageMemory(this.#saving, () => this.model?.state.task.id);
    this.#inputs = new Inputs(host);
    this.#view = this.#saving.page.view ?? 'side-by-side';
    this.#leaving = new Leaving({
      ...page,
      host,
      saving: this.#saving,
      model: () => this.model,
      show: (state) => this.#show(state),
      refuse: (refusal) => this.#refuse(refusal),
      refresh: () => this.#refresh(),
    });
    this.actions = this.#makeActions();
  }

  /** Keys belong to the task that comes, which is not known yet. */
  get moving(): boolean {
    return this.model === undefined || this.#leaving.moving;
  }

  receiveAhead(ahead: ReviewEvents['ahead']): void {
    this.#leaving.receiveAhead(ahead);
    if (ahead.next) this.#page.prepare(ahead.next.state);
    if (ahead.pace) this.#pace = ahead.pace;
    this.#verdict = ahead.verdict ?? this.#verdict;
    if (this.model && this.model.state.task.id === ahead.after && ahead.around)
      this.model.state = { ...this.model.state, ...ahead.around };
    this.#refresh();
  }

  receiveState(state: ReviewState): void {
    // The host is about to hear that the page has gone on.
    if (!this.#leaving.isBehind(state)) this.#show(state);
  }

  #show(state: ReviewState): void {
    const before = this.model;
    const { folder } = state.project;
    const sameTask = before?.state.task.id === state.task.id && before.state.project.folder === folder;
    const saving = this.#saving;
    // What was typed for the task that goes away is sent under its own name.
    if (!sameTask) saving.flush();
    if (before && !sameTask && this.#refusal && saving.unsaved && !this.#leaving.busy)
      announce(format('leftUnsaved', before.state.task.title), true);
    const came = !sameTask && this.#leaving.arrived();
    let answer = before?.answer ?? state.answer;
    if (!sameTask) {
      this.#refusal = undefined;
      this.#conflict = this.#lacking = false;
      this.#inputs.forget();
      answer = this.#begin(state);
      if (before && this.#view === 'onlyB') this.#view = 'onlyA';
    } else if (!saving.unsaved || (saving.isQuiet && sameAnswer(answer, state.answer))) {
      answer = structuredClone(state.answer);
      saving.adopt(state.task.id, state.revision, answer, state.texts);
      this.#conflict = false;
      if (!this.#refusal?.judging) this.#refusal = undefined;
    } else answer = this.#merge(state);
    this.model = {
      state,
      answer,
      view: this.#view,
      together: this.#saving.page.together === true,
      saving: 'idle',
      pace: this.#pace,
      verdict: this.#verdict,
      steps: { canUndo: false, canRedo: false },
      inputs: this.#inputs.model(state),
      conflict: false,
      lacking: false,
      clashes: [],
      waiting: [],
    };
    this.#refresh();
    if (before && !sameTask) this.#page.taskChanged();
    if (came || !before) this.#page.moved(true);
    // What an earlier page, or this one in another task or project, did not get saved.
    if (before?.state.project.folder !== folder) {
      saving.flush();
      saving.resendWaiting();
    }
  }

  /** Gives the answer that a task begins with: as it is stored, with what did not get saved of it before. */
  #begin(state: ReviewState): AnswerView {
    const saving = this.#saving;
    const { id } = state.task;
    saving.remember({ taskId: id, folder: state.project.folder ?? saving.page.folder });
    const kept = saving.keptOf(id);
    const stored = structuredClone(state.answer);
    const going = kept && goOn(kept, state);
    if (!going) {
      saving.adopt(id, state.revision, stored, state.texts);
      return stored;
    }
    saving.resume(id, going.answer, going.clashes ? undefined : { revision: state.revision, base: stored });
    return going.answer;
  }

  /** The answer with what others changed in fields that were not changed here. */
  #merge(state: ReviewState): AnswerView {
    const saving = this.#saving;
    const fits = saving.meet(state);
    if (fits && this.#conflict) {
      // Nothing speaks against it any more.
      this.#conflict = false;
      this.#refusal = undefined;
      saving.resend();
    }
    return saving.current?.answer ?? state.answer;
  }

  receiveText({ taskId, side, delta, thought }: ReviewEvents['text']): void {
    if (!this.model || this.model.state.task.id !== taskId) return;
    this.model.state = withResponse(this.model.state, side, (response) => ({
      ...response,
      text: response.text + delta,
      ...(thought !== undefined && { thoughts: { tokens: thought } }),
      state: response.state === 'ready' ? response.state : 'generating',
    }));
    this.#drawSoon();
  }

  receiveRuns({ taskId, changes }: ReviewEvents['runs']): void {
    if (!this.model || this.model.state.task.id !== taskId) return;
    this.model.state = withRuns(this.model.state, changes);
    this.#drawSoon();
  }

  #drawSoon(): void {
    if (this.#renderSoon) return;
    this.#renderSoon = true;
    this.#page.soon(() => {
      this.#renderSoon = false;
      this.#page.render();
    });
  }

  /** A draft is on disk: what the host would say of it in a snapshot. */
  #saved(
    { taskId, answer: sent }: SentAnswer,
    { revision, answer = sent, exchanged, ...saved }: SavedDraft,
  ): void {
    const { model } = this;
    if (model?.state.task.id === taskId) {
      const { state } = model;
      // With what others had changed meanwhile.
      if (answer !== sent) model.answer = this.#saving.current?.answer ?? model.answer;
      const stored = this.#saving.unsaved ? {} : { answer: structuredClone(answer) };
      model.state = {
        ...state,
        ...saved,
        ...stored,
        exchanged: exchanged ?? (state.exchanged === 'asked' ? 'asked' : undefined),
        revision: Math.max(revision, state.revision),
      };
      if (!this.#saving.unsaved) {
        if (!this.#refusal?.judging) this.#refusal = undefined;
        if (state.status === 'none') model.state.status = 'draft';
      }
    }
    this.#refresh();
  }

  #refresh(): void {
    const { model } = this;
    if (!model) return;
    model.view = this.#view;
    model.together = this.#saving.page.together === true;
    model.saving = this.#leaving.busy ? 'submitting' : this.#saving.unsaved ? 'saving' : 'idle';
    model.pace = this.#pace;
    model.steps = this.#steps.of(model);
    model.verdict = this.#verdict;
    model.refusal = this.#refusal;
    model.lacking = this.#lacking;
    model.inputs = this.#inputs.model(model.state);
    model.conflict = this.#conflict && this.#saving.unsaved && this.#saving.revision !== model.state.revision;
    const draft = this.#saving.current;
    model.clashes = model.conflict && draft ? mergedWith(draft, model.state, model.answer).clashes : [];
    model.waiting = this.#saving.waiting;
    this.#page.render();
  }

  /** What was typed is about texts that are not there any more, and in the history: the task begins with what is stored. */
  #outlived(taskId: string, refusal: Refusal): void {
    const { model } = this;
    if (model?.state.task.id === taskId && !this.#saving.unsaved) {
      model.answer = structuredClone(model.state.answer);
      this.#saving.adopt(taskId, model.state.revision, model.answer, model.state.texts);
      this.#conflict = false;
      this.#refuse({ ...refusal, judging: true });
    } else this.#refresh();
  }

  #refuse(refusal: Refusal | undefined): void {
    this.#refusal = refusal;
    if (refusal?.conflict) this.#conflict = true;
    if (refusal?.lacking) this.#lacking = true;
    if (refusal) announce(refusalText(refusal), true);
    this.#refresh();
  }

  #change(change: Partial<AnswerView>, isStep = true): void {
    // What is being submitted stays as it was when Enter was pressed.
    if (!this.model || this.#leaving.submitting) return this.#page.render(true);
    if (isJudged(this.model.state.status)) {
      this.#page.render(true);
      return this.#refuse({ message: strings.locked, judging: true });
    }
    const before = this.model.answer;
    if (isStep) this.#steps.changed(this.model, change);
    const after = { ...before, ...change };
    this.model.answer = { ...after, taken: change.taken ?? stillTaken(before, after) };
    if (change.points || change.corrected) this.#leaving.changed();
    // A complaint about the answer is out of date; a conflict stays until it is decided.
    if (!this.model.conflict) this.#refusal = undefined;
    this.#saving.changed(this.model.answer);
    this.#refresh();
  }

  /** Theirs stays in the fields that both changed; the host keeps what was written here in the history. */
  #takeTheirs(): void {
    const { model } = this;
    const saving = this.#saving;
    const { current: mine, whole } = saving;
    if (!model || !mine || !whole) return;
    const { state, clashes } = model;
    const before = { revision: mine.revision, base: mine.base };
    const { answer } = mine;
    const stored = structuredClone(state.answer);
    const kept = clashes.length > 0 ? withFields(answer, clashes, stored) : stored;
    const taking = this.#host.request('takeTheirs', { ...whole, revision: state.revision });
    this.#refusal = undefined;
    this.#conflict = false;
    model.answer = stored;
    saving.adopt(state.task.id, state.revision, stored, state.texts);
    if (!sameAnswer(kept, stored)) {
      model.answer = kept;
      saving.changed(kept);
    }
    this.#refresh();
    taking.catch((error: unknown) => {
      if (this.model?.state.task.id !== state.task.id) return;
      this.model.answer = answer;
      saving.rebase(before, answer);
      saving.changed(answer);
      this.#refuse(refusalOf(error));
    });
  }

  #setView(view: View): void {
    this.#view = view;
    this.#saving.remember({ view });
    this.#refresh();
  }

  /** What was done here first, then the host's acts. */
  #step(way: 'undo' | 'redo', offered: boolean | undefined): void {
    const own = this.model && this.#steps[way](this.model);
    if (own) this.#change(own, false);
    else if (offered) this.#leaving.leave(way);
  }

  #makeActions(): Actions {
    const host = this.#host;
    const leaving = this.#leaving;
    const saving = this.#saving;
    const shown = () => this.model;
    const open = () => (leaving.submitting ? undefined : this.model);
    const refresh = () => this.#refresh();
    const ask: Actions['ask'] = (name, input) => {
      if (!this.model) return;
      const task = 'taskId' in reviewRequests[name].in.shape ? { taskId: this.model.state.task.id } : {};
      host.ask(name, { ...task, ...input } as Input<(typeof reviewRequests)[typeof name]>);
    };
    /** What is typed goes out before what builds on it. */
    const askSaved: Actions['ask'] = (...what) => {
      saving.flush();
      ask(...what);
    };
    return {
      ask,
      ...runActions({ model: shown, inputs: this.#inputs, memory: this.memory, host, refresh }),
      ...answerActions(open, (change) => this.#change(change)),
      ...tagActions({
        model: open,
        host,
        flush: () => {
          this.#steps.hostActed();
          saving.flush();
        },
        refresh,
        refuse: (refusal) => this.#refuse(refusal),
      }),
      flush: () => saving.flush(),
      setView: (view) => this.#setView(view),
      setTogether: (together) => {
        saving.remember({ together });
        refresh();
      },
      submit: () => leaving.submit(),
      discard: () => leaving.judge('discard'),
      undo: () => this.#step('undo', this.model?.state.canUndo),
      redo: () => this.#step('redo', this.model?.state.canRedo),
      reopen: () => {
        if (this.model && isJudged(this.model.state.status)) ask('reopen', {});
      },
      skip: () => askSaved('skip', {}),
      showHistory: () => askSaved('showHistory', {}),
      next: () => leaving.next(),
      previous: () => leaving.leave('previous'),
      correct: (side) => {
        const chosen = side ?? this.model?.answer.corrected;
        askSaved('correct', chosen === 'A' || chosen === 'B' ? { side: chosen } : {});
      },
      showGuidelines: () => this.#page.toggleGuidelines(),
      showKeys: () => this.#page.toggleKeys(),
      showLine: (side, line) => this.#page.showLine(side, line),
      keepMine: () => {
        if (!this.model) return;
        this.#refusal = undefined;
        this.#conflict = false;
        // What they changed in other fields is in it already.
        const { revision, answer } = this.model.state;
        saving.insist({ revision, base: structuredClone(answer) });
        this.#refresh();
      },
      takeTheirs: () => this.#takeTheirs(),
      sendWaiting: () => saving.resendWaiting(),
      throwAway: () => {
        for (const { folder, taskId } of saving.throwAway()) host.ask('throwAway', { folder, taskId });
        this.#refresh();
      },
      compareAnswers: () => this.model && ask('compareAnswers', { answer: this.model.answer }),
      openLink: (href) => ask('openLink', { href }),
      copy: (text) => ask('copy', { text }),
    };
  }
}
