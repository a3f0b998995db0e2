/** The latest searches, to be opened again. */
import { hasEnded } from '../../api/activities';
import type { Activity } from '../../api/schema';
import { button, type Component, h } from '../dom';
import { counted, timeAgo } from '../format';
import { activityState } from '../words';

const SHOWN = 8;

/** A search as its activities tell it. */
export interface RecentSearch {
  id: string;
  title: string;
  started: number;
  activities: Activity[];
}

/** Group activities by their search, newest first. */
export function recentSearches(activities: Activity[]): RecentSearch[] {
  const searches = new Map<string, RecentSearch>();
  for (const activity of activities) {
    if (activity.search) {
      const { search: id, title, started } = activity;
      const known = searches.get(id) ?? { id, title, started, activities: [] };
      known.activities.push(activity);
      known.started = Math.min(known.started, started);
      searches.set(id, known);
    }
  }
  return [...searches.values()].sort((a, b) => b.started - a.started);
}

/** A list of buttons, one a search. */
export class RecentList implements Component {
  readonly node: HTMLElement;
  private readonly list = h('ul');
  private shown = '';

  constructor(private readonly open: (search: RecentSearch) => void) {
    const title = h('h3', {}, 'Recent');
    this.node = h('section', { class: 'esap-recent', 'aria-label': 'Recent' }, title, this.list);
    this.node.hidden = true;
  }

  dispose(): void {
    this.node.remove();
  }

  /** Show these activities' searches; leaves the page alone when nothing has changed. */
  update(activities: Activity[]): void {
    const searches = recentSearches(activities).slice(0, SHOWN);
    const shown = JSON.stringify(searches.map(({ id, activities }) => [id, outcome(activities)]));
    if (shown === this.shown) {
      return;
    }
    this.shown = shown;
    this.node.hidden = searches.length === 0;
    this.list.replaceChildren(...searches.map(search => this.item(search)));
  }

  private item(search: RecentSearch): HTMLElement {
    const open = button(search.title, () => this.open(search), {
      class: 'esap-link esap-name',
      title: [search.title, ...names(search.activities)].join('\n')
    });
    const words = h('span', { class: 'esap-hint' }, outcome(search.activities), ' · ');
    words.append(timeAgo(search.started));
    return h('li', {}, open, words);
  }
}

/** The names of what was found, by which `esap.load` brings it back. */
function names(activities: Activity[]): string[] {
  return activities.flatMap(({ result_name: name }) => (name ? [`esap.load("${name}")`] : []));
}

function outcome(activities: Activity[]): string {
  if (!activities.every(hasEnded)) {
    return 'running';
  }
  const rows = activities.map(activity => activity.rows).filter(count => count !== null);
  if (rows.length > 0) {
    return counted(
      rows.reduce((sum, count) => sum + count, 0),
      'row'
    );
  }
  return activityState(activities[0]);
}
