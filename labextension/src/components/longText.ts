/** Text from elsewhere that may be long. */
import { button, h } from './dom';

const MOST = 200;
const KEPT = 140;

/** The beginning of a text, for names that are read aloud. */
export function shortened(text: string): string {
  const letters = [...text];
  return letters.length > MOST ? `${letters.slice(0, KEPT).join('').trimEnd()}…` : text;
}

/** A text whose rest unfolds; what it belongs to is named for those who do not see it. */
export function longText(text: string, of: string): HTMLElement {
  const short = shortened(text);
  const words = h('span', {}, short);
  if (short === text) {
    return words;
  }
  let open = false;
  const more = button(
    'More',
    () => {
      open = !open;
      words.textContent = open ? text : short;
      more.textContent = open ? 'Less' : 'More';
      more.setAttribute('aria-expanded', String(open));
      more.setAttribute('aria-label', `${more.textContent} of ${of}`);
    },
    { class: 'esap-link', 'aria-expanded': 'false', 'aria-label': `More of ${of}` }
  );
  return h('span', { class: 'esap-long-text' }, words, ' ', more);
}
