/** What basket and staging add to what can be done with the DIDs of a lake. */
import type { DidAction } from '../components/lake/actions';
import { didText } from '../components/lake/words';
import type { Stager } from '../staging/stager';
import type { BasketCollector } from './collector';

/** Two buttons beside the lake's own. */
export function didActions(collector: BasketCollector, stager: Stager): DidAction[] {
  return [
    {
      label: 'Add to basket',
      about: 'Keep them with what was chosen elsewhere, to be staged together',
      run: (lake, dids) => void collector.addDids(lake, dids)
    },
    {
      label: 'Stage',
      about: 'Show what bringing their files into the workspace takes',
      run: (lake, dids) => stager.stageDids(lake, dids.map(didText))
    }
  ];
}
