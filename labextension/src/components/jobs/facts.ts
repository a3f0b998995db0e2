/** All that a service tells of a job, as a list of terms. */
import type { Job } from '../../api/schema';
import { h } from '../dom';
import { seconds } from '../format';

/** Make the list; what the service does not tell is left out. */
export function jobFacts(job: Job, archive: string): HTMLElement {
  const { duration } = job;
  const facts: [string, string | null][] = [
    ['Archive', archive],
    ['Address', job.url],
    ['Phase', job.phase],
    ['Run id', job.run_id],
    ['Owner', job.owner],
    ['Made', moment(job.created)],
    ['Started', moment(job.started)],
    ['Ended', moment(job.ended)],
    ['Expected end', moment(job.quote)],
    ['May compute', duration ? seconds(duration) : duration === 0 ? 'as long as it takes' : null],
    ['Kept until', moment(job.destruction)],
    ['Looked at', moment(job.checked)],
    ['Error', job.error],
    ['Query', job.query]
  ];
  for (const [name, value] of Object.entries(job.parameters)) {
    if (name !== 'QUERY') {
      facts.push([name, value]);
    }
  }
  const shown = facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
  const parts = shown.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]);
  return h('dl', { class: 'esap-facts' }, ...parts);
}

function moment(time: number | null): string | null {
  return time === null ? null : new Date(time * 1000).toLocaleString();
}
