import { Grid, type GridColumn, PagedSource } from '../../../labextension/src/components/grid';

const query = new URLSearchParams(location.search);
const rowCount = Number(query.get('rows') ?? 1_000_000);
const columnCount = Number(query.get('columns') ?? 300);

function columnAt(index: number): GridColumn {
  if (index === 0) {
    return {
      name: 'source_id',
      datatype: 'long',
      ucd: 'meta.id;meta.main',
      description: 'Identifier',
      numeric: true
    };
  }
  const text = index % 3 === 0;
  return {
    name: index === 7 ? '<img src=x onerror=alert(1)>' : `${text ? 'name' : 'flux'}_${index}`,
    datatype: text ? 'char' : 'double',
    arraysize: text ? '*' : null,
    unit: index % 3 === 1 ? 'deg' : null,
    ucd: text ? null : 'phot.flux',
    description: `The made-up column ${index}`,
    numeric: !text
  };
}

const source = new PagedSource({
  rowCount,
  columns: Array.from({ length: columnCount }, (_, index) => columnAt(index)),
  load: async (request, signal) => {
    const asked = new URLSearchParams({
      start: String(request.start),
      stop: String(request.stop),
      columns: request.columns.join(','),
      direction: request.direction
    });
    const reply = await fetch(`rows?${asked}`, { signal });
    if (!reply.ok) {
      throw new Error(await reply.text());
    }
    return reply.json();
  }
});

const told: Record<string, unknown[]> = { select: [], sort: [], row: [] };
const grid = new Grid(source, {
  label: 'Made-up rows',
  onSelect: selection => told.select.push(selection.size),
  onSort: sort => told.sort.push(sort),
  onFocusRow: row => told.row.push(row)
});
document.body.classList.toggle('full', query.has('full'));
document.getElementById('place')?.append(grid.node);
Object.assign(window, { grid, source, told });
