import * as vscode from 'vscode';
import { correctedToView, correctedFromView } from '../../annotation/answerView.ts';
import type { Answer, Side } from '../../domain/annotation.ts';
import type { Criterion, Rubric } from '../../project/config.ts';
import { maxScore, scoreOf } from '../../project/rubricRules.ts';
import { changeAnswer, ownAnswer, type Look } from '../answers/answerEdits.ts';
import type { Projects } from '../session/projects.ts';
import { responseOf } from '../editors/responseDocuments.ts';
import { clip, plain, taskTitle } from '../common/taskText.ts';

const sides = ['A', 'B'] as const;

/** One criterion of one shown response. */
interface Place {
  side: Side;
  criterion: Criterion;
}

export interface Step extends vscode.QuickPickItem {
  run?: () => unknown;
  /** The pick is shown again afterwards. */
  stays?: boolean;
  /** Where the pick starts when everything before it is done. */
  open?: boolean;
}

/** What the picks need of the rest. */
export interface ScoringParts {
  /** What was typed in the review panel is on disk. */
  settled(): Promise<void>;
  /** Further lines of the list of a task. */
  more?(look: Look): Step[];
}

/** A whole judgement by quick picks, without the review panel. Everything that is picked is stored at once. */
export class ScorePicks {
  readonly #projects: Projects;
  readonly #parts: ScoringParts;

  constructor(projects: Projects, parts: ScoringParts) {
    this.#projects = projects;
    this.#parts = parts;
  }

  /**
   * Asks for the points that are open, of one shown response or of both, one criterion after the other; a digit is enough. Resolves
   * to whether all are given.
   */
  async points(taskId: string, side?: Side): Promise<boolean> {
    const { rubric } = (await this.#projects.need()).project.config;
    const all = placesOf(rubric).filter((place) => side === undefined || place.side === side);
    const look = await this.#look(taskId);
    const open = all.filter((place) => isOpen(look, place));
    const places = open.length > 0 ? open : all;
    for (let at = 0; at < places.length;) {
      const place = places[at];
      if (!place) break;
      const answer = await this.#ask(taskId, place, { at, of: places.length });
      if (answer === undefined) return false;
      at = Math.max(0, at + (answer === 'back' ? -1 : 1));
    }
    return true;
  }

  /** The sum of a shown response, once all its points are given. */
  async score(taskId: string, side: Side): Promise<number | undefined> {
    if (!(await this.points(taskId, side))) return undefined;
    const { annotation, shownOrder } = await this.#look(taskId);
    return responseOf(shownOrder, side) === 1 ? annotation?.score1 : annotation?.score2;
  }

  /** The open points first, then a list of the whole answer and what can be done with it. */
  async judge(taskId: string): Promise<void> {
    const first = await this.#look(taskId);
    const { rubric } = (await this.#projects.need()).project.config;
    const open = placesOf(rubric).some((place) => isOpen(first, place));
    if (open && !(await this.points(taskId))) return;
    for (;;) {
      const step = await this.#list(taskId);
      if (!step?.run) return;
      await step.run();
      if (!step.stays) return;
    }
  }

  async #look(taskId: string): Promise<Look> {
    await this.#parts.settled();
    return (await this.#projects.need()).look(taskId);
  }

  async #list(taskId: string): Promise<Step | undefined> {
    const { rubric } = (await this.#projects.need()).project.config;
    const look = await this.#look(taskId);
    const steps = this.#steps(look, rubric);
    return new Promise((resolve) => {
      const pick = vscode.window.createQuickPick<Step>();
      pick.title = plain(clip(taskTitle(look.task.instruction, taskId), 60));
      pick.placeholder = vscode.l10n.t('Change anything, then submit');
      pick.items = steps;
      pick.matchOnDescription = true;
      const start = steps.find((step) => step.open);
      pick.activeItems = start ? [start] : [];
      pick.onDidAccept(() => {
        resolve(pick.activeItems[0]);
        pick.dispose();
      });
      pick.onDidHide(() => {
        resolve(undefined);
        pick.dispose();
      });
      pick.show();
    });
  }

  #steps(look: Look, rubric: Rubric): Step[] {
    const taskId = look.task.id;
    const answer = ownAnswer(look);
    const command =
      (name: string, ...args: unknown[]) =>
      () =>
        vscode.commands.executeCommand(`touchstone.${name}`, taskId, ...args);
    const sums = sides.map((side) => sumOf(look, rubric, side));
    const low = rubric.correctAtOrBelow;
    const wantsCorrection =
      low !== undefined &&
      answer.corrected === undefined &&
      sums.every((sum) => sum !== undefined && sum <= low);
    return [
      ...placesOf(rubric).map((place): Step => {
        const given = pointsOf(look, place);
        return {
          label: `${place.side} · ${place.criterion.title}`,
          description:
            given === undefined
              ? vscode.l10n.t('open')
              : [vscode.l10n.t('{0} of {1}', given, place.criterion.max), place.criterion.levels?.[given]]
                  .filter(Boolean)
                  .join(' · '),
          run: () => this.#ask(taskId, place),
          stays: true,
          open: isOpen(look, place),
        };
      }),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      ...(this.#parts.more?.(look) ?? []),
      {
        label: `$(edit) ${vscode.l10n.t('Which response is corrected')}`,
        description: wantsCorrection
          ? vscode.l10n.t('Both are at or below {0}: please correct one.', low)
          : correctedLabel(answer, look),
        run: () => this.#corrected(taskId),
        stays: true,
        open: wantsCorrection,
      },
      {
        label: `$(go-to-file) ${vscode.l10n.t('Edit the correction in an editor')}`,
        run: command('correct', ...(correctedSide(answer, look) ? [correctedSide(answer, look)] : [])),
      },
      {
        label: `$(comment) ${vscode.l10n.t('Comment')}`,
        description: clip(plain((answer.comments ?? '').replace(/\s+/g, ' ')), 80),
        run: () => this.#comment(taskId, answer),
        stays: true,
      },
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      {
        label: `$(check) ${vscode.l10n.t('Submit')}`,
        description: scoresText(look, rubric),
        run: command('submit'),
        open: true,
      },
      { label: `$(trash) ${vscode.l10n.t('Discard')}`, run: command('discard') },
      { label: `$(book) ${vscode.l10n.t('Read the instruction')}`, run: command('openInstruction') },
      { label: `$(open-preview) ${vscode.l10n.t('Open in the review panel')}`, run: command('openTask') },
    ];
  }

  /** Asks for the points of one criterion and stores them. */
  async #ask(
    taskId: string,
    place: Place,
    step?: { at: number; of: number },
  ): Promise<number | 'back' | undefined> {
    const session = await this.#projects.need();
    const answer = await pickPoints(place, pointsOf(await this.#look(taskId), place), step);
    if (typeof answer !== 'number') return answer;
    await this.#parts.settled();
    await changeAnswer(session, taskId, (former, { shownOrder }) => {
      const points = responseOf(shownOrder, place.side) === 1 ? 'points1' : 'points2';
      const score = points === 'points1' ? 'score1' : 'score2';
      const given = { ...former[points], [place.criterion.id]: answer };
      // A score without points (as from Argilla's page) ends where points begin.
      return {
        answer: { ...former, [points]: given, [score]: scoreOf(session.project.config.rubric, given) },
      };
    });
    return answer;
  }

  async #corrected(taskId: string): Promise<void> {
    const session = await this.#projects.need();
    const { shownOrder } = await this.#look(taskId);
    const none = { label: vscode.l10n.t('No answer'), value: undefined };
    const picked = await vscode.window.showQuickPick(
      [
        ...(['A', 'B', 'combination', 'neither'] as const).map((value) => ({ label: labels(value), value })),
        none,
      ],
      { placeHolder: vscode.l10n.t('Which response is corrected?') },
    );
    if (!picked) return;
    await changeAnswer(session, taskId, (answer) => ({
      answer: { ...answer, corrected: picked.value && correctedFromView(picked.value, shownOrder) },
    }));
  }

  /** One line is edited; to several, one is added. */
  async #comment(taskId: string, { comments = '' }: Answer): Promise<void> {
    const session = await this.#projects.need();
    const several = comments.includes('\n');
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Comment'),
      prompt: several ? vscode.l10n.t('Added as a new line to the comments that are there') : undefined,
      value: several ? '' : comments,
      ignoreFocusOut: true,
    });
    if (text === undefined || (several && text.trim() === '')) return;
    await changeAnswer(session, taskId, (answer, look) => {
      const own = ownAnswer(look).comments;
      return { answer: { ...answer, comments: several && own ? `${own}\n${text}` : text } };
    });
  }
}

function pickPoints(
  { side, criterion }: Place,
  given: number | undefined,
  step: { at: number; of: number } | undefined,
): Promise<number | 'back' | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { value: number }>();
    const done = (value: number | 'back' | undefined): void => {
      resolve(value);
      pick.dispose();
    };
    pick.title = vscode.l10n.t('Response {0}: {1}', side, criterion.title);
    pick.placeholder = [vscode.l10n.t('0 to {0}', criterion.max), criterion.description]
      .filter(Boolean)
      .join(' · ');
    pick.step = step && step.at + 1;
    pick.totalSteps = step?.of;
    pick.buttons = step && step.at > 0 ? [vscode.QuickInputButtons.Back] : [];
    pick.items = Array.from({ length: criterion.max + 1 }, (_, value) => ({
      label: String(value),
      description: criterion.levels?.[value],
      value,
    }));
    const now = pick.items.find((item) => item.value === given);
    if (now) pick.activeItems = [now];
    pick.onDidChangeValue((value) => {
      // One digit is enough, unless it may be the first of ten.
      const points = /^\d+$/.test(value) ? Number(value) : undefined;
      if (points === undefined || points > criterion.max || (criterion.max >= 10 && value === '1')) return;
      done(points);
    });
    pick.onDidAccept(() => done(pick.activeItems[0]?.value));
    pick.onDidTriggerButton(() => done('back'));
    pick.onDidHide(() => done(undefined));
    pick.show();
  });
}

function placesOf({ criteria }: Rubric): Place[] {
  return sides.flatMap((side) => criteria.map((criterion) => ({ side, criterion })));
}

function pointsOf({ annotation, shownOrder }: Look, { side, criterion }: Place): number | undefined {
  const points = responseOf(shownOrder, side) === 1 ? annotation?.points1 : annotation?.points2;
  return points?.[criterion.id];
}

/** Not where a score stands alone (as from Argilla's page). */
function isOpen(look: Look, place: Place): boolean {
  const { annotation, shownOrder } = look;
  const first = responseOf(shownOrder, place.side) === 1;
  const points = first ? annotation?.points1 : annotation?.points2;
  const bare = first ? annotation?.score1 : annotation?.score2;
  return pointsOf(look, place) === undefined && (points !== undefined || bare === undefined);
}

/** The sum so far; undefined while nothing is given. */
export function sumOf(
  { annotation, shownOrder }: Look,
  { criteria }: Rubric,
  side: Side,
): number | undefined {
  const first = responseOf(shownOrder, side) === 1;
  const points = first ? annotation?.points1 : annotation?.points2;
  const score = first ? annotation?.score1 : annotation?.score2;
  if (!points || Object.keys(points).length === 0) return score;
  return criteria.reduce((sum, { id }) => sum + (points[id] ?? 0), 0);
}

/** "A 5 · B 3". */
export function scoresText(look: Look, rubric: Rubric): string {
  return sides.map((side) => `${side} ${sumOf(look, rubric, side) ?? '–'}`).join(' · ');
}

/** For screen readers and tooltips: "Response A: 5 of 7". */
export function scoresWords(look: Look, rubric: Rubric): string[] {
  return sides.map((side) => {
    const sum = sumOf(look, rubric, side);
    return sum === undefined
      ? vscode.l10n.t('Response {0}: not scored yet', side)
      : vscode.l10n.t('Response {0}: {1} of {2}', side, sum, maxScore(rubric));
  });
}

type CorrectedView = ReturnType<typeof correctedToView>;

function labels(value: CorrectedView): string {
  if (value === 'combination') return vscode.l10n.t('A combination of both');
  return value === 'neither' ? vscode.l10n.t('Neither') : vscode.l10n.t('Response {0}', value);
}

function correctedLabel({ corrected }: Answer, { shownOrder }: Look): string {
  return corrected ? labels(correctedToView(corrected, shownOrder)) : '';
}

function correctedSide({ corrected }: Answer, { shownOrder }: Look): Side | undefined {
  const view = corrected && correctedToView(corrected, shownOrder);
  return view === 'A' || view === 'B' ? view : undefined;
}
