import type { InputView, SubjectView } from '../../../src/protocol/reviewViews.ts';
import { announce } from '../../common/announce.ts';
import { h } from '../../common/dom.ts';
import type { Actions, Part } from '../state/actions.ts';
import { contentOf, isGoing, responseOf, runsOf, subjectsOf, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';
import type { Drawer, Pane } from '../drawer/drawer.ts';
import { failuresOf } from './failures.ts';
import { datasetFaults, theirVerdicts } from './referenceNotes.ts';
import { runsBar } from './runsBar.ts';
import { runDetails } from './runDetails.ts';
import { inputForm } from './inputForm.ts';
import { runsTable, type RowId } from './runsTable.ts';
import { checksWord, expecting, looks, subjectName, tally } from './runText.ts';

const own: readonly (Pane | undefined)[] = ['checks', 'details', 'input'];

export interface RunsPanel extends Part {
  addInput(): void;
  /** Opens the list of checks and goes to it; closes it where it is open. */
  toggleList(): void;
  /** Goes to the details of the next check that failed, or of the one before. */
  nextFailure(step: 1 | -1): void;
  /** Closes the innermost of what is open here. Gives whether something was. */
  back(): boolean;
}

/**
 * The evidence: a line that says how the checks went, and in the drawer one at a time the list of them against both responses and the
 * correction, the details of one, and the form that adds or changes one. `kept` gives what was being written when the page went away.
 */
export function runsPanel(
  actions: Actions,
  place: Drawer,
  kept: () => Parameters<Actions['keepInput']>[0],
): RunsPanel {
  let latest: Model | undefined;
  let chosen: { id: RowId } | undefined;
  let shownTask = '';
  let added: Model['inputs']['added'];
  /** Where the focus was when the form was opened: a row, or the button that adds. */
  let cameFrom: { id: RowId } | undefined;

  const inputOf = (id: RowId): InputView | undefined => latest?.state.inputs.find((input) => input.id === id);
  const bar = runsBar(actions, {
    onAdd: addInput,
    onToggle: () => (own.includes(place.pane) ? place.close() : place.open('checks')),
    onFailure: ({ input }) => {
      choose(input?.id);
      details.focus();
    },
  });
  const table = runsTable({
    onToggle: (id) => {
      choose(id);
      details.focus();
    },
    onEdit: editInput,
    onRemove: removeInput,
  });
  const details = runDetails(actions, {
    onClose: () => close(),
    onEdit: editInput,
    onRemove: removeInput,
    onFailure: (step) => nextFailure(step),
  });
  const form = inputForm(actions, () => {
    if (cameFrom) {
      place.open('checks');
      table.focus(cameFrom);
    } else {
      place.open('checks');
      bar.focusAdd();
    }
  });
  const faults = datasetFaults();
  const theirs = theirVerdicts();
  const list = h('div', { class: 'checks-pane' }, faults.element, theirs.element, table);
  place.add('checks', list);
  place.add('details', details.element);
  place.add('input', form.element);
  place.onChange(() => refresh());

  function choose(id: RowId): void {
    chosen = { id };
    place.open('details');
    refresh();
  }

  function closeForm(): void {
    form.close();
    actions.keepInput(undefined);
  }

  /** From the details back to the list. */
  function close(): void {
    const was = chosen;
    chosen = undefined;
    place.open('checks');
    refresh();
    table.focus(was);
  }

  /** Opens the form for a new input. */
  function addInput(): void {
    if (!latest) return;
    if (!form.open) {
      cameFrom = undefined;
      place.open('input');
      form.start({});
    } else {
      place.open('input');
      form.element.querySelector('textarea')?.focus();
    }
    refresh();
  }

  function editInput(id: RowId): void {
    const input = inputOf(id);
    if (!input || form.open) return;
    cameFrom = { id };
    place.open('input');
    form.start(contentOf(input), input.id);
    refresh();
  }

  function removeInput(id: RowId): void {
    const input = inputOf(id);
    if (!input || form.open) return;
    if (place.pane === 'details') close();
    actions.removeInput(input);
  }

  function nextFailure(step: 1 | -1): void {
    if (!latest) return;
    const ids = [...new Set(failuresOf(latest).map(({ input }) => input?.id))];
    if (ids.length === 0) {
      announce(strings.nothingFailed, true);
      return;
    }
    const at = chosen && place.pane === 'details' ? ids.indexOf(chosen.id) : step === 1 ? -1 : 0;
    const next = ids[(at + step + ids.length) % ids.length];
    choose(next);
    details.focus();
  }

  function refresh(): void {
    if (!latest) return;
    const { pane } = place;
    if (pane === 'details' && !chosen) chosen = { id: undefined };
    bar.setOpen(own.includes(pane));
    bar.update(latest);
    faults.update(latest.state.datasetFaults ?? []);
    theirs.update(latest.state.theirs ?? []);
    table.update(latest, details.element.id);
    details.update(latest, pane === 'details' ? chosen : undefined);
    form.update(latest);
  }

  /** What is over since the last snapshot, told once all of it is. */
  const told = new Set<SubjectView>();
  function tell(model: Model): void {
    const going = subjectsOf(model).filter((subject) => isGoing(model, subject));
    for (const subject of going) told.add(subject);
    if (going.length > 0 || told.size === 0) return;
    const words = subjectsOf(model)
      .filter((subject) => told.has(subject))
      .map((subject) => endWords(model, subject));
    told.clear();
    announce(words.join('. '));
  }

  return {
    element: bar.element,
    addInput,
    toggleList() {
      if (place.pane === 'checks' && list.contains(document.activeElement)) return place.close();
      chosen = undefined;
      place.open('checks');
      refresh();
      table.focus();
    },
    nextFailure,
    back() {
      if (place.pane === 'details') close();
      else if (place.pane === 'checks') place.close();
      else return false;
      return true;
    },
    select: ({ state, inputs }) => [
      state.project.folder,
      state.task.id,
      state.inputs,
      state.hiddenInputs,
      state.datasetFaults,
      state.theirs,
      state.responses.map(({ runs, tested, passed, state: stage }) => [runs, tested, passed, stage]),
      state.correctionRuns,
      state.sandbox,
      state.canRun,
      state.canSuggest,
      inputs,
    ],
    update(model) {
      latest = model;
      const task = `${model.state.project.folder ?? ''}\n${model.state.task.id}`;
      if (task !== shownTask) {
        shownTask = task;
        chosen = undefined;
        told.clear();
        table.element.scrollTop = 0;
        if (form.open) form.close();
        if (own.includes(place.pane)) place.close();
        const draft = kept();
        if (draft) {
          place.open('input');
          form.start(draft.draft, draft.replaces, { focus: false });
        }
      }
      if (chosen?.id !== undefined && !inputOf(chosen.id)) {
        chosen = undefined;
        if (place.pane === 'details') place.open('checks');
      }
      if (model.inputs.added !== added) {
        added = model.inputs.added;
        if (added !== undefined && form.goesOn) form.saved();
        else if (added !== undefined && form.open) {
          closeForm();
          place.open('checks');
          refresh();
          table.focus(added);
        }
      }
      refresh();
      tell(model);
    },
  };
}

function endWords(model: Model, subject: SubjectView): string {
  const runs = runsOf(model, subject);
  const told = subject === 'correction' ? undefined : responseOf(model, subject);
  const { tested, passed, judged } = tally(runs, told, expecting(model.state.inputs));
  const name = subjectName(subject);
  if (judged > 0) return format('ended', name, passed, judged);
  if (tested > 0) return format('endedRan', name, checksWord(tested));
  const plain = runs.find((run) => run.inputId === undefined);
  return format('endedPlain', name, plain ? looks[plain.status].word : strings.notRun);
}
