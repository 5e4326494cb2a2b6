import { menusBehind } from '../menu-depth.ts';
import type { Check } from './check.ts';

/** No caller goes through more menus than the settings allow before they come to one; see menusBehind for what counts. */
export const deepMenu: Check = ({ project, entryFlows }) => {
  const deepest = project.settings['menu-depth'];
  return menusBehind(project, entryFlows)
    .filter(({ through }) => through.length > deepest)
    .map(({ flow, name, through }) =>
      flow.source.finding(['steps', name], {
        code: 'deep-menu',
        message: `this menu comes after ${through.length} others (${through.join(', ')}), more than ${deepest}`,
        mend: 'Lead to it from a menu further up, or make one menu of two',
      }),
    );
};
