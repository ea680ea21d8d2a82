import type { Side } from '../../src/protocol/reviewViews.ts';
import { openCriteria, sides, type Criterion, type Model } from './state/model.ts';

export interface Place {
  side: Side;
  criterion: Criterion;
}

export type CriterionCursor = ReturnType<typeof criterionCursor>;

/** The criterion that digits are for: the one that has the focus, else where one was last, else the first without points. It is marked. */
export function criterionCursor(model: () => Model | undefined) {
  let at: { taskId: string; side: Side; id: string } | undefined;

  function places(): Place[] {
    const { criteria = [] } = model()?.state.rubric ?? {};
    return sides.flatMap((side) => criteria.map((criterion) => ({ side, criterion })));
  }

  function focused(): Place | undefined {
    const group = document.activeElement?.closest('[data-criterion]');
    return places().find(
      ({ side, criterion }) =>
        group?.getAttribute('data-side') === side && group.getAttribute('data-criterion') === criterion.id,
    );
  }

  function firstOpen(): Place | undefined {
    const shown = model();
    return shown && places().find(({ side, criterion }) => openCriteria(shown, side).includes(criterion));
  }

  function current(): Place | undefined {
    const kept = at?.taskId === model()?.state.task.id ? at : undefined;
    return (
      focused() ??
      places().find(({ side, criterion }) => side === kept?.side && criterion.id === kept.id) ??
      firstOpen()
    );
  }

  function mark(): void {
    const now = current();
    for (const group of document.querySelectorAll('[data-criterion]')) {
      const is =
        now?.side === group.getAttribute('data-side') &&
        now.criterion.id === group.getAttribute('data-criterion');
      group.closest('.scored')?.classList.toggle('now', is);
    }
  }

  document.addEventListener('focusin', () => {
    const now = focused();
    const taskId = model()?.state.task.id;
    if (now && taskId !== undefined) at = { taskId, side: now.side, id: now.criterion.id };
    mark();
  });

  return {
    places,
    focused,
    firstOpen,
    current,
    mark,
    /** Goes to a criterion without the focus; `undefined`: to none. */
    set(place: Place | undefined): void {
      const taskId = model()?.state.task.id;
      at = place && taskId !== undefined ? { taskId, side: place.side, id: place.criterion.id } : undefined;
      mark();
    },
  };
}
