/** What a row is called and where it is, by what its columns say of themselves. */
import type { Result } from '../../api/schema';
import type { RowSource } from '../grid';
import type { Around } from '../row/cutoutForm';

const NAMES = ['target_name', 'main_id', 'name', 'obs_title', 'object', 'designation', 'target'];
const POSITIONS = [
  ['s_ra', 's_dec'],
  ['ra', 'dec'],
  ['raj2000', 'dej2000']
];

/** Reads rows that are shown anyway. */
export class RowFacts {
  private readonly name: number;
  private readonly ra: number;
  private readonly dec: number;
  private readonly never = new AbortController().signal;

  constructor(
    private readonly result: Result,
    private readonly source: RowSource
  ) {
    const { columns } = result;
    const names = columns.map(column => column.name.toLowerCase());
    const marked = columns.findIndex(column => column.ucd === 'meta.id;meta.main');
    const usual = NAMES.map(name => names.indexOf(name)).find(at => at >= 0);
    this.name = usual ?? marked;
    const ucd = (word: string) =>
      columns.findIndex(column => column.ucd?.toLowerCase() === `pos.eq.${word};meta.main`);
    const pair = POSITIONS.find(words => words.every(word => names.includes(word)));
    this.ra = ucd('ra') >= 0 ? ucd('ra') : pair ? names.indexOf(pair[0]) : -1;
    this.dec = ucd('dec') >= 0 ? ucd('dec') : pair ? names.indexOf(pair[1]) : -1;
  }

  /** What to call a row. */
  nameOf = async (row: number): Promise<string> => {
    const [text] = await this.cells(row, [this.name]);
    return text || `Row ${row + 1}`;
  };

  /** Where a row is, `null` without a position. */
  positionOf = async (row: number): Promise<{ ra: number; dec: number } | null> => {
    const [ra, dec] = await this.cells(row, [this.ra, this.dec]);
    return ra && dec && Number.isFinite(Number(ra)) && Number.isFinite(Number(dec))
      ? { ra: Number(ra), dec: Number(dec) }
      : null;
  };

  /** The circle that a cutout begins with: the search's, else around the row. */
  aroundOf = async (row: number): Promise<Around | null> => {
    const { target, radius } = this.result.provenance;
    if (target) {
      return { ra: target.ra, dec: target.dec, radius };
    }
    const position = await this.positionOf(row);
    return position && { ...position, radius: null };
  };

  private async cells(row: number, columns: number[]): Promise<(string | null)[]> {
    if (columns.some(column => column < 0)) {
      return [];
    }
    const known = columns.map(column => this.source.peek(row, column));
    if (known.every(text => text !== undefined)) {
      return known as (string | null)[];
    }
    try {
      const [cells] = await this.source.fetch(row, row + 1, columns, this.never);
      return cells;
    } catch {
      // The grid says why its rows cannot be had.
      return [];
    }
  }
}
