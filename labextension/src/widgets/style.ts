import components from '../components/components.css';
import grid from '../components/grid/grid.css';
import widget from './widget.css';

const ID = 'esap-widget-style';

/** Put the components' style once into the document or shadow tree that the node is in. */
export function addStyle(node: HTMLElement): void {
  const root = node.getRootNode();
  const place = root instanceof ShadowRoot ? root : document.head;
  if (!place.querySelector(`#${ID}`)) {
    const style = document.createElement('style');
    style.id = ID;
    style.textContent = [components, grid, widget].join('\n');
    place.append(style);
  }
}
