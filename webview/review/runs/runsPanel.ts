import type { InputView, SubjectView } from '../../../src/protocol/reviewViews.ts';
import { announce } from '../../common/announce.ts';
import { h } from '../../common/dom.ts';
import type { Actions, Part } from '../state/actions.ts';
import { contentOf, isGoing, responseOf, runsOf, subjectsOf, type Model } from '../state/model.ts';
import { format, strings } from '../../common/strings.ts';
import { runsBar } from './runsBar.ts';
import { runDetails } from './runDetails.ts';
import { inputForm } from './inputForm.ts';
import { runsTable, type RowId } from './runsTable.ts';
import { expecting, inputsWord, looks, subjectName, tally } from './runText.ts';

/**
 * The evidence: every input against both responses and the correction, the details of one of them beneath, and the form that adds
 * or changes one. `kept` gives what was being written when the page went away.
 */
export function runsPanel(
  actions: Actions,
  kept: () => Parameters<Actions['keepInput']>[0],
): Part & Record<'addInput' | 'focusTable', () => void> {
  let latest: Model | undefined;
  let chosen: { id: RowId } | undefined;
  let shownTask = '';
  let added: Model['inputs']['added'];
  /** Where the focus was when the form was opened: a row, or the button that adds. */
  let cameFrom: { id: RowId } | undefined;

  const inputOf = (id: RowId): InputView | undefined => latest?.state.inputs.find((input) => input.id === id);
  const bar = runsBar(actions, addInput);
  const table = runsTable({
    onToggle: (id) => choose(chosen && chosen.id === id && !form.open ? undefined : { id }),
    onMove: (id) => {
      if (chosen) choose({ id });
    },
    onEdit: editInput,
    onRemove: removeInput,
  });
  const details = runDetails(actions, { onClose: () => close(), onEdit: editInput, onRemove: removeInput });
  const form = inputForm(actions, () => {
    if (cameFrom) table.focus(cameFrom);
    else bar.focusAdd();
    refresh();
  });
  const element = h('section', { class: 'evidence', 'aria-label': strings.runs }, bar, table, details, form);
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || form.open || !chosen) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });

  function choose(next: { id: RowId } | undefined): void {
    // A form with something in it stays until it is saved or cancelled.
    if (form.open && !form.untouched) return;
    if (form.open) closeForm();
    chosen = next;
    refresh();
    const shown = chosen;
    if (!shown) return;
    // After the table has got its new height.
    requestAnimationFrame(() => {
      details.element.scrollIntoView({ block: 'nearest' });
      table.reveal(shown.id);
    });
  }

  function closeForm(): void {
    form.close();
    actions.keepInput(undefined);
  }

  function close(): void {
    const was = chosen;
    chosen = undefined;
    refresh();
    table.focus(was);
  }

  /** Opens the form for a new input. */
  function addInput(): void {
    if (!latest) return;
    if (!form.open) {
      cameFrom = undefined;
      form.start({});
    } else form.element.querySelector('textarea')?.focus();
    refresh();
  }

  function editInput(id: RowId): void {
    const input = inputOf(id);
    if (!input || form.open) return;
    cameFrom = { id };
    form.start(contentOf(input), input.id);
    refresh();
  }

  function removeInput(id: RowId): void {
    const input = inputOf(id);
    if (!input || form.open) return;
    if (chosen && chosen.id === id) close();
    actions.removeInput(input);
  }

  function refresh(): void {
    if (!latest) return;
    bar.update(latest);
    table.update(latest, form.open ? undefined : chosen, details.element.id);
    details.update(latest, form.open ? undefined : chosen);
    form.update(latest);
    element.classList.toggle('opened', form.open || chosen !== undefined);
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
    element,
    addInput,
    focusTable: () => table.focus(chosen),
    select: ({ state, inputs }) => [
      state.project.folder,
      state.task.id,
      state.inputs,
      state.hiddenInputs,
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
        const draft = kept();
        if (draft) form.start(draft.draft, draft.replaces, { focus: false });
      }
      if (chosen?.id !== undefined && !inputOf(chosen.id)) chosen = undefined;
      if (model.inputs.added !== added) {
        added = model.inputs.added;
        if (added !== undefined && form.goesOn) form.saved();
        else if (added !== undefined && form.open) {
          closeForm();
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
  if (tested > 0) return format('endedRan', name, inputsWord(tested));
  const plain = runs.find((run) => run.inputId === undefined);
  return format('endedPlain', name, plain ? looks[plain.status].word : strings.notRun);
}
