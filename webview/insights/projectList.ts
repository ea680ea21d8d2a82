import type { InsightsState } from '../../src/protocol/insightsMessages.ts';
import { button } from '../common/button.ts';
import { h, icon, moveFocus, show } from '../common/dom.ts';
import { sameData } from '../common/sameData.ts';
import { format, strings } from '../common/strings.ts';

type Projects = NonNullable<InsightsState['projects']>;

/** Projects whose models are ranked with these, and the way to more of them. */
export function projectList(acts: { add: () => void; remove: (id: string) => void }) {
  const list = h('ul', { class: 'project-list', 'aria-label': strings.insightsProjects });
  const add = button({
    text: strings.insightsAddProjects,
    look: 'secondary',
    class: 'add-projects',
    onClick: acts.add,
  });
  const element = h('div', { class: 'projects', hidden: true }, list, add.element);
  let drawn: Projects = [];

  const item = ({ id, name, text, isCompared }: Projects[number]): HTMLElement => {
    const remove = button({
      icon: 'close',
      label: format('insightsRemoveProject', name),
      onClick: () => {
        acts.remove(id);
        moveFocus(
          () => add.element.focus(),
          () => true,
        );
      },
    });
    const words = h('span', {}, h('b', {}, name), ` ${text}`);
    return h(
      'li',
      { class: isCompared ? undefined : 'refused', title: id },
      icon(isCompared ? 'folder' : 'warning'),
      words,
      remove.element,
    );
  };

  return {
    element,
    update(projects: Projects, canAdd: boolean) {
      show(element, canAdd || projects.length > 0);
      show(add.element, canAdd);
      show(list, projects.length > 0);
      if (sameData(projects, drawn)) return;
      drawn = projects;
      list.replaceChildren(...projects.map(item));
    },
  };
}
