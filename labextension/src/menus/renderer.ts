/** Menus whose items say more when one waits on them. */
import { Menu } from '@lumino/widgets';

type Rendered = ReturnType<Menu.Renderer['renderItem']>;

/** Shows an item's caption as its tooltip, which menus leave to palettes. */
export class CaptionRenderer extends Menu.Renderer {
  override renderItem(data: Menu.IRenderData): Rendered {
    const node = super.renderItem(data);
    const title = data.item.caption;
    Object.assign(node.attrs, title ? { title } : {});
    return node;
  }
}
