import base from '../components/base.css';
import controls from '../components/controls.css';
import dot from '../components/dot.css';
import gridGrid from '../components/grid/grid.css';
import gridHead from '../components/grid/head.css';
import gridNotice from '../components/grid/notice.css';
import gridPopup from '../components/grid/popup.css';
import gridRows from '../components/grid/rows.css';
import notice from '../components/notice.css';
import resultFilters from '../components/result/filters.css';
import resultFoot from '../components/result/foot.css';
import resultReport from '../components/result/report.css';
import resultResult from '../components/result/result.css';
import resultSide from '../components/result/side.css';
import row from '../components/row/row.css';
import searchArchives from '../components/search/archives.css';
import searchForm from '../components/search/form.css';
import searchMore from '../components/search/more.css';
import searchSections from '../components/search/sections.css';
import sky from '../components/sky/sky.css';
import tabs from '../components/tabs.css';
import words from '../components/words.css';
import widget from './widget.css';

/** In the order of `style/index.css`, which has them for the panel. */
const STYLES = [
  base,
  controls,
  words,
  dot,
  tabs,
  notice,
  searchForm,
  searchArchives,
  searchSections,
  searchMore,
  resultResult,
  resultFilters,
  resultFoot,
  resultReport,
  resultSide,
  sky,
  row,
  gridGrid,
  gridRows,
  gridHead,
  gridNotice,
  gridPopup,
  widget
];
const ID = 'esap-widget-style';

/** Put the components' style once into the document or shadow tree that the node is in. */
export function addStyle(node: HTMLElement): void {
  const root = node.getRootNode();
  const place = root instanceof ShadowRoot ? root : document.head;
  if (!place.querySelector(`#${ID}`)) {
    const style = document.createElement('style');
    style.id = ID;
    style.textContent = STYLES.join('\n');
    place.append(style);
  }
}
