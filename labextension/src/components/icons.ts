/** Small icons drawn by us, in the weight of JupyterLab's own, coloured by its theme. */

const PATHS = {
  add: 'M19 13h-6v6h-2v-6H5v-2h6V5h2v6h6z',
  close:
    'M19 6.4 17.6 5 12 10.6 6.4 5 5 6.4 10.6 12 5 17.6 6.4 19 12 13.4 17.6 19 19 17.6 13.4 12z',
  copy: 'M16 1H4a2 2 0 0 0-2 2v14h2V3h12zm3 4H8a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2zm0 16H8V7h11z',
  refresh:
    'M17.65 6.35A8 8 0 1 0 19.73 14h-2.08A6 6 0 1 1 12 6c1.66 0 3.14.69 4.22 1.78L13 11h7V4z',
  zoomIn: 'M19 13h-6v6h-2v-6H5v-2h6V5h2v6h6z',
  zoomOut: 'M19 13H5v-2h14z',
  fit: 'M5 15H3v6h6v-2H5zM3 9h2V5h4V3H3zm12-6v2h4v4h2V3zm4 16h-4v2h6v-6h-2zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  before: 'M15.4 7.4 14 6l-6 6 6 6 1.4-1.4-4.6-4.6z',
  next: 'M8.6 16.6 10 18l6-6-6-6-1.4 1.4 4.6 4.6z',
  expand: 'M8.6 16.6 13.2 12 8.6 7.4 10 6l6 6-6 6z',
  settings:
    'M19.1 12.9a7 7 0 0 0 0-1.8l2-1.6a.5.5 0 0 0 .2-.6l-2-3.4a.5.5 0 0 0-.6-.2l-2.4 1a7 7 0 0 0-1.6-1l-.3-2.5a.5.5 0 0 0-.5-.4h-3.8a.5.5 0 0 0-.5.4l-.4 2.6a7 7 0 0 0-1.6.9l-2.4-1a.5.5 0 0 0-.6.3l-2 3.3a.5.5 0 0 0 .2.6l2 1.6a7 7 0 0 0 0 1.8l-2 1.6a.5.5 0 0 0-.2.6l2 3.4c.1.2.4.3.6.2l2.4-1a7 7 0 0 0 1.6 1l.4 2.5c0 .2.2.4.5.4h3.8c.3 0 .5-.2.5-.4l.4-2.6a7 7 0 0 0 1.6-.9l2.4 1c.2.1.5 0 .6-.2l2-3.4a.5.5 0 0 0-.2-.6zM12 15.6a3.6 3.6 0 1 1 0-7.2 3.6 3.6 0 0 1 0 7.2z'
} as const;

/** The names of the icons. */
export type IconName = keyof typeof PATHS;

/** Draw an icon; words beside it or on its button say what it means. */
export function icon(name: IconName): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'esap-icon');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
