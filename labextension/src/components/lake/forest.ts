/** What is unfolded of the DIDs found, and the rows of the tree that this makes. */
import type { LakesClient } from '../../api/lakes';
import type { Did, LakeFile } from '../../api/schema';
import { count } from '../format';
import { errorWords } from '../words';
import { byTypeAndName, didText, FIRST } from './words';

/** One row of the tree. */
export interface LakeNode {
  id: string;
  /** From 1. */
  level: number;
  kind: Did['type'] | 'note' | 'more';
  did: Did | null;
  /** What a note says. */
  words: string;
  /** `null` where nothing can be unfolded. */
  expanded: boolean | null;
  position: number;
  siblings: number;
  /** The scope of what holds it, which need not be repeated. */
  scope: string;
}

interface Branch {
  rows: Did[];
  state: 'reading' | 'partial' | 'read' | 'failed';
  known: number;
  problem: string;
}

const PAGE = 500;
const GAP = '\n';

/** Reads what collections hold when they are unfolded: one request for that, one for states. */
export class Forest {
  private readonly branches = new Map<string, Branch>();
  private readonly unfolded = new Set<string>();
  private readonly states = new Map<string, LakeFile>();
  private readonly held = new Map<string, readonly LakeFile[]>();
  private lake = '';
  private turn = 0;

  constructor(
    private readonly client: LakesClient,
    private readonly changed: () => void
  ) {}

  /** Forget all, for other DIDs. */
  reset(lake: string): void {
    this.turn += 1;
    this.lake = lake;
    this.branches.clear();
    this.unfolded.clear();
    this.states.clear();
    this.held.clear();
  }

  /** How a file is, where that is known. */
  stateOf(did: Did): LakeFile | undefined {
    return this.states.get(didText(did));
  }

  /** How the files of a collection are, where that was asked for; of the first ones only. */
  filesOf(did: Did): readonly LakeFile[] | undefined {
    return this.held.get(didText(did));
  }

  /** Take over how the files of a DID are. */
  learn(did: string, files: readonly LakeFile[]): void {
    this.held.set(did, files);
    for (const file of files) {
      this.states.set(didText(file.did), file);
    }
  }

  /** Unfold a collection or fold it. */
  toggle(node: LakeNode): void {
    if (!node.did || node.expanded === null) {
      return;
    }
    if (!this.unfolded.delete(node.id)) {
      this.unfolded.add(node.id);
      const known = this.branches.get(didText(node.did));
      if (!known || known.state === 'failed') {
        void this.read(node.did);
      }
    }
    this.changed();
  }

  /** Read more of what the collection holds to which a row `more` belongs. */
  readOn(node: LakeNode): void {
    if (node.did) {
      void this.read(node.did);
    }
  }

  /** The rows in view order, of the DIDs at the top. */
  nodes(top: readonly Did[], scope: string): LakeNode[] {
    const made: LakeNode[] = [];
    this.add(made, top, { path: '', level: 1, scope, siblings: top.length });
    return made;
  }

  private add(
    made: LakeNode[],
    dids: readonly Did[],
    at: { path: string; level: number; scope: string; siblings: number }
  ): void {
    dids.forEach((did, index) => {
      const key = didText(did);
      const id = `${at.path}${GAP}${key}`;
      const expanded = did.type === 'file' ? null : this.unfolded.has(id);
      const { level, scope, siblings } = at;
      const position = index + 1;
      const words = '';
      made.push({ id, level, kind: did.type, did, words, expanded, position, siblings, scope });
      if (expanded) {
        this.addBranch(made, did, id, level + 1);
      }
    });
  }

  private addBranch(made: LakeNode[], did: Did, path: string, level: number): void {
    // What holds itself would never come to an end.
    if (path.split(GAP).indexOf(didText(did)) < level - 1) {
      made.push(note(`${path}${GAP}`, level, 'It holds itself; see above.'));
      return;
    }
    const branch = this.branches.get(didText(did));
    const rows = branch?.rows ?? [];
    const last = lastRow(branch);
    const siblings = rows.length + (last ? 1 : 0);
    this.add(made, rows, { path, level, scope: did.scope, siblings });
    if (last) {
      const row = { ...note(`${path}${GAP}`, level, last.words), kind: last.kind, did };
      made.push({ ...row, position: siblings, siblings });
    }
  }

  private async read(did: Did): Promise<void> {
    const key = didText(did);
    const before = this.branches.get(key);
    if (before?.state === 'reading') {
      return;
    }
    const rows = before?.rows ?? [];
    const branch: Branch = { rows, state: 'reading', known: before?.known ?? 0, problem: '' };
    this.branches.set(key, branch);
    this.changed();
    const { turn } = this;
    if (rows.length === 0 && did.type === 'dataset') {
      void this.readStates(key, turn);
    }
    try {
      await this.readPage(key, branch, turn);
    } catch (error) {
      branch.state = 'failed';
      branch.problem = errorWords(error as Error);
    }
    if (turn === this.turn) {
      this.changed();
    }
  }

  private async readPage(key: string, branch: Branch, turn: number): Promise<void> {
    const upTo = branch.rows.length + PAGE;
    while (turn === this.turn) {
      const offset = branch.rows.length;
      const page = await this.client.content(this.lake, key, { offset, limit: upTo - offset });
      branch.rows.push(...page.rows);
      branch.known = page.count;
      if (page.error) {
        throw Object.assign(new Error(page.error.message), { remedy: page.error.remedy });
      }
      if (page.ended && branch.rows.length >= page.count) {
        branch.rows.sort(byTypeAndName);
        branch.state = 'read';
        return;
      }
      if (branch.rows.length >= upTo) {
        branch.state = 'partial';
        return;
      }
      if (turn === this.turn) {
        this.changed();
      }
    }
  }

  // States are a bonus: a lake that does not tell them still shows what there is.
  private async readStates(key: string, turn: number): Promise<void> {
    try {
      const files = await this.client.files(this.lake, key, FIRST);
      if (turn === this.turn) {
        this.learn(key, files);
        this.changed();
      }
    } catch {
      return;
    }
  }
}

function lastRow(branch: Branch | undefined): { kind: 'note' | 'more'; words: string } | null {
  switch (branch?.state) {
    case 'partial':
      return { kind: 'more', words: `Show more: ${count(branch.rows.length)} are shown` };
    case 'failed':
      return { kind: 'more', words: `Retry: ${branch.problem}` };
    case 'read':
      return branch.rows.length === 0 ? { kind: 'note', words: 'It is empty.' } : null;
    default:
      return { kind: 'note', words: 'Reading…' };
  }
}

function note(id: string, level: number, words: string): LakeNode {
  const rest = { did: null, expanded: null, position: 1, siblings: 1, scope: '' };
  return { id, level, kind: 'note', words, ...rest };
}
